"""Addresses of the hosts that spread libraries, and the installed file that each of them means."""

from __future__ import annotations

import base64
import mimetypes
import re
from pathlib import Path

from colophon.model import Asset
from colophon.render.frames.libraries import LIBRARIES, MissingLibrary, library, node_file
from colophon.render.images.files import file_asset

# path of an address to the library that it loads; the version is whatever is installed
KNOWN = (
    (re.compile(r"cdn\.plot\.ly/plotly[\w.-]*|/plotly\.js(?:-dist(?:-min)?)?[@/]"), "plotly"),
    (re.compile(r"/bokeh/release/(bokeh(?:-[a-z]+)?)-[\d.]+\w*(?:\.min)?\.js"), r"\1"),
    (re.compile(r"/@bokeh/bokehjs@[^/]+/build/js/(bokeh(?:-[a-z]+)?)(?:\.min)?\.js"), r"\1"),
    (re.compile(r"/npm/vega(?:-lite|-embed|-lib)?(?:@|\?|$)|/vega/"), "vega"),
    (re.compile(r"/require(?:js)?(?:/[\d.]+|@[\d.]+)?/(?:require(?:\.min)?\.js)?$|/require\.js/"), "require"),
    (
        re.compile(r"(?:code\.jquery\.com|/jquery[@/][\d.]+(?:/dist)?)/jquery[\w.-]*\.js|/jquery/[\d.]+/jq"),
        "jquery",
    ),
    (re.compile(r"/dt_for_itables(?:@[^/]+)?/dt_bundle\.js"), "itables"),
    (re.compile(r"/dt_for_itables(?:@[^/]+)?/dt_bundle\.css"), "itables-style"),
    (re.compile(r"/mermaid[@/].*\.js"), "mermaid"),
    (re.compile(r"/@jupyter-widgets/html-manager"), "widgets"),
)
NPM = re.compile(
    r"(?:cdn\.jsdelivr\.net/npm|(?:www\.)?unpkg\.com)/(?P<package>(?:@[\w.-]+/)?[\w.-]+)(?:@[^/?]+)?/?(?P<path>[^?]*)"
)
CDNJS = re.compile(r"cdnjs\.cloudflare\.com/ajax/libs/(?P<name>[\w.-]+)/[^/]+/(?P<path>[^?]+)")
HOSTS = re.compile(
    r"(?:https?:)?//(?:cdn\.plot\.ly|cdn\.(?:bokeh|pydata)\.org|cdn\.jsdelivr\.net|(?:www\.)?unpkg\.com|cdnjs\.cloudflare\.com"
    r"|code\.jquery\.com|(?:netdna|maxcdn|stackpath)\.bootstrapcdn\.com|ajax\.googleapis\.com)/[^\s\"'<>`)\\]*"
)
"""An address of such a host, wherever it stands."""
LARGEST_INLINED = 200_000
"""Bytes of a picture or font that a stylesheet carries along: a frame without an origin may fetch no font."""
INLINED = (".woff2", ".png", ".gif", ".svg")
"""Of the formats of a font, the one that every browser reads."""


def library_of(address: str) -> str | None:
    """Return the name in `LIBRARIES` of what an address loads; None where it is none of these."""
    for pattern, name in KNOWN:
        if found := pattern.search(address):
            known = found.expand(name)
            return known if known in LIBRARIES else None
    return None


def local(address: str, node_modules: Path | None) -> Asset:
    """Return the installed file that an address means.

    Raises:
        MissingLibrary: there is none.
    """
    if name := library_of(address):
        return library(name, node_modules)
    file = next((found for path in _paths(address) if (found := node_file(path, node_modules))), None)
    if file is None:
        raise MissingLibrary(address)
    if file.suffix == ".css":
        return file_asset(_with_files(file).encode(), "text/css")
    return file_asset(file.read_bytes(), "text/javascript")


def _paths(address: str) -> list[str]:
    """Return where the file of an address may be below `node_modules`."""
    if found := NPM.search(address):
        return [f"{found['package']}/{found['path']}"]
    if found := CDNJS.search(address):
        names = dict.fromkeys((found["name"], found["name"].lower(), found["name"].lower().removesuffix(".js")))
        return [f"{name}/{folder}{found['path']}" for name in names for folder in ("dist/", "")]
    return []


def _with_files(stylesheet: Path) -> str:
    """Return the stylesheet with the files that it refers to inside it; those that are too large are left out."""

    def embedded(reference: re.Match[str]) -> str:
        file = (stylesheet.parent / reference[1].partition("?")[0].partition("#")[0]).resolve()
        inside = stylesheet.parent.parent.resolve()
        if not file.is_relative_to(inside) or not file.is_file() or file.suffix not in INLINED:
            return "url(data:,)"
        if file.stat().st_size > LARGEST_INLINED:
            return "url(data:,)"
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return f"url(data:{media_type};base64,{base64.b64encode(file.read_bytes()).decode()})"

    return _REFERENCE.sub(embedded, stylesheet.read_text(encoding="utf-8"))


_REFERENCE = re.compile(r"url\(\s*[\"']?(?!data:|#)([^\"')]+)[\"']?\s*\)")
