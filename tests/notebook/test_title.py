"""The heading that is the title of a post."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colophon.model import Cell
from colophon.notebook import title
from colophon.notebook.title import drop_title

PIECES = (
    "# T", "#T", "#", "T", "*T*", "=", "===", "---", "\n", "\n\n", " ", "    ", "\t", "\f", "> ", "- ", "```", "<!--",
    "-->", "[T]", "[T]: /x", "[T][r]", "[r]: /x", "# ", "##", "`T`", "\xa0", "T\n=", "\\", "&amp;",
)  # fmt: skip


def cell(source: str) -> Cell:
    return Cell(1, "a", "markdown", source)


@pytest.mark.parametrize(
    ("source", "rest"),
    [
        ("# The *idea*\nText\n\n# More", "Text\n\n# More"),
        ("\n\n  # The idea #", ""),
        ("The idea\n===\nText", "Text"),
        ("# The [idea]\nText\n\n[idea]: /x", "Text\n\n[idea]: /x"),
        ("#\n\n# The idea", None),
        ("Text\n\n# The idea", None),
        ("# Another\n\n# The idea", None),
        ("```\n# The idea\n```", None),
    ],
)
def test_a_heading_that_only_repeats_the_title_is_dropped(source: str, rest: str | None) -> None:
    [left] = drop_title("The idea", [cell(source)])
    assert left.source == (source if rest is None else rest)


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_the_beginning_of_a_cell_tells_as_much_as_all_of_it(source: str) -> None:
    first = next(title._headings(cell(source)), None)
    expected = first.rest if first and first.opens and first.text == "T" else source
    assert [each.source for each in drop_title("T", [cell(source)])] == [expected]
