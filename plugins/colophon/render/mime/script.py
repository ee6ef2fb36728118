"""application/javascript: never run on the page; its source is there to be read, folded."""

from __future__ import annotations

from markupsafe import Markup

from colophon.render.boxes import text_box
from colophon.render.highlight import highlight
from colophon.render.mime.bundle import Bundle, Drawing, DrawingError
from colophon.render.mime.text import cut_notice, cut_text


def draw(bundle: Bundle, media_type: str) -> Drawing:
    """Return the source under a line that says what it is.

    Raises:
        DrawingError: the script draws for another type of the bundle, and its source would say nothing.
    """
    if others := sorted(set(bundle.data) - {media_type, "text/plain"}):
        raise DrawingError(f"it draws what {', '.join(others)} holds")
    code, cut = cut_text(bundle.text(media_type))
    bundle.problem(
        "C403",
        "An output that shows by itself was expected, found a script, which a page does not run.",
        "Display what it draws as a picture or a table, or leave it out with the tag `remove-output`.",
    )
    box = text_box(Markup(highlight(code, "javascript")), code, f"Script of cell {bundle.cell.number}")
    html = Markup("<details><summary>A script, not run here</summary>{}</details>").format(box)
    return Drawing(html + cut_notice(bundle, cut), "script")
