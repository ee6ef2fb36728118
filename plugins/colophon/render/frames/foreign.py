"""HTML that brings its own scripts or styles: shown in a frame, with local files in place of the addresses it loads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import unescape

from colophon.model import Asset
from colophon.render.frames.addresses import HOSTS, library_of, local
from colophon.render.frames.charts import vega_chart
from colophon.render.frames.document import Content, frame, own_script, script, tag_of, titled, to_json
from colophon.render.frames.libraries import MissingLibrary
from colophon.render.frames.stills import Still
from colophon.render.images.files import file_asset
from colophon.render.mime.bundle import Bundle, Drawing, DrawingError
from colophon.render.mime.elements import outermost
from colophon.render.sanitize import is_remote

INLINE_SCRIPT_CHARACTERS = 20_000
"""Of a script inside an output, beyond which it becomes a file that other outputs may share."""
GLOBALS = {"plotly": "Plotly", "jquery": "jQuery", "vega": "vegaEmbed", "bokeh": "Bokeh"}
"""Libraries that leave themselves in a variable; old outputs ask require.js for them."""
NAMES = {"plotly": "plotly", "jquery": "jquery", "vega-embed": "vega", "vega": "vega", "vega-lite": "vega"}
"""Names by which old outputs ask require.js for a library."""


def runs_scripts(html: str) -> bool:
    """Whether the HTML has scripts that a browser would run, or a frame of its own; pictures in it do not count."""
    folded = html.casefold()
    if "<script" not in folded and "srcdoc" not in folded:
        return False
    html = "".join(part for part, is_svg in outermost(html, "svg") if not is_svg)
    return bool(_SCRIPT.search(html) or _SRCDOC.search(html))


def is_setup(html: str) -> bool:
    """Whether the HTML shows nothing and only prepares what comes later: scripts and styles alone."""
    if not runs_scripts(html):
        return False
    rest = _WHOLE_SCRIPT.sub("", _WHOLE_STYLE.sub("", _COMMENT.sub("", html)))
    return not _LINK.sub("", rest).strip()


def has_own_style(html: str) -> bool:
    """Whether the HTML is drawn by a stylesheet and elements that pages do not let through, as xarray's is."""
    folded = html.casefold()
    return ("sk-" in folded or "xr-" in folded) and bool(_REPRESENTATION.search(html))


def altair_chart(bundle: Bundle) -> Drawing | None:
    """Return the chart in the HTML that altair stores, drawn from its specification; None where it is none."""
    text = bundle.text("text/html")
    found = _ALTAIR.search(text) if "embedOpt" in text else None
    if not found:
        return None
    decoder = json.JSONDecoder()
    try:
        spec, end = decoder.raw_decode(found.string, found.end())
        options = decoder.raw_decode(found.string, _COMMA.match(found.string, end).end())[0]  # type: ignore[union-attr]
    except (ValueError, AttributeError):
        return None
    return vega_chart(bundle, "text/html", spec, options)


def draw_scripted(bundle: Bundle, html: str, still: Callable[[], Still]) -> Drawing:
    """Return the frame in which the HTML's own scripts run; `still` makes what stands for it elsewhere.

    Raises:
        DrawingError: it is too large, or loads what is not installed; the addresses are named.
    """
    most = bundle.context.limits.chart_characters
    if len(html) > most:
        raise DrawingError(f"it has {len(html):,} characters, more than {most:,}")
    html, height = _unwrapped(html)
    whole = _prepared(bundle, html)
    if bundle.page.setups:
        with suppress(DrawingError):  # what it prepares is for others, and not installed
            whole = _prepared(bundle, "".join(bundle.page.setups) + html)
    return frame(Content(whole, height=height), bundle, still(), titled(bundle, "Output"))


def draw_styled(bundle: Bundle, html: str, still: Still) -> Drawing:
    """Return the frame in which the HTML looks as its own styles say; no script of it runs."""
    quiet = _HANDLER.sub("", _WHOLE_SCRIPT.sub("", html))
    content = Content(_without_remote(bundle, quiet), height=_guess(quiet), scripts=False)
    return frame(content, bundle, still, titled(bundle, "Output"))


