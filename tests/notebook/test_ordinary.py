"""What is taken for valid without the schema is valid by it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nbformat.validator import iter_validate

from colophon.notebook.document import upgraded
from colophon.notebook.faults import Fault
from colophon.notebook.ordinary import is_ordinary
from tests.conformance.fetch import FETCHED
from tests.conftest import ROOT

WHOLE: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {
            "name": "python", "version": "3.11.2", "codemirror_mode": {"name": "ipython", "version": 3},
            "file_extension": ".py", "mimetype": "text/x-python", "pygments_lexer": "ipython3",
        },
    },
    "cells": [
        {"id": "a", "cell_type": "raw", "metadata": {"format": "text/html"}, "source": "---\n---"},
        {
            "id": "b", "cell_type": "markdown", "metadata": {"tags": ["x", "y"], "jupyter": {"source_hidden": True}},
            "source": ["# Title\n", "text"], "attachments": {"p.png": {"image/png": "AAAA"}},
        },
        {
            "id": "c", "cell_type": "code", "execution_count": 1, "source": "1",
            "metadata": {"collapsed": False, "scrolled": "auto", "execution": {"iopub.status.busy": "2026-01-02"}},
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["1\n"]},
                {"output_type": "display_data", "data": {"application/vnd.x+json": {"a": [1]}}, "metadata": {}},
                {"output_type": "execute_result", "data": {"text/plain": "1"}, "metadata": {}, "execution_count": None},
                {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["line"]},
            ],
        },
    ],
}  # fmt: skip
"""One of each thing that JupyterLab writes."""


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything below a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield (*above, key)
        yield from places(each, (*above, key))


PLACES = sorted(places(WHOLE), key=str)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 5), st.sampled_from([4.0, 5.0]), st.text("ab,\n ", max_size=3),
    st.lists(st.one_of(st.text("ab,", max_size=2), st.integers()), max_size=3),
    st.dictionaries(st.sampled_from(["name", "title", "text/plain", "output_type"]), st.text(max_size=2), max_size=2),
)  # fmt: skip
KEYS = st.sampled_from(["name", "tags", "title", "orig_nbformat", "authors", "attachments", "outputs", "format", "new"])


def broken(where: tuple[Any, ...], key: str, value: Any, how: str) -> dict[str, Any]:
    """Return the notebook with one thing replaced, removed or added."""
    notebook = copy.deepcopy(WHOLE)
    parent = notebook
    for step in where[:-1]:
        parent = parent[step]
    if how == "remove":
        del parent[where[-1]]
    elif how == "add" and isinstance(parent, dict):
        parent[key] = value
    else:
        parent[where[-1]] = value
    return notebook


def is_valid(notebook: dict[str, Any]) -> bool:
    try:
        return next(iter(iter_validate(notebook, version=4, version_minor=5)), None) is None  # type: ignore[no-untyped-call]
    except TypeError:  # its sentence about a type that is no text
        return False


def test_the_whole_of_it_is_ordinary() -> None:
    assert is_ordinary(WHOLE) and is_valid(WHOLE)


@given(st.sampled_from(PLACES), KEYS, VALUES, st.sampled_from(["replace", "remove", "add"]))
@example(("nbformat",), "", 4.0, "replace")
@example(("cells", 2, "execution_count"), "", True, "replace")
@example(("cells", 1, "metadata", "tags"), "", ["a", "a"], "replace")
def test_what_is_ordinary_is_valid(where: tuple[Any, ...], key: str, value: Any, how: str) -> None:
    notebook = broken(where, key, value, how)
    assert is_valid(notebook) or not is_ordinary(notebook)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_our_own_notebooks_are_ordinary(path: Any) -> None:
    assert is_ordinary(json.loads(path.read_text("utf-8")))


def test_so_are_most_of_those_of_others() -> None:
    """Of the format they were brought to; the others are asked of the schema, and are valid too."""
    found = []
    for path in sorted(FETCHED.rglob("*.ipynb")):
        try:
            found.append(is_ordinary(upgraded(json.loads(path.read_text("utf-8")))))
        except (Fault, ValueError):  # not a valid one, or no JSON: some are made to be refused
            continue
    assert found.count(True) > 0.8 * len(found) > 40
