"""The archive's picture of a year: how many posts each month had, drawn as bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
STEP, BAR, HEIGHT = 20, 14, 36
"""Of the bars, in pixels: from one to the next, their width, and the height of the tallest of all years."""


class Month(Struct, frozen=True):
    """One bar."""

    name: str
    count: int
    x: int
    y: int
    height: int


class Year(Struct, frozen=True):
    """The posts of a year, newest first, and its twelve bars."""

    year: int
    posts: tuple[Any, ...]
    months: tuple[Month, ...]

    @property
    def words(self) -> str:
        """What the bars show: `November 13`, months without posts left out."""
        return ", ".join(f"{month.name} {month.count}" for month in self.months if month.count)


def years(articles: Iterable[Any]) -> list[Year]:
    """Return the years that have posts, newest first; all bars are to one scale."""
    newest = sorted(articles, key=lambda article: (article.date, article.source_path), reverse=True)
    counts = Counter((article.date.year, article.date.month) for article in newest)
    most = max(counts.values(), default=1)
    return [
        Year(
            year,
            tuple(article for article in newest if article.date.year == year),
            tuple(_month(number, counts[year, number], most) for number in range(1, 13)),
        )
        for year in sorted({year for year, _ in counts}, reverse=True)
    ]


def _month(number: int, count: int, most: int) -> Month:
    height = max(2, round(HEIGHT * count / most)) if count else 0
    return Month(MONTHS[number - 1], count, (number - 1) * STEP, HEIGHT - height, height)
