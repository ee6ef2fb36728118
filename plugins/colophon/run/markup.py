"""HTML as a sequence of parts that can be compared: elements, texts, and where in a table each stands."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from msgspec import Struct

UNSTEADY_ATTRIBUTES = re.compile(r"id|for|headers|class|(?:xlink:)?href|aria-(?:labelledby|describedby)")
"""Attributes that hold ids, which libraries make at random; a `class` or a link counts where it holds none."""

_ID = re.compile(r"#?[\w.:-]*[0-9a-f]{5,}[\w.:-]*|T_\w+", re.IGNORECASE)
_ID_IN_TEXT = re.compile(r"url\(#[^)]*\)|\bT_[0-9a-f]{5,}", re.IGNORECASE)
"""Ids in style sheets and style attributes, where any other word may be a colour."""


class Part(Struct, frozen=True):
    """One part of a page, and where it is, in words."""

    text: str
    where: str


def parts(html: str) -> list[Part]:
    """Return the parts of a fragment of HTML or SVG in order; white space between words does not count."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.found


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Part] = []
        self._table = self._row = self._column = 0
        self._in_cell = False
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        if tag == "table":
            self._table, self._row = self._table + 1, 0
        elif tag == "tr":
            self._row, self._column = self._row + 1, 0
        elif tag in ("td", "th"):
            self._column, self._in_cell = self._column + 1, True
        kept = sorted(f'{name}="{steady}"' for name, value in attrs if (steady := _steady(name, value or "")))
        self._add(f"<{' '.join([tag, *kept])}>")

    def handle_endtag(self, tag: str) -> None:
        self._within = ""
        self._add(f"</{tag}>")
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        text = _ID_IN_TEXT.sub("id", data) if self._within == "style" else data
        if words := " ".join(text.split()):
            self._add(words)

    def _add(self, text: str) -> None:
        where = f"table {self._table}, row {self._row}, column {self._column}" if self._in_cell else "html"
        self.found.append(Part(text, where))


def _steady(name: str, value: str) -> str:
    """Return an attribute's value without ids, "" where nothing is left."""
    if UNSTEADY_ATTRIBUTES.fullmatch(name):
        return " ".join(_ID.sub("", value).split())
    return _ID_IN_TEXT.sub("id", value)
