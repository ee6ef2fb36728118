"""The lines of coloured code: those that the author points at stand out, those with a note lead to it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from markupsafe import Markup

from colophon.render.code.annotations import Annotations


def listed(html: str, marked: Collection[int], about: Annotations) -> Markup:
    """Return the inside of a `<code>` element in which the lines with these numbers, from 1, are marked.

    Nothing is added that a copy of the code would have: what stands for a note is written by the stylesheet.
    """
    notes = about.notes
    if not marked and not notes:
        return Markup(html)
    lines = list(_lines(html))
    last, shown = len(lines), []
    for number, line in enumerate(lines, 1):
        content = f"{line}{_mark(number, notes[number], about) if number in notes else ''}"
        content += "\n" if number < last else ""
        shown.append(f'<mark class="code-line">{content}</mark>' if number in marked else content)
    return Markup("".join(shown))


def _mark(line: int, note: int, about: Annotations) -> str:
    return (
        f'<a class="code-mark" id="{about.mark_id(line)}" href="#{about.note_id(note)}"'
        f' aria-label="Note {note}" data-note="{note}"></a>'
    )


def _lines(html: str) -> Iterator[str]:
    """Yield the lines of coloured code; a colour that goes on over a line's end ends there and begins again."""
    colour, line = "", ""
    for part in _PART.findall(html):
        if part == "\n":
            yield f"{line}</span>" if colour else line
            line = colour
        else:
            colour = part if part.startswith("<span") else "" if part == "</span>" else colour
            line += part
    yield line


_PART = re.compile(r"<[^>]*>|\n|[^<\n]+")
