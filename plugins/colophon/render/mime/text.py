"""text/plain: preformatted, with the colours of a terminal."""

from __future__ import annotations

import re

from colophon.render.ansi import ansi_html, plain_text
from colophon.render.boxes import notice, text_box
from colophon.render.limits import ESCAPED_TEXT_CHARACTERS, TEXT_CHARACTERS
from colophon.render.mime.bundle import Bundle, Drawing, DrawingError

PLACEHOLDER = re.compile(r"\s*<IPython\.[\w.]+ (?:object|at 0x[0-9a-fA-F]+)>\s*")
"""What IPython writes for objects that only a richer type can show."""


def draw(bundle: Bundle, media_type: str) -> Drawing:
    """Return the text as it would stand in a terminal."""
    text = bundle.text(media_type)
    if PLACEHOLDER.fullmatch(text):
        raise DrawingError(f"{text.strip()} says nothing to a reader")
    text, cut = cut_text(text)
    html = text_box(ansi_html(text), plain_text(text), f"Result of cell {bundle.cell.number}")
    return Drawing(html + cut_notice(bundle, cut), "text")


def cut_text(text: str) -> tuple[str, int]:
    """Return the beginning of a text that is too long, whole lines where it has any, and how much was cut off."""
    limit = ESCAPED_TEXT_CHARACTERS if "\x1b" in text else TEXT_CHARACTERS
    if len(text) <= limit:
        return text, 0
    end = text.rfind("\n", limit // 2, limit) + 1 or limit
    return text[:end], len(text) - end


def cut_notice(bundle: Bundle, cut: int) -> str:
    """Return the notice for a text that was cut, and note the Problem; nothing where nothing was cut."""
    if not cut:
        return ""
    bundle.problem(
        "C405",
        f"An output of at most {TEXT_CHARACTERS:,} characters was expected, found {cut:,} more, which are cut off.",
        "Print less, or write it to a file and link to that.",
    )
    return notice(f"{cut:,} more characters are in the notebook.")
