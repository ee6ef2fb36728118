"""Tables of outputs in order: heads with a scope, numbers aligned, each in a box that scrolls.

It works on HTML as the sanitiser writes it: balanced, every attribute in double quotes, no `>` inside a tag.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from io import StringIO

from markupsafe import Markup
from msgspec import Struct

from colophon.pagelimits import PageLimits
from colophon.render.boxes import scroll_box
from colophon.render.mime.elements import outermost


class _TableCell(Struct, frozen=True):
    """A cell of a table: where its tags are among the tokens, and where it stands in the grid."""

    start: int
    end: int
    kind: str
    """`th` or `td`."""
    in_head: bool
    row: int
    """From 1."""
    column: int
    """The first that it covers, from 0."""
    columns: int
    rows: int
    text: str


def ordered_tables(html: str, label: str, limits: PageLimits, keep: Callable[[bytes], str] | None = None) -> str:
    """Return the HTML with each outermost table in order and in a scrolling box of that name.

    `keep` takes the CSV of a table that is too long and returns its address; without it tables stay whole.
    """
    if "<table" not in html:
        return html
    return "".join(
        _boxed(part, label, limits, keep) if is_table else part for part, is_table in outermost(html, "table")
    )


def _boxed(table: str, label: str, limits: PageLimits, keep: Callable[[bytes], str] | None) -> str:
    tokens = _TAG.split(table)
    tokens[1] = _with_class(tokens[1], "table")
    if table.count("<table") > 1 or len(tokens) > 4 * limits.table_cells:
        return str(scroll_box(Markup("".join(tokens)), label))
    cells = list(_cells(tokens))
    _order(tokens, cells)
    rows = sorted({cell.row for cell in cells if not cell.in_head})
    if keep is None or len(rows) <= limits.table_rows:
        return str(scroll_box(Markup("".join(tokens)), label))
    shown = min(limits.table_rows_shown, len(rows))
    box = scroll_box(Markup(_until(tokens, cells, rows[shown - 1])), label)
    return f"{box}{CUT.format(shown, f'{len(rows):,}', keep(_csv(cells)))}"


def _until(tokens: list[str], cells: list[_TableCell], row: int) -> str:
    """Return the table up to the end of a row."""
    end = tokens.index("</tr>", max(cell.end for cell in cells if cell.row == row))
    closing = "</tbody></table>" if "<tbody>" in tokens[:end] else "</table>"
    return "".join(tokens[: end + 1]) + closing


def _csv(cells: list[_TableCell]) -> bytes:
    """Return the texts of the cells, a line for each row of the table."""
    rows: dict[int, dict[int, str]] = {}
    for cell in cells:
        rows.setdefault(cell.row, {})[cell.column] = cell.text
    width = max(max(row) for row in rows.values()) + 1
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # Source: RFC 4180
    writer.writerows([row.get(column, "") for column in range(width)] for _, row in sorted(rows.items()))
    return text.getvalue().encode("utf-8", "replace")


def _order(tokens: list[str], cells: list[_TableCell]) -> None:
    """Give heads their scope and columns of numbers their class."""
    heads = _head_rows(cells)
    numeric = _numeric_columns(cell for cell in cells if cell.row not in heads)
    for cell in cells:
        is_number = cell.columns == 1 and cell.column in numeric
        if is_number or cell.kind == "th":
            _order_cell(tokens, cell, cell.row in heads, is_number)


def _cells(tokens: list[str]) -> Iterator[_TableCell]:
    """Yield the cells in their grid. Source: HTML Standard, 4.9.12, simplified."""
    free_from: dict[int, int] = {}  # column to the row in which no cell above reaches into it any more
    in_head, row, column = False, 0, 0
    for start in range(1, len(tokens), 2):
        tag = tokens[start]
        if not tag.startswith("<t"):
            in_head = in_head and tag != "</thead>"
            continue
        name = tag[1 : tag.find(" ")]  # to the blank after it, else to the last character
        if name == "thead":
            in_head = True
        elif name == "tr":
            row, column = row + 1, 0
        elif name in {"td", "th"}:
            while free_from and free_from.get(column, 0) > row:
                column += 1
            columns, rows = (_span(tag, _COLUMNS), _span(tag, _ROWS)) if "span=" in tag else (1, 1)
            end = tokens.index(f"</{name}>", start)
            text = tokens[start + 1] if end == start + 2 else "".join(tokens[start + 1 : end : 2])
            text = (unescape(text) if "&" in text else text).strip()
            yield _TableCell(start, end, name, in_head, row, column, columns, rows, text)
            if rows > 1:
                free_from.update(dict.fromkeys(range(column, column + columns), row + rows))
            column += columns


def _head_rows(cells: list[_TableCell]) -> set[int]:
    """Return the rows of the head; without one, the first row if all of it are heads."""
    first = {cell.kind for cell in cells if cell.row == 1}
    return {cell.row for cell in cells if cell.in_head} or ({1} if first == {"th"} else set())


def _numeric_columns(body: Iterable[_TableCell]) -> set[int]:
    texts: dict[int, list[str]] = {}
    for cell in body:
        if cell.kind == "td" and cell.columns == 1:
            texts.setdefault(cell.column, []).append(cell.text)
    return {
        column for column, found in texts.items() if any(found) and all(map(_NUMBER.fullmatch, filter(None, found)))
    }


def _order_cell(tokens: list[str], cell: _TableCell, in_head: bool, numeric: bool) -> None:
    """Give a head its scope (an empty one is no head) and a number its class."""
    if cell.kind == "th" and not cell.text and cell.end == cell.start + 2:
        tokens[cell.start] = tokens[cell.start].replace("<th", "<td", 1)
        tokens[cell.end] = "</td>"
    elif cell.kind == "th" and " scope=" not in tokens[cell.start]:
        tokens[cell.start] = _with_attribute(tokens[cell.start], f'scope="{_scope(cell, in_head)}"')
    if numeric and (in_head or cell.kind == "td"):
        tokens[cell.start] = _with_class(tokens[cell.start], "number")


def _scope(cell: _TableCell, in_head: bool) -> str:
    direction, span = ("col", cell.columns) if in_head else ("row", cell.rows)
    return f"{direction}group" if span > 1 else direction


def _with_class(tag: str, name: str) -> str:
    if ' class="' in tag:
        return tag.replace(' class="', f' class="{name} ', 1)
    return _with_attribute(tag, f'class="{name}"')


def _with_attribute(tag: str, attribute: str) -> str:
    return f"{tag[:-1]} {attribute}>"


def _span(tag: str, pattern: re.Pattern[str]) -> int:
    """Return how far a cell reaches, within the bounds of the HTML Standard, 4.9.11."""
    match = pattern.search(tag)
    return min(max(1, int(match[1])), 1000) if match else 1


CUT = Markup('<p class="output-notice">{} of {} rows are shown. <a href="{}" download>The whole table as CSV</a></p>')
_TAG = re.compile(r"(<[^>]*>)")
_COLUMNS, _ROWS = (re.compile(rf' {name}="\s*(\d{{1,5}})') for name in ("colspan", "rowspan"))
_NUMBER = re.compile(
    r"(?:[-+−±]?\s?[$€£¥]?\s?\d[\d,.\u2009\u202f\u00a0_]*(?:e[-+−]?\d+)?\s?(?:%|[a-zµ°]{1,3}|×)?|[-+−]?(?:inf|∞)|nan|none|<na>|nat|\.\.\.|…|—|–|-)",
    re.IGNORECASE,
)
