"""Notes on lines of code: `# <1>` at the end of a line, and the list below the cell that says what to see there.

Source: Quarto's documentation, "Code annotation". In code the mark is a link without text, so that a copy is clean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markdown_it.token import Token
from msgspec import Struct, field

from colophon.model import Cell
from colophon.notebook.optionlines import PREFIXES
from colophon.render.highlight import code_language
from colophon.render.markdown_parser import parse


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


def notes_below(following: Cell | None) -> int:
    """Return how many notes the list has that the next cell begins with; 0 where it begins with none."""
    if following is None or following.kind != "markdown" or not following.options.include:
        return 0
    tokens = parse(following.source)
    return len(_items(tokens)) if tokens and tokens[0].type == "ordered_list_open" else 0


def with_marks_named(tokens: list[Token], about: Annotations) -> list[Token]:
    """Return the tokens of a cell that begins with the notes, each note with links to its lines before its text."""
    named = list(tokens)
    named[0] = tokens[0].copy(meta={**tokens[0].meta, "notes_of": about.cell})
    for note, position in reversed(list(enumerate(_items(tokens), 1))):
        named[position] = tokens[position].copy(meta={**tokens[position].meta, "anchor": about.note_id(note)})
        if note in about.lines:
            _put_back_link(named, position + 1, about, note)
    return named


def _items(tokens: Sequence[Token]) -> list[int]:
    """Return where the items of the list begin that is the first of the tokens."""
    end = next(place for place, token in enumerate(tokens) if token.type == "ordered_list_close" and not token.level)
    return [place for place in range(end) if tokens[place].type == "list_item_open" and tokens[place].level == 1]


def _put_back_link(tokens: list[Token], position: int, about: Annotations, note: int) -> None:
    """Put a link into the paragraph at the position, or before what else stands there."""
    lines = about.lines[note]
    link = Token("code_lines", "", 0, meta={"text": _lines_text(lines), "anchor": about.mark_id(lines[0])})
    inline = tokens[position + 1] if tokens[position].type == "paragraph_open" else None
    if inline is None:
        tokens[position:position] = [Token("inline", "", 0, children=[link])]
    else:
        tokens[position + 1] = inline.copy(children=[link, *(inline.children or [])])


def _lines_text(lines: Sequence[int]) -> str:
    """Return `Line 3`, `Lines 3–5`, `Lines 3, 7`."""
    if len(lines) == 1:
        return f"Line {lines[0]}"
    whole = lines[-1] - lines[0] == len(lines) - 1
    return f"Lines {lines[0]}–{lines[-1]}" if whole else f"Lines {', '.join(map(str, lines))}"
