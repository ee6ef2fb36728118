"""Finds the front matter of a notebook: a YAML block, or the list under a heading that older tools read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from colophon.model import Cell
from colophon.notebook.faults import Fault, quote
from colophon.notebook.title import plain_text
from colophon.notebook.yamltext import read_map
from colophon.notebook.yamlvalues import Entry, YamlError

LIST_KEYS = (
    *("title", "date", "modified", "summary", "description", "tags", "categories", "category", "slug", "status"),
    *("author", "authors", "toc", "badges", "comments", "layout"),
)
"""A list under the first heading is front matter where it has one of these; else it is a list."""


class FrontCell(Struct, frozen=True):
    """The front matter as it is written, and the cells of the body."""

    cells: tuple[Cell, ...]
    """Without the lines of the front matter, and without its cell where nothing else is in it."""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    """Lines are counted in the cell."""
    number: int = 0
    """The number of its cell; 0 where the notebook has none."""
    is_list: bool = False
    """Whether it is a list under a heading, as pelican-jupyter and fastpages read it."""


def find_front(cells: Sequence[Cell], known: Iterable[str]) -> FrontCell:
    """Return the front matter in the first cell that is not empty.

    It stands between `---` lines in a raw cell (Quarto, Jupytext), in a Markdown cell (MyST) where it has a
    `known` key, or is a list of `- key: value` under a heading.

    Raises:
        Fault: the block is not closed, or is no YAML mapping.
    """
    first = next((index for index, cell in enumerate(cells) if cell.source.strip()), None)
    if first is None or cells[first].kind == "code":
        return FrontCell(tuple(cells))
    cell, others = cells[first], (*cells[:first], *cells[first + 1 :])
    found = _block(cell, known) or (_list(cell) if cell.kind == "markdown" else None)
    if found is None:
        return FrontCell(tuple(cells))
    return replace(found, cells=tuple(sorted((*found.cells, *others), key=lambda each: each.number)))


def _block(cell: Cell, known: Iterable[str]) -> FrontCell | None:
    """Return the block between `---` lines at the top of a cell."""
    lines = cell.source.split("\n")
    opening = next(index for index, line in enumerate(lines) if line.strip())
    if lines[opening].rstrip() != "---":
        return None
    closing = next((index for index in range(opening + 1, len(lines)) if lines[index].rstrip() in ("---", "...")), None)
    block, rest = lines[opening + 1 : closing], lines[closing + 1 :] if closing else []
    if cell.kind == "markdown" and not _has_key(block, known):
        return None  # a thematic break, and perhaps a heading underlined with dashes
    if closing is None:
        raise _unclosed(cell, len(lines))
    entries = _entries("\n".join(block), cell.number, opening + 1)
    return FrontCell(_leftover(cell, "\n".join(rest)), entries, cell.number)


def _has_key(lines: Iterable[str], known: Iterable[str]) -> bool:
    words = {match[1].lower() for line in lines if (match := re.match(r"([\w-]+)\s*:", line))}
    return not words.isdisjoint(known)


def _unclosed(cell: Cell, lines: int) -> Fault:
    found = f"Expected a line `---` that ends the front matter, found none in {lines} lines."
    return Fault("C101", found, "Add a line `---` below the last key.", cell.number)


def _entries(text: str, number: int, above: int) -> dict[str, Entry]:
    """Return the keys of a YAML block that has `above` lines above it in its cell."""
    try:
        return {key: replace(entry, line=entry.line + above) for key, entry in read_map(text).items()}
    except YamlError as error:
        line = text.split("\n")[error.line - 1]
        found = f"Expected YAML, found {quote(line)} in line {error.line + above}: {error.reason}."
        remedy = "Write `key: value`, with a value that holds `: ` or `#` in quotes."
        raise Fault("C101", found, remedy, number) from None


def _leftover(cell: Cell, source: str) -> tuple[Cell, ...]:
    """Return what a cell still says below its front matter."""
    return (replace(cell, source=source.strip("\n")),) if source.strip() else ()


_LIST = re.compile(
    r"\s*(?:#[ \t]+(?P<title>[^\n]*?)[ \t#]*\n)?"  # the heading
    r"\s*(?P<summary>(?:>[^\n]*\n\s*)*)"  # the summary, a quotation
    r"(?P<items>(?:[-*][ \t]+[A-Za-z][\w-]*[ \t]*:[^\n]*(?:\n\s*|$))+)"
)
_ITEM = re.compile(r"^[-*][ \t]+([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)


def _list(cell: Cell) -> FrontCell | None:
    """Return the front matter of `# Title`, `> summary` and lines of `- key: value`; what follows is left as body."""
    match = _LIST.match(cell.source)
    if match is None or cell.source[match.end() :].startswith(("- ", "* ")):
        return None  # some items are no keys: a list like any other
    items = {item[1]: _item(cell, item, match.start("items")) for item in _ITEM.finditer(match["items"])}
    if {key.lower() for key in items}.isdisjoint(LIST_KEYS):
        return None
    entries = {**_above_list(match), **items}
    return FrontCell(_leftover(cell, cell.source[match.end() :]), entries, cell.number, is_list=True)


def _item(cell: Cell, item: re.Match[str], start: int) -> Entry:
    """Return the value of an item: YAML where it looks like a list or a quoted text, else the text as it stands."""
    line = cell.source.count("\n", 0, start + item.start()) + 1
    if item[2].startswith(("[", '"', "'")):
        return replace(_entries(f"value: {item[2]}", cell.number, line - 1)["value"], line=line)
    return Entry(item[2], line)


def _above_list(match: re.Match[str]) -> dict[str, Entry]:
    """Return what heading and quotation above the list say."""
    quoted = re.sub(r"^\s*>\s?", "", match["summary"], flags=re.MULTILINE)
    summary = " ".join(quoted.split()).strip('"')
    title = plain_text(match["title"] or "")
    return {key: Entry(text, 1) for key, text in (("title", title), ("summary", summary)) if text}
