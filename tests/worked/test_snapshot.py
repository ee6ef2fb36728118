"""Sentences are taken from docstrings as prose only."""

from worked.snapshot import split


def test_only_plain_sentences_of_a_docstring_are_kept():
    docstring = """Return a new sorted list from the items.

    >>> Sorted things are shown here as a doctest.

    Parameters
    ----------
    This paragraph is under an underlined head and is left out.

    The sort is stable, and it never
    changes its input.  Too short.  A sentence with `x = 1` has a sign of markup in it.
    """
    assert list(split(docstring)) == [
        "Return a new sorted list from the items.",
        "The sort is stable, and it never changes its input.",
    ]
