"""The name that was meant is the one that difflib would find."""

from __future__ import annotations

from difflib import get_close_matches
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from colophon.render.spelling import most_alike

names = st.text("abi1-.é", max_size=12)


@given(names.filter(bool), st.sets(names, max_size=8))
@example("a.csv", {"a.cvs", "b.csv", "a.csv.csv"})
@example("iiii", {"ééii", "éiié"})
@example("ab", {"ba", "aab", "abb", "a", "b", ""})
@example("1" * 12, {"1" * 9, "1" * 11})
def test_it_is_the_first_of_the_close_matches(word: str, others: set[str]) -> None:
    found = get_close_matches(word, sorted(others), 1, 0.7)
    assert most_alike(word, others, 0.7) == (found[0] if found else "")


def test_names_that_cannot_be_the_most_alike_are_not_compared() -> None:
    with patch("colophon.render.spelling.SequenceMatcher.ratio", return_value=0.9) as ratio:
        assert most_alike("series-1.ipynb", ["series-2.ipynb", "other.ipynb", "data.csv"], 0.7) == "series-2.ipynb"
    assert ratio.call_count == 1
