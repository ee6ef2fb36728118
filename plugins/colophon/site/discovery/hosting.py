"""What a host has to be told of the site: headers, how long files keep, old addresses, the page of lost ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from msgspec import Struct
from pelican.generators import Generator

from colophon.site.files import published_notebooks
from colophon.site.settings import read_site_settings

HEADERS: Mapping[str, str] = {
    # Every page, and every output in its frame, has a stricter policy of its own in a meta tag, and both hold. This one
    # allows what any of them does, for files that have none, and says what a meta tag cannot: who may frame the site.
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; worker-src 'self' blob:; frame-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
KEPT = ("assets", "theme")
"""Folders in which each name says the file's content."""
FOR_EVER = "public, max-age=31536000, immutable"
CHECKED = "no-cache"
"""All else may be kept, but is asked for again each time; Netlify and Cloudflare Pages say so by themselves."""


class Site(Struct, frozen=True):
    """What all hosts are told."""

    prefix: str
    """Path of the site's address on its host, without a closing slash; mostly empty."""
    redirects: Sequence[tuple[str, str]]
    """Old and new address of each post that was renamed, as paths on the host."""
    encodings: Sequence[str]
    """`gz`, `br`: the compressed files that lie beside the others."""


class HostingGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes the files of the hosts that `COLOPHON_HOSTS` names."""

    def generate_output(self, writer: Any) -> None:
        """Write them at the root of the site, where the hosts look."""
        settings = read_site_settings(self.settings)
        prefix = quote(urlsplit(settings.canonical_url).path.rstrip("/"))
        site = Site(prefix, tuple(self._redirects(prefix)), tuple(settings["COLOPHON_PRECOMPRESS"]))
        for host in settings["COLOPHON_HOSTS"]:
            for name, write in HOSTS[host].items():
                writer.tray.write(name, write(site).encode())

    def _redirects(self, prefix: str) -> Iterator[tuple[str, str]]:
        for content in published_notebooks(self.context):
            for alias in content.article.post.front.aliases:
                yield f"{prefix}/{quote(alias.lstrip('/'))}", f"{prefix}/{quote(content.url)}"


def headers_file(site: Site) -> str:
    """Return `_headers`, which Netlify and Cloudflare Pages read."""
    blocks = {"*": HEADERS, **{f"{name}/*": {"Cache-Control": FOR_EVER} for name in KEPT}}
    return "".join(
        f"{site.prefix}/{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for path, headers in blocks.items()
    )


def redirects_file(site: Site) -> str:
    """Return `_redirects`, which Netlify and Cloudflare Pages read."""
    return "".join(f"{old} {new} 301\n" for old, new in sorted(site.redirects))


def nginx_file(site: Site) -> str:
    """Return the part of a `server` block that is this site's own."""
    kept = "|".join(KEPT)
    lines = [
        "# For nginx: include this file in the server block whose root is the site's folder.",
        "index index.html;",
        "absolute_redirect off;",
        f"error_page 404 {site.prefix}/404.html;",
        "charset utf-8;",
        "charset_types text/html text/css text/plain application/javascript application/json application/xml;",
        *(f"{NGINX_STATIC[name]} on;" for name in site.encodings),
        *(["gzip_vary on;"] if site.encodings else []),
        *_nginx_headers(CHECKED),
        f"location ~ ^{site.prefix}/(?:{kept})/ {{",
        *(f"    {line}" for line in _nginx_headers(FOR_EVER)),
        "}",
        f"location ~ ^{site.prefix}/(?:{'|'.join(_escaped(OWN_FILES))})$ {{ return 404; }}",
        *(f'location = "{old}" {{ return 301 "{new}"; }}' for old, new in sorted(site.redirects)),
    ]
    return "\n".join(lines) + "\n"


def caddy_file(site: Site) -> str:
    """Return the part of a Caddy site block that is this site's own."""
    precompressed = " ".join(CADDY_NAMES[name] for name in sorted(site.encodings))  # the first is preferred: br
    kept = " ".join(f"{site.prefix}/{name}/*" for name in KEPT)
    served = f"file_server {{\n    precompressed {precompressed}\n}}" if precompressed else "file_server"
    lines = [
        "# For Caddy: import this file in the site block whose root is the site's folder.",
        "header {",
        *(f"    {name} {_quoted(value)}" for name, value in HEADERS.items()),
        "}",
        f"@kept path {kept}",
        f"@checked not path {kept}",
        f"header @kept Cache-Control {_quoted(FOR_EVER)}",
        f"header @checked Cache-Control {CHECKED}",
        f"@own path {' '.join(f'{site.prefix}/{name}' for name in OWN_FILES)}",
        "error @own 404",
        *(f"redir {_quoted(old)} {_quoted(new)} 301" for old, new in sorted(site.redirects)),
        served,
        "handle_errors {",
        f"    rewrite * {site.prefix}/404.html",
        "    file_server",
        "}",
    ]
    return "\n".join(lines) + "\n"


NGINX_STATIC = {"gz": "gzip_static", "br": "brotli_static"}
CADDY_NAMES = {"gz": "gzip", "br": "br"}
HOSTS: Mapping[str, Mapping[str, Callable[[Site], str]]] = {
    "netlify": {"_headers": headers_file, "_redirects": redirects_file},
    "nginx": {"_nginx.conf": nginx_file},
    "caddy": {"_Caddyfile": caddy_file},
}
OWN_FILES = tuple(name for files in HOSTS.values() for name in files)
"""Not for readers."""


def _nginx_headers(kept: str) -> Iterator[str]:
    """Yield the headers; a location that adds one has none of its server's, so each repeats all."""
    for name, value in {**HEADERS, "Cache-Control": kept}.items():
        yield f"add_header {name} {_quoted(value)} always;"


def _quoted(value: str) -> str:
    return f'"{value}"'


def _escaped(names: Iterable[str]) -> list[str]:
    return [name.replace(".", r"\.") for name in names]
