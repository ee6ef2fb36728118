"""application/javascript: run in a frame, with an element to write to as Jupyter gives it."""

from __future__ import annotations

import re

from markupsafe import Markup

from colophon.render.boxes import text_box
from colophon.render.code.highlight import highlight
from colophon.render.frames import charts, foreign
from colophon.render.frames.stills import Still
from colophon.render.mime.bundle import Bundle, Drawing, DrawingError
from colophon.render.mime.text import cut_text


def draw(bundle: Bundle, media_type: str) -> Drawing:
    """Return the frame in which the script runs; its source stands for it where none does.

    Raises:
        DrawingError: the script draws for another type of the bundle, or loads what is not installed.
    """
    if others := sorted(set(bundle.data) - {media_type, "text/plain"}):
        raise DrawingError(f"it draws what {', '.join(others)} holds")
    code = bundle.text(media_type)
    element = "$('#output')" if _JQUERY_ELEMENT.search(code) else "document.getElementById('output')"
    html = f'<div id="output"></div><script>(function (element) {{{charts.inline(code)}\n}})({element});</script>'
    source, _ = cut_text(code, bundle.context.limits)
    box = text_box(Markup(highlight(source, "javascript")), source, f"Script of cell {bundle.cell.number}")
    return foreign.draw_scripted(bundle, html, lambda: Still(box))


_JQUERY_ELEMENT = re.compile(
    r"\$\(|\belement(?:\[0\]|\.(?:html|text|css|attr|get|find|width|height|show|hide|each|empty)\()"
)
"""What only the element of classic Jupyter has, which was one of jQuery's."""
