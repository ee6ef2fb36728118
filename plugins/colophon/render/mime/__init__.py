"""How each MIME type is drawn: a table of functions, the richest type first.

A new type is a module with a function `draw(bundle, media_type) -> Drawing` and a line in the table.
"""

from __future__ import annotations

from collections.abc import Mapping

from colophon.render.frames import charts, widgets
from colophon.render.mime import documents, html, markup, media, pictures, script, text, tree
from colophon.render.mime.bundle import Drawer

VEGA_TYPES = tuple(
    f"application/vnd.{name}.v{version}{end}"
    for name, versions in (("vegalite", range(6, 1, -1)), ("vega", range(6, 2, -1)))
    for version in versions
    for end in ("+json", ".json")  # altair 6 writes the second
)

DRAWERS: Mapping[str, Drawer] = {
    "application/vnd.jupyter.widget-view+json": widgets.draw,
    "application/vnd.plotly.v1+json": charts.draw_plotly,
    **dict.fromkeys(VEGA_TYPES, charts.draw_vega),
    "application/vnd.bokehjs_exec.v0+json": charts.draw_bokeh,
    "text/vnd.mermaid": charts.draw_mermaid,
    "text/html": html.draw,
    "text/markdown": markup.draw_markdown,
    "text/latex": markup.draw_latex,
    "image/svg+xml": pictures.draw,
    "image/png": pictures.draw,
    "image/webp": pictures.draw,
    "image/jpeg": pictures.draw,
    "image/gif": pictures.draw,
    "image/avif": pictures.draw,
    **dict.fromkeys(media.TYPES, media.draw),
    "application/pdf": documents.draw,
    "application/json": tree.draw,
    "text/plain": text.draw,
    "application/javascript": script.draw,
    "text/javascript": script.draw,
}
"""MIME type to the function that draws it, in the order of preference."""

LOADING_TYPES = frozenset({"application/vnd.bokehjs_load.v0+json", "application/vnd.holoviews_load.v0+json"})
"""Types whose whole bundle only loads a library for outputs that come later; frames bring their own."""

SILENT_TYPES = frozenset(
    {
        "application/vnd.dataresource+json",  # the data of a table that is in text/html too
        "application/vnd.google.colaboratory.intrinsic+json",  # a hint for one host's own table
        "application/vnd.jupyter.es6-rich-output",
        "application/vnd.microsoft.datawrangler.viewer.v0+json",
    }
)
"""Types that show a reader nothing which the others of their bundle do not."""
