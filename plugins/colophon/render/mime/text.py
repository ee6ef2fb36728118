"""text/plain: preformatted, with the colours of a terminal."""

from __future__ import annotations

import re

from markupsafe import Markup

from colophon.render.ansi import has_sequences, plain_text, play, runs_html
from colophon.render.boxes import notice, text_box
from colophon.render.limits import SEQUENCED_CHARACTERS, TEXT_CHARACTERS
from colophon.render.mime.bundle import Bundle, Drawing, DrawingError

PLACEHOLDER = re.compile(r"\s*(?:<IPython\.[\w.]+ (?:object|at 0x[0-9a-fA-F]+)>|[\w.]+\(\.\.\.\))\s*")
"""What IPython and altair write for objects that only a richer type can show."""


def draw(bundle: Bundle, media_type: str) -> Drawing:
    """Return the text as it would stand in a terminal."""
    text = bundle.text(media_type)
    if PLACEHOLDER.fullmatch(text):
        raise DrawingError(f"{text.strip()} says nothing to a reader")
    return Drawing(terminal(bundle, text, f"Result of cell {bundle.cell.number}"), "text")


def terminal(bundle: Bundle, text: str, label: str) -> Markup:
    """Return text as a terminal shows it, in a box of that name, with a notice where it was too long."""
    if not has_sequences(text):
        text = plain_text(text)  # fast at any length; fifty megabytes of a progress bar are one line after it
    text, cut = cut_text(text)
    runs = play(text)
    return text_box(runs_html(runs), "".join(piece for piece, _ in runs), label) + cut_notice(bundle, cut)


def cut_text(text: str, longest: int = TEXT_CHARACTERS) -> tuple[str, int]:
    """Return the beginning of a text that is too long, whole lines where it has any, and how much was cut off."""
    limit = SEQUENCED_CHARACTERS if has_sequences(text) else longest
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
        f"An output that a page can carry was expected, found {cut:,} characters too many, which are cut off.",
        "Print less, or write it to a file and link to that.",
    )
    return notice(f"{cut:,} more characters are in the notebook.")
