"""Finds the heading that is the title of a post, and takes it out of the body."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, MutableMapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from colophon.model import Cell

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MAYBE = re.compile(r"^ {0,3}(#(\s|$)|=+\s*$)", re.MULTILINE)
"""A line that may make a heading of level 1; cells without one are not parsed."""
_ATX = re.compile(r"\s*^ {0,3}#(?:\s|$).*", re.MULTILINE)
_UNDERLINE = re.compile(r"^ {0,3}=+\s*$", re.MULTILINE)
"""The two kinds. Source: CommonMark 0.31, 4.2 and 4.3."""


def take_title(cells: Sequence[Cell]) -> tuple[str, list[Cell]]:
    """Return the text of the first heading of level 1 and the cells without it; "" and all cells where there is none.

    The text is plain: `# The *idea*` gives `The idea`. `#` in fenced code is no heading.
    """
    for index, cell in enumerate(cells):
        for heading in _headings(cell):
            return heading.text, _with(cells, index, heading.rest)
    return "", list(cells)


def drop_title(title: str, cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells without a heading at the very start that only repeats the title."""
    first = next((index for index, cell in enumerate(cells) if cell.source.strip()), None)
    if first is not None:
        for heading in _headings(cells[first], _opening(cells[first].source)):
            if heading.text == title and heading.opens:
                return _with(cells, first, heading.rest)
            break
    return list(cells)


def plain_text(markdown: str, definitions: MutableMapping[str, Any] | None = None) -> str:
    """Return one line of Markdown as the text that a reader sees; `definitions` are those of links around it."""
    tokens = _parser().parseInline(markdown, definitions)
    return _text(tokens[0].children or []) if tokens else ""


class _Heading(NamedTuple):
    text: str
    opens: bool
    """Whether nothing stands above it in its cell."""
    rest: str
    """The source without its lines."""


def _opening(source: str) -> str:
    """Return as much of a source as has to be parsed for a heading at its start: a line where it is `# Title`."""
    line = _ATX.match(source)
    if line is None:
        return source if _UNDERLINE.search(source) else ""
    return source if "[" in line[0] else line[0]  # what a link needs can stand anywhere below


def _headings(cell: Cell, source: str | None = None) -> Iterator[_Heading]:
    """Yield each heading of level 1 that holds text, in the whole cell or in the beginning of its source."""
    source = cell.source if source is None else source
    if cell.kind != "markdown" or not _MAYBE.search(source):
        return
    definitions: dict[str, Any] = {}
    tokens = _block_parser().parse(source, definitions)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h1" and opening.level == 0 and opening.map:
            above, below = _around(cell.source, *opening.map)
            if text := plain_text(inline.content, definitions):
                yield _Heading(text, not above.strip(), f"{above}\n{below}".strip("\n"))


def _around(source: str, first: int, last: int) -> tuple[str, str]:
    """Return what stands above line `first` and from line `last` on, lines counted from 0."""
    lines = source.split("\n")
    return "\n".join(lines[:first]), "\n".join(lines[last:])


def _with(cells: Sequence[Cell], index: int, source: str) -> list[Cell]:
    return [*cells[:index], replace(cells[index], source=source), *cells[index + 1 :]]


def _text(tokens: Sequence[Token]) -> str:
    return " ".join("".join(map(_words, tokens)).split())


def _words(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    if token.type == "image":
        return _text(token.children or [])
    return token.content if token.type in ("text", "code_inline", "text_special") else ""


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # 0.1 s; a notebook whose front matter has a title never needs it

    return MarkdownIt("commonmark")


@functools.cache
def _block_parser() -> MarkdownIt:
    """Return a parser that leaves the text of each block as it is: most of a cell is not in a heading."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").disable("inline")
