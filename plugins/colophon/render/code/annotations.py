"""Marks of notes on lines of code: `# <1>` at the end of a line; the notes are the list below the cell.

Source: Quarto's documentation, "Code annotation". In code the mark is a link without text, so that a copy is clean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from colophon.notebook.optionlines import PREFIXES
from colophon.render.code.highlight import code_language


class Annotations(Struct, frozen=True):
    """The marks in the code of one cell."""

    cell: int
    """Its number."""
    code: str
    """Without the marks."""
    lines: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """Number of a note to the lines that it is about, from 1, in order."""

    @property
    def notes(self) -> dict[int, int]:
        """Line to the number of its note."""
        return {line: note for note, lines in self.lines.items() for line in lines}

    def only(self, code: str, count: int) -> Annotations:
        """Return what is left where the list has so many notes: marks of others stay in the code as they are."""
        if all(note <= count for note in self.lines):
            return self
        kept = {note: lines for note, lines in self.lines.items() if note <= count}
        about = {line for lines in kept.values() for line in lines}
        both = enumerate(zip(self.code.split("\n"), code.split("\n"), strict=True), 1)
        return Annotations(self.cell, "\n".join(bare if n in about else whole for n, (bare, whole) in both), kept)

    def mark_id(self, line: int) -> str:
        """Return the id of the mark at a line."""
        return f"cell-{self.cell}-line-{line}"

    def note_id(self, note: int) -> str:
        """Return the id of a note."""
        return f"cell-{self.cell}-note-{note}"


def find_annotations(code: str, language: str, cell: int) -> Annotations:
    """Return the marks of a cell's code, in comments of its language, and the code without them.

    `language` is the kernel's.
    """
    if not _ANY.search(code):
        return Annotations(cell, code)
    prefix = re.escape(PREFIXES.get(code_language(code, language), "#|").removesuffix("|"))
    mark = re.compile(rf"[ \t]*{prefix}[ \t]*<([1-9]\d?)>[ \t]*$")
    bare: list[str] = []
    lines: dict[int, list[int]] = {}
    for number, line in enumerate(code.split("\n"), 1):
        found = mark.search(line)
        bare.append(line[: found.start()] if found else line)
        if found:
            lines.setdefault(int(found[1]), []).append(number)
    return Annotations(cell, "\n".join(bare), dict(sorted(lines.items())))


_ANY = re.compile(r"<[1-9]\d?>[ \t]*$", re.MULTILINE)
