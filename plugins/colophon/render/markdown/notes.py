"""The list below a cell that says what to see in its code: each note leads to the lines that it is about.

Source: Quarto's documentation, "Code annotation".
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from colophon.model import Cell
from colophon.render.code.annotations import Annotations
from colophon.render.markdown.parser import parse


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
