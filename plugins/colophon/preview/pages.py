"""Pages as a preview serves them: with a script that keeps them fresh; in JupyterLab, in one piece."""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Callable
from html import escape, unescape
from importlib.resources import files
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

SCRIPTS = ("merge.js", "overlay.js", "page.js")
"""Make one script together, in this order."""
STILL = ".notebook .frame-still { display: block; }"
OWN = "_preview"
"""The folder, in addresses, of what the preview itself serves."""

Read = Callable[[str], bytes | None]
"""Returns a file of the site by its name."""


def own_file(name: str) -> bytes | None:
    """Return a file that the preview brings along; `page.js` is all of `SCRIPTS`."""
    folder = files("colophon.preview") / "static"
    if name == "page.js":
        return b"\n".join((folder / part).read_bytes() for part in SCRIPTS)
    found = folder / name
    return found.read_bytes() if name in {"preview.css", "shell.html", "shell.js"} and found.is_file() else None


def media_type(name: str) -> str:
    """Return the media type of a file."""
    known = {".ipynb": "application/json", ".atom": "application/atom+xml", ".js": "text/javascript"}
    suffix = f".{name.rpartition('.')[2]}"
    found = known.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found


def with_script(html: bytes, name: str, digest: str) -> bytes:
    """Return a page with the preview's script and style sheet."""
    marks = f'data-preview="{digest}" data-page="{escape(name)}"'
    script = f'<script type="module" src="/{OWN}/page.js" {marks}></script>'
    return _before_scripts(html, f'<link rel="stylesheet" href="/{OWN}/preview.css">{script}')


def in_one_piece(html: bytes, name: str, digest: str, nonce: str, read: Read) -> bytes:
    """Return a page that needs no other file: a page in a sandbox has no cookies, and JupyterLab gives nothing without.

    Scripts have the nonce, and the page's policy allows no others; nothing may be fetched.
    """
    text = _POLICY.sub(lambda found: f"{found[1]}{escape(_policy(nonce))}{found[2]}", html.decode("utf-8", "replace"))
    text = _PRELOAD.sub("", text)
    text = _STYLESHEET.sub(lambda found: _style(_name(found[1], name), read) or found[0], text)
    text = _SCRIPT.sub(lambda found: _script(found, _name(found[2], name), nonce, read), text)
    marks = f'nonce="{nonce}" data-preview="{digest}" data-page="{escape(name)}"'
    own = f'<style>{_own("preview.css")}{STILL}</style><script type="module" {marks}>{_own("page.js")}</script>'
    return _before_scripts(with_pictures(text, name, read).encode(), own)


def with_pictures(text: str, name: str, read: Read) -> str:
    """Return HTML whose pictures are in it, and what stands for interactive outputs in place of their frames."""
    text = _FRAME.sub("", _SRCSET.sub("", text))
    return _PICTURE.sub(lambda found: f'{found[1]}"{_data_url(_name(found[2], name), read) or found[2]}"', text)


def inlined_style(name: str, read: Read) -> str:
    """Return a style sheet with its fonts and pictures in it."""
    css = (read(name) or b"").decode("utf-8", "replace")
    return _URL.sub(lambda found: f'url("{_data_url(_name(found[1], name), read) or found[1]}")', css)


def _policy(nonce: str) -> str:
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
        "media-src data:; base-uri 'none'; form-action 'none'"
    )


def _style(name: str, read: Read) -> str:
    return f'<style data-name="{escape(name)}">{inlined_style(name, read)}</style>' if read(name) is not None else ""


def _script(found: re.Match[str], name: str, nonce: str, read: Read) -> str:
    source = (read(name) or b"").decode("utf-8", "replace").replace("</script", "<\\/script")
    kind = ' type="module"' if "module" in found[1] + found[3] else ""
    return f'<script nonce="{nonce}"{kind}>{source}</script>'


def _own(name: str) -> str:
    return (own_file(name) or b"").decode()


def _name(address: str, page: str) -> str:
    """Return the name of the file that an address on a page means; one that no file has where it leads elsewhere."""
    parts = urlsplit(unescape(address))
    if parts.scheme or parts.netloc:
        return ""
    return normpath(join("/", dirname(page), unquote(parts.path))).lstrip("/")


def _data_url(name: str, read: Read) -> str:
    data = read(name) if name else None
    kind = media_type(name).partition(";")[0]
    return f"data:{kind};base64,{base64.b64encode(data).decode()}" if data is not None else ""


def _before_scripts(html: bytes, elements: str) -> bytes:
    """Put elements into the head so that their script runs before others, on a page as it came from the server."""
    place = _FIRST_SCRIPT.search(html)
    return html[: place.start()] + elements.encode() + html[place.start() :] if place else html


_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(")')
_PRELOAD = re.compile(r'<link rel="(?:preload|modulepreload|icon|apple-touch-icon|manifest)"[^>]*>')
_STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^"]*)"[^>]*>')
_SCRIPT = re.compile(r'<script([^>]*) src="([^"]*)"([^>]*)></script>')
_FRAME = re.compile(r'<iframe class="frame-window[^>]*></iframe>')
_SRCSET = re.compile(r' srcset="[^"]*"')
_PICTURE = re.compile(r'(<(?:img|source|video|audio)\b[^>]*? src=)"([^"]*)"')
_FIRST_SCRIPT = re.compile(rb"<script|</head>")
_URL = re.compile(r"url\(\s*[\"']?(?!data:)([^\"')]+)[\"']?\s*\)")
