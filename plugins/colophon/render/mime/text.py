"""text/plain: preformatted, with the colours of a terminal."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from colophon.pagelimits import PageLimits
from colophon.render import boxes
from colophon.render.ansi import has_sequences, plain_text, play, runs_html, without_sequences
from colophon.render.boxes import text_box
from colophon.render.images.files import file_asset
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
    if has_sequences(text):
        shown, cut = cut_text(text, bundle.context.limits)
        runs = play(shown)
        box = text_box(runs_html(runs), "".join(piece for piece, _ in runs), label)
    else:
        text = plain_text(text)  # fast at any length; fifty megabytes of a progress bar are one line after it
        shown, cut = cut_text(text, bundle.context.limits)
        box = text_box(escape(shown), shown, label)
    return box + cut_notice(bundle, cut, without_sequences(text) if cut else "")


def cut_text(text: str, limits: PageLimits, most: int = 0) -> tuple[str, int]:
    """Return the beginning of a text that is too long, whole lines where it has any, and how much was cut off.

    `most` is the limit, where it is not that of any text.
    """
    limit = limits.sequenced_characters if has_sequences(text) else most or limits.text_characters
    if len(text) <= limit:
        return text, 0
    end = text.rfind("\n", limit // 2, limit) + 1 or limit
    return text[:end], len(text) - end


def cut_notice(bundle: Bundle, cut: int, whole: str = "", media_type: str = "text/plain") -> str:
    """Return the notice for an output that was cut, with a link to the `whole` of it, and note the Problem.

    Nothing where nothing was cut.
    """
    if not cut:
        return ""
    bundle.problem(
        "C405",
        f"An output that a page can carry was expected, found {cut:,} characters too many, which are cut off.",
        "Print less, or write it to a file and link to that.",
    )
    return notice(f"{cut:,} more characters are in", bundle, whole, media_type)


def notice(text: str, bundle: Bundle, whole: str, media_type: str) -> Markup:
    """Return a sentence that ends in a link to the whole of an output; in words where that is too large."""
    data = whole.encode("utf-8", "replace")
    if not 0 < len(data) <= bundle.context.limits.download_bytes:
        return boxes.notice(f"{text} the notebook.")
    address = bundle.page.asset(file_asset(data, media_type))
    return _NOTICE.format(text, address, bundle.cell.number, f"{max(1, round(len(data) / 1000)):,}")


_NOTICE = Markup('<p class="output-notice">{} <a href="{}">the whole output of cell {}, {} kB</a>.</p>')
