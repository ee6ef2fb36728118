"""A frame: a file of its own with a policy of its own, and the element of the page that shows it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from colophon.model import Asset
from colophon.render.frames.libraries import MissingLibrary, library
from colophon.render.frames.stills import Still
from colophon.render.images.files import file_asset
from colophon.render.mime.bundle import Bundle, Drawing, DrawingError

SCRIPTS = Path(__file__).parent / "scripts"
# 'unsafe-eval': Vega compiles its expressions, Plotly its shaders; the frame has no origin and can reach nothing
_SHUT = "connect-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'"
_LOOKS = "style-src 'self' 'unsafe-inline'; img-src data: blob:; font-src data:; media-src data: blob:"
POLICIES = {
    True: f"default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; {_LOOKS}; "
    f"worker-src blob:; {_SHUT}",
    False: f"default-src 'none'; script-src 'self'; {_LOOKS}; {_SHUT}",
}
"""Of a frame in which scripts of the output run, and of one in which none but ours does."""

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="color-scheme" content="{scheme}">
<title>{title}</title>
</head>
<body>
<noscript>This output is interactive and needs JavaScript.</noscript>
<script type="application/json" id="colophon-content">{content}</script>
<script src="{boot}"></script>
</body>
</html>
"""
HEAD = """\
<meta charset="utf-8"><meta name="color-scheme" content="{scheme}">\
<style>html {{ color: {ink}; font: 16px/1.5 system-ui, sans-serif }} body {{ margin: 0; padding: 1px }} \
html.follows-scheme {{ color: light-dark(#1d1b18, #d8dbe0) }}</style>\
<script src="{boot}"></script>"""
INK = "#1d1b18"


class Content(Struct, frozen=True):
    """What is written into a frame once it is seen."""

    body: str
    """A fragment, or a document from its doctype on."""
    height: int = 300
    """Pixels until the frame says how high it is."""
    follows_scheme: bool = False
    """Whether it is drawn in the page's colours; else it stands on a light card."""
    scripts: bool = True
    """Whether scripts of the output run."""


def frame(content: Content, bundle: Bundle, still: Still, title: str) -> Drawing:
    """Return the element that shows the content, with what stands for it on paper, in feeds and without scripts."""
    asset = _file(content, bundle, title)
    light = "" if content.follows_scheme else " frame-light"
    html = _FRAME.format(light, bundle.page.asset(asset), title, max(60, min(content.height, 2000)), still.html)
    return Drawing(html, "frame", still.asset, still.alt)


def titled(bundle: Bundle, what: str, alt: str = "") -> str:
    """Return the name of a frame, for those who do not see it: its description, else its caption, else its cell."""
    options = bundle.cell.options
    said = alt or options.fig_alt or options.fig_cap or options.tbl_cap
    return " ".join(f"{said or f'{what} of cell {bundle.cell.number}'} (interactive)".split())


def script(bundle: Bundle, name: str) -> str:
    """Return the tag that loads one of `LIBRARIES`, which the page then brings along.

    Raises:
        DrawingError: it is not installed.
    """
    try:
        return tag_of(bundle, library(name, bundle.context.node_modules))
    except MissingLibrary as error:
        raise DrawingError(str(error)) from error


def own_script(bundle: Bundle, name: str) -> str:
    """Return the tag that loads a script of `SCRIPTS`."""
    return tag_of(bundle, _own(name))


def tag_of(bundle: Bundle, asset: Asset) -> str:
    """Return the tag that loads a script or a stylesheet from beside the frame's own file."""
    bundle.page.asset(asset)
    if asset.media_type == "text/css":
        return f'<link rel="stylesheet" href="{asset.name}">'
    return f'<script src="{asset.name}"></script>'


def data_script(value: object, name: str = "data") -> str:
    """Return JSON as an element that runs nothing; numbers that JSON does not know are null."""
    return f'<script type="application/json" id="{name}">{to_json(value)}</script>'


def to_json(value: object) -> str:
    """Return JSON in which no character can end a script element. Source: HTML Standard, 4.12.1.3."""
    return json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _file(content: Content, bundle: Bundle, title: str) -> Asset:
    boot = _own("boot")
    bundle.page.asset(boot)
    scheme = "light dark" if content.follows_scheme else "light"
    html = PAGE.format(
        policy=POLICIES[content.scripts],
        scheme=scheme,
        title=escape(title, quote=False),
        content=to_json(_document(content, scheme, boot.name)),
        boot=boot.name,
    )
    return file_asset(html.encode("utf-8", "replace"), "text/html")


def _document(content: Content, scheme: str, boot: str) -> str:
    """Return the document that is written; what the output wrote as a whole document stays one."""
    head = HEAD.format(scheme=scheme, boot=boot, ink=INK)
    start = content.body[:2000].lower()
    if "<head>" in start:
        place = start.index("<head>") + len("<head>")
        return content.body[:place] + head + content.body[place:]
    follows = ' class="follows-scheme"' if content.follows_scheme else ""
    return f'<!DOCTYPE html><html lang="en"{follows}><head>{head}</head><body>{content.body}</body></html>'


@cache
def _own(name: str) -> Asset:
    return file_asset((SCRIPTS / f"{name}.js").read_bytes(), "text/javascript")


_FRAME = Markup(
    '<div class="frame"><iframe class="frame-window{}" src="{}" sandbox="allow-scripts" loading="lazy" title="{}"'
    ' height="{}"></iframe><div class="frame-still">{}</div></div>'
)