def _unwrapped(html: str) -> tuple[str, int]:
    """Return the document inside a frame that the output brings along, as folium does, and the output's height."""
    height = re.search(r"height:\s*(\d{2,4})(?:\.\d+)?px", html)
    found = _SRCDOC.search(html)
    if found:
        inner = unescape(found[1] if found[1] is not None else found[2])
        height = re.search(r"height:\s*(\d{2,4})(?:\.\d+)?px", inner) or height
        return inner, int(height[1]) if height else 400
    return html, int(height[1]) if height else 300


def _prepared(bundle: Bundle, html: str) -> str:
    """Return the HTML with local files for all that it loads, and in front of it what it expects to be there."""
    places = _Places(bundle)
    html = _LINK.sub(places.link, html)
    html = _WHOLE_SCRIPT.sub(places.script, html)
    html = _without_remote(bundle, _TILES.sub(r"\1data:,\2", html))
    html = HOSTS.sub(places.bare, html)
    places.refuse_missing()
    return _put_first(html, "".join(places.needed(html)))


def _put_first(html: str, tags: str) -> str:
    head = html[:2000].lower().find("<head>")
    place = head + len("<head>") if head >= 0 else 0
    return html[:place] + tags + html[place:]


class _Places:
    """Finds the local file of each address, and remembers what the HTML needs before its first script."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.libraries: dict[str, None] = {}
        self.modules: dict[str, str] = {}
        self.missing: dict[str, str] = {}

    def link(self, tag: re.Match[str]) -> str:
        """Return a link to a stylesheet with its local file; a link to anything else loads something, and goes."""
        address = _attribute(tag[0], "href")
        if not is_remote(address):
            return tag[0] if address.startswith("data:") else ""
        if "stylesheet" not in _attribute(tag[0], "rel"):
            return ""
        try:
            return tag_of(self.bundle, local(address, self.bundle.context.node_modules))
        except MissingLibrary:
            _note_left_out(self.bundle, address)
            return ""

    def script(self, element: re.Match[str]) -> str:
        """Return a script with its local file; a long one becomes a file, which others may share."""
        opening, code = element[1], element[2]
        address = _attribute(opening, "src")
        if address and is_remote(address):
            return self._loaded(address)
        module = "module" in _attribute(opening, "type")
        if module:
            return f"{opening}{_IMPORT.sub(self._imported, code)}</script>"
        if not address and len(code) > INLINE_SCRIPT_CHARACTERS and _SCRIPT.match(element[0]):
            return tag_of(self.bundle, file_asset(code.encode("utf-8", "replace"), "text/javascript"))
        return element[0]

    def bare(self, found: re.Match[str]) -> str:
        """Return what stands for an address in the text of a script: the library is there before it runs."""
        if name := library_of(found[0]):
            self.libraries[name] = None
        elif (asset := self._asset(found[0])) is not None:
            self.bundle.page.asset(asset)
            return asset.name
        return "data:text/javascript,"

    def needed(self, html: str) -> Iterator[str]:
        """Yield the tags that have to stand before everything else."""
        asks = set(_ASKED.findall(html)) if _REQUIRE.search(html) and not _GUARD.search(html) else set()
        names = dict.fromkeys([*self.libraries, *(NAMES[name] for name in sorted(asks) if name in NAMES)])
        if _JQUERY.search(html) and "jquery" not in names:
            names = {"jquery": None, **names}
        requires = "require" in names or asks or (_REQUIRE.search(html) and not _GUARD.search(html))
        yield from (script(self.bundle, name) for name in names if name != "require")
        if requires:
            known = ((asked, GLOBALS[name]) for asked, name in NAMES.items() if name in names)
            shims = "".join(f"define('{asked}', [], () => {variable});" for asked, variable in known)
            yield script(self.bundle, "require") + f"<script>{shims}</script>"
        if self.modules:
            yield "".join(self.modules.values()) + own_script(self.bundle, "modules")

    def refuse_missing(self) -> None:
        """Stop where something that is loaded is not installed.

        Raises:
            DrawingError: it is so; all addresses are named.
        """
        if self.missing:
            raise DrawingError(f"it loads {', '.join(self.missing)}, for which nothing is installed")

    def _loaded(self, address: str) -> str:
        name = library_of(address)
        if name in GLOBALS or name in {"require", "vega"}:
            self.libraries[name] = None  # in the order in which they are loaded
            return ""
        asset = self._asset(address)
        return tag_of(self.bundle, asset) if asset else ""

    def _imported(self, found: re.Match[str]) -> str:
        asset = self._asset(found[3])
        if asset:
            code = f"window.colophonModule = {to_json(asset.data.decode())};"
            kept = f"(window.colophonModules ??= {{}})['{_apart(found[3])}'] = colophonModule;"
            source = tag_of(self.bundle, file_asset(code.encode(), "text/javascript"))
            self.modules[found[3]] = f"{source}<script>{kept}</script>"
        # written apart, so that it is not taken for an address that is loaded
        return f"{found[1]}{found[2]}{_apart(found[3])}{found[2]}"

    def _asset(self, address: str) -> Asset | None:
        try:
            return local(address, self.bundle.context.node_modules)
        except MissingLibrary as error:
            self.missing[address if str(error) == address else f"{address} ({error})"] = ""
            return None


def _apart(address: str) -> str:
    return address.replace("//", "/\\u002f", 1)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", tag, re.IGNORECASE)
    return unescape(next(filter(None, found.groups()), "")).strip() if found else ""


def _without_remote(bundle: Bundle, html: str) -> str:
    """Return the HTML without pictures and other media of other hosts, which the frame would not load anyway."""

    def emptied(found: re.Match[str]) -> str:
        _note_left_out(bundle, found[2])
        return f"{found[1]}data:,"

    return _MEDIA.sub(emptied, html)


def _note_left_out(bundle: Bundle, address: str) -> None:
    bundle.problem(
        "C404",
        f"HTML that loads nothing from other hosts was expected, found {address[:120]}, which is left out.",
        "Install it as an npm package beside the settings file, embed it in the output, or do without.",
    )


def _guess(html: str) -> int:
    return 60 + 28 * min(20, len(re.findall(r"<(?:tr|li|dt|details|pre)\b", html)))


_TYPES = r"(?![^>]*\stype\s*=\s*[\"']?(?!text/javascript|application/(?:java|ecma)script|module)[\w/])"
_SCRIPT = re.compile(rf"<script\b{_TYPES}[^>]*>", re.IGNORECASE)
_WHOLE_SCRIPT = re.compile(r"(<script\b[^>]*>)(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_WHOLE_STYLE = re.compile(r"<style\b[^>]*>.*?</style\s*>", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SRCDOC = re.compile(r"<iframe\b[^>]*?\ssrcdoc\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
_HANDLER = re.compile(r"\son[a-z]+\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_IMPORT = re.compile(r"(\bfrom\s*|\bimport\s*\(?\s*)([\"'])((?:https?:)?//[^\"']+)\2")
_REQUIRE = re.compile(r"\brequire(?:js)?\s*(?:\(|\.config)")
_GUARD = re.compile(r"typeof (?:define|require|requirejs)\b")
_ASKED = re.compile(r"[\"']([a-z][\w-]*)[\"'](?=[^()\[\]]*\]\s*,\s*(?:function|\())")
_JQUERY = re.compile(r"(?<![\w$.])\$\(|\bjQuery\b(?!\s+as\b)")
_TILES = re.compile(r"(tileLayer(?:\.wms)?\(\s*[\"'])https?:[^\"']*([\"'])")
_MEDIA = re.compile(
    r"(<(?:img|audio|video|source|image)\b[^>]*?\s(?:src|poster|href)\s*=\s*[\"'])((?:https?:)?//[^\"']+)",
    re.IGNORECASE,
)
_REPRESENTATION = re.compile(
    r"class=[\"'](?:sk-|xr-)|<style\b[^>]*>(?=(?:(?!</style).)*\.(?:sk-|xr-))", re.IGNORECASE | re.DOTALL
)
_ALTAIR = re.compile(r"\(function\(spec, embedOpt\)\{.*?\}\)\((?=\{)", re.DOTALL)
_COMMA = re.compile(r"\s*,\s*")
