"""How each MIME type is drawn: a table of functions, the richest type first.

A new type is a module with a function `draw(bundle, media_type) -> Drawing` and a line in the table.
"""

from __future__ import annotations

from collections.abc import Mapping

from colophon.render.mime import documents, html, markup, pictures, script, text, tree
from colophon.render.mime.bundle import Drawer

DRAWERS: Mapping[str, Drawer] = {
    "text/html": html.draw,
    "text/markdown": markup.draw_markdown,
    "text/latex": markup.draw_latex,
    "image/svg+xml": pictures.draw,
    "image/png": pictures.draw,
    "image/webp": pictures.draw,
    "image/jpeg": pictures.draw,
    "image/gif": pictures.draw,
    "application/pdf": documents.draw,
    "application/json": tree.draw,
    "text/plain": text.draw,
    "application/javascript": script.draw,
}
"""MIME type to the function that draws it, in the order of preference."""

SILENT_TYPES = frozenset(
    {
        "application/vnd.bokehjs_load.v0+json",  # loads a library for outputs that come later
        "application/vnd.dataresource+json",  # the data of a table that is in text/html too
        "application/vnd.google.colaboratory.intrinsic+json",  # a hint for one host's own table
        "application/vnd.holoviews_load.v0+json",
        "application/vnd.jupyter.es6-rich-output",
        "application/vnd.microsoft.datawrangler.viewer.v0+json",
    }
)
"""Types that show a reader nothing which the others of their bundle do not."""
