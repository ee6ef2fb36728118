"""Plain tables for the page: HTML without style, and the same rows as text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from numbers import Integral, Real


@dataclass(frozen=True)
class Table:
    """Rows under column names. Shown by a notebook as HTML, by a plain script as text.

    Cells are strings, numbers or truth values; numbers are right-aligned in the text and shortened by `short`.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"expected {len(self.columns)} cells ({', '.join(self.columns)}), found {row!r}")

    def __repr__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        return as_html(self)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Return a table to leave as the last value of a cell.

    Raises `ValueError` when a row has not as many cells as there are columns.
    """
    return Table(tuple(columns), tuple(tuple(row) for row in rows))


def show(value: object) -> None:
    """Display `value` in a notebook; print it where there is none."""
    try:
        from IPython.display import display
    except ImportError:
        print(value)
    else:
        display(value)


def short(value: object) -> str:
    """Return a cell's text: yes or no, whole numbers with separators, other numbers with three significant digits."""
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case None:
            return "–"
        case Integral():
            return f"{int(value):,}"
        case Real():
            return _short_number(float(value))
    return str(value)


def as_html(value: Table) -> str:
    """Return the table as HTML with header cells and a class on numbers, without style."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in value.columns)
    body = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>\n" for row in value.rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"


def as_text(value: Table) -> str:
    """Return the table as aligned lines, the column names underlined."""
    lines = [value.columns, *(tuple(map(short, row)) for row in value.rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(value.columns))]
    numeric = [all(_is_number(row[i]) for row in value.rows) for i in range(len(value.columns))]
    ruled = [lines[0], tuple("-" * width for width in widths), *lines[1:]]
    return "\n".join(
        "  ".join(
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in ruled
    )


def _cell(value: object) -> str:
    mark = ' class="number"' if _is_number(value) else ""
    return f"<td{mark}>{escape(short(value))}</td>"


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _short_number(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if 1000 <= abs(value) < 1e7:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value == 0 or 1e-4 <= abs(value) < 1e7 else f"{value:.1e}"
