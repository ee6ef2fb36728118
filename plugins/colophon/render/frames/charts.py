"""Charts and diagrams that libraries draw in a frame: Plotly, Vega, Bokeh, Mermaid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from markupsafe import Markup

from colophon.model import Asset
from colophon.render.boxes import text_box
from colophon.render.frames.document import Content, data_script, frame, own_script, script, titled
from colophon.render.frames.stills import still
from colophon.render.images.files import picture
from colophon.render.mime.bundle import Bundle, Drawing, DrawingError

FIGURE = '<div id="figure"></div>'
BOKEH_PARTS = {
    "bokeh-gl": re.compile(r'"output_backend":\s*"webgl"'),
    "bokeh-widgets": re.compile(r'"name":\s*"[A-Za-z]*(?:Button|Slider|Select|Input|Picker|Div|Spinner|Dropdown)"'),
    "bokeh-tables": re.compile(r'"name":\s*"(?:DataTable|TableColumn|DataCube)"'),
    "bokeh-mathjax": re.compile(r'"name":\s*"(?:TeX|MathML|Ascii)"|\$\$|\\\\\('),
}
"""Further parts of BokehJS, and what in a document needs them."""


def draw_plotly(bundle: Bundle, media_type: str) -> Drawing:
    """Return a figure of plotly, drawn in the page's colours."""
    figure = _object(bundle, media_type)
    layout = figure.get("layout") if isinstance(figure.get("layout"), Mapping) else {}
    body = (
        FIGURE
        + data_script(_sized(figure, bundle.context.limits.chart_characters))
        + script(bundle, "plotly")
        + own_script(bundle, "plotly")
    )
    return _chart(bundle, media_type, body, _pixels(layout, "height", 450))


def draw_vega(bundle: Bundle, media_type: str) -> Drawing:
    """Return a chart of Vega or Vega-Lite, drawn in the page's colours."""
    options = bundle.about(media_type, "embed_options")
    return vega_chart(bundle, media_type, _object(bundle, media_type), options if isinstance(options, dict) else {})


def vega_chart(bundle: Bundle, media_type: str, spec: Mapping[str, Any], options: Mapping[str, Any]) -> Drawing:
    """Return the chart of a specification, wherever that was found."""
    if address := next(_addresses(spec.get("data"), spec.get("datasets"), spec), None):
        raise DrawingError(f"its data are at {address[:80]}, and a page loads nothing")
    mode = "vega-lite" if "vega-lite" in str(spec.get("$schema", media_type)) or "vegalite" in media_type else "vega"
    drawn = _drawn_vega(spec, mode)
    data = {"mode": mode, "spec": spec, "options": options}
    body = FIGURE + data_script(data) + script(bundle, "vega") + own_script(bundle, "vega")
    return _chart(bundle, media_type, body, (drawn.height if drawn and drawn.height else 300) + 10, drawn)


def draw_bokeh(bundle: Bundle, media_type: str) -> Drawing:
    """Return a document of Bokeh: the script that draws it and the element that it draws into."""
    code, target = (
        bundle.text(each) if each in bundle.data else "" for each in ("application/javascript", "text/html")
    )
    if not code or not target:
        raise DrawingError("the script that draws it and the element for it are not in one cell")
    names = ["bokeh", *(name for name, needed in BOKEH_PARTS.items() if needed.search(code))]
    loaded = "".join(script(bundle, name) for name in names)
    drawing = f"<script>{inline(code)}</script>"
    height = re.search(r'"(?:height|plot_height|frame_height)":\s*(\d+)', code)
    title = titled(bundle, "Chart", _alt(bundle, media_type))
    content = Content(target + loaded + drawing, height=int(height[1]) + 10 if height else 610)
    return frame(content, bundle, still(bundle), title)


def draw_mermaid(bundle: Bundle, media_type: str) -> Drawing:
    """Return a diagram of Mermaid; its source stands for it where no script runs."""
    source = bundle.text(media_type)
    if len(source) > bundle.context.limits.chart_characters // 100:
        raise DrawingError(f"the diagram has {len(source):,} characters")
    body = f'<pre id="figure">{escape(source)}</pre>' + script(bundle, "mermaid") + own_script(bundle, "mermaid")
    words = text_box(Markup(escape(source)), source, f"Source of the diagram of cell {bundle.cell.number}")
    title = titled(bundle, "Diagram", _alt(bundle, media_type))
    return frame(Content(body, height=200, follows_scheme=True), bundle, still(bundle, html=words), title)


def inline(code: str) -> str:
    """Return a script that can stand in a script element."""
    return _END_OF_SCRIPT.sub(r"<\\\1", code)


def _chart(bundle: Bundle, media_type: str, body: str, height: int, drawn: Asset | None = None) -> Drawing:
    title = titled(bundle, "Chart", _alt(bundle, media_type))
    return frame(Content(body, height=height, follows_scheme=True), bundle, still(bundle, drawn), title)


def _alt(bundle: Bundle, media_type: str) -> str:
    alt = bundle.about(media_type, "alt")
    return alt if isinstance(alt, str) else ""


def _object(bundle: Bundle, media_type: str) -> dict[str, Any]:
    """Return what the type holds; some kernels store its JSON as text."""
    value = bundle.data[media_type]
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise DrawingError(f"it is no JSON ({error})") from error
    if not isinstance(value, dict):
        raise DrawingError(f"an object was expected, found {type(value).__name__}")
    return value


def _sized(figure: dict[str, Any], most: int) -> dict[str, Any]:
    """Return the figure, refused where it is too large to be sent to a reader."""
    if len(json.dumps(figure)) > most:
        raise DrawingError(f"its data have more than {most:,} characters")
    return figure


def _pixels(values: Any, name: str, otherwise: int) -> int:
    value = values.get(name)
    return int(value) if isinstance(value, int | float) and 0 < value < 10_000 else otherwise


def _addresses(*values: Any) -> Iterator[str]:
    """Yield the addresses from which a specification would load its data."""
    for value in values:
        if isinstance(value, Mapping):
            if isinstance(value.get("url"), str) and not value["url"].startswith("data:"):
                yield value["url"]
            yield from _addresses(
                *(each for name, each in value.items() if name not in {"values", "encode", "encoding"})
            )
        elif isinstance(value, list):
            yield from _addresses(*(each for each in value if isinstance(each, Mapping | list)))


def _drawn_vega(spec: Mapping[str, Any], mode: str) -> Asset | None:
    """Return the chart as a picture, drawn now; None where the library for that is not installed or fails."""
    try:
        import vl_convert
    except ImportError:
        return None
    draw = vl_convert.vegalite_to_svg if mode == "vega-lite" else vl_convert.vega_to_svg
    try:
        return picture(draw(dict(spec)).encode(), "image/svg+xml")
    except (ValueError, RuntimeError):  # what Vega makes of a broken specification, the frame shows too
        return None


_END_OF_SCRIPT = re.compile(r"<(/script|!--)", re.IGNORECASE)
