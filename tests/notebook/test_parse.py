"""A notebook becomes a post: its cells, its language, what is left out and what is said about it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from nbformat import from_dict

from colophon.errors import Refused
from colophon.model import Cell, CellOptions, Post
from colophon.notebook.parse import parse

FRONT = {"cell_type": "raw", "id": "front", "metadata": {}, "source": "---\ntitle: T\ndate: 2026-01-02\n---"}
PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def post(*cells: dict[str, Any], metadata: dict[str, Any] | None = None, page: bool = False) -> Post:
    """Return the post of a notebook whose first cell is front matter."""
    metadata = PYTHON if metadata is None else metadata
    named = [{"id": f"c{number}", "metadata": {}, **each} for number, each in enumerate(cells)]
    notebook = {"cells": [FRONT, *named], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return parse(from_dict(notebook), PurePosixPath("x.ipynb"), timezone=ZoneInfo("UTC"), page=page)


def code(source: str, *outputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "execution_count": 1, **more}


def stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def markdown(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, **more}


def test_cells_keep_their_numbers_and_everything_in_them() -> None:
    picture = {"x.png": {"image/png": "AA=="}}
    found = post(markdown("![](attachment:x.png)", attachments=picture), code("#| echo: false\n1", stream("1")))
    assert found.cells == (
        Cell(2, "c0", "markdown", "![](attachment:x.png)", attachments=picture),
        Cell(3, "c1", "code", "1", CellOptions(echo=False), (stream("1"),), execution_count=1),
    )


def test_cells_with_nothing_in_them_are_left_out() -> None:
    found = post(markdown(" \n"), code("\n"), code("#| include: false"), code("", stream("kept")))
    assert [cell.number for cell in found.cells] == [5]


@pytest.mark.parametrize("metadata", [{"raw_mimetype": "text/html"}, {"format": "text/html"}])
def test_a_raw_cell_says_what_it_is(metadata: dict[str, str]) -> None:
    assert post({"cell_type": "raw", "source": "<b>x</b>", "metadata": metadata}).cells[0].media_type == "text/html"


LANGUAGES = [
    ({"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}, ("r", "", "R")),
    ({"language_info": {"name": "julia", "version": "1.6.4"}}, ("julia", "1.6.4", "")),
    ({"kernelspec": {"name": "xcpp17", "display_name": "C++17", "language": "C++17"}}, ("c++", "", "C++17")),
    ({"kernelspec": {"name": "python3", "display_name": "Python 3"}}, ("python", "", "Python 3")),
    ({"kernelspec": {"name": "x", "display_name": "X", "language": 3}, "language_info": 4}, ("python", "", "X")),
    ({}, ("python", "", "")),
]


@pytest.mark.parametrize(("metadata", "expected"), LANGUAGES)
def test_the_language_is_what_the_kernel_says(metadata: dict[str, Any], expected: tuple[str, str, str]) -> None:
    found = post(markdown("x"), metadata=metadata)
    assert expected == (found.language, found.language_version, found.kernel)


def test_options_are_read_in_the_kernels_language() -> None:
    metadata = {"kernelspec": {"name": "x", "display_name": "X", "language": "SQL"}}
    assert not post(code("--| echo: false\nselect 1"), metadata=metadata).cells[0].options.echo


def test_a_notebook_without_a_kernel_gets_a_warning() -> None:
    assert [str(problem) for problem in post(markdown("x"), metadata={}).problems] == [
        "x.ipynb: Expected a kernelspec, found none; the code is taken for python. "
        "Choose a kernel in JupyterLab and save the notebook. [C007]"
    ]


def test_control_characters_are_left_out_everywhere_with_one_warning_a_cell() -> None:
    data = {"text/html": "<b>\x0b</b>", "application/json": {"k\x00": ["\ufffe"]}, "image/png": "AA=="}
    shown = {"output_type": "display_data", "data": data, "metadata": {"a\x01": "b\x02"}}
    found = post(markdown("one\x00 \ud800two\x0c"), code("1\x0b", stream("\x1b[31mred\x1b[0m\x00\x08"), shown))
    kept = {"text/html": "<b></b>", "application/json": {"k": [""]}, "image/png": "AA=="}
    assert [cell.source for cell in found.cells] == ["one two", "1"]
    assert found.cells[1].outputs == (
        stream("\x1b[31mred\x1b[0m\x08"),
        {"output_type": "display_data", "data": kept, "metadata": {"a": "b"}},
    )
    assert [str(problem) for problem in found.problems] == [
        "x.ipynb, cell 2: Expected text that XML allows, found 3 control characters (U+0000, U+000C, U+D800); "
        "left out. Delete them in the notebook, or run the cell again. [C006]",
        "x.ipynb, cell 3: Expected text that XML allows, found 7 control characters (U+0000, U+0001, U+0002, U+000B, "
        "U+FFFE); left out. Delete them in the notebook, or run the cell again. [C006]",
    ]


def test_sources_have_line_feeds_only() -> None:
    assert post(markdown("a\r\nb\rc")).cells[0].source == "a\nb\nc"


def test_two_cells_with_one_label_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        post(code("#| label: fig-a\n1"), code("#| label: fig-b\n1"), code("#| label: fig-a\n1"))
    assert str(caught.value) == (
        "x.ipynb, cell 4: Expected a label of its own, found `fig-a`, which cell 2 has. "
        "Give one of them another label. [C206]"
    )


def test_a_refused_post_hears_of_everything_at_once() -> None:
    notebook = {
        "cells": [{"id": "a", "metadata": {}, **code("#| ehco: false\n1\x00")}],
        "metadata": {}, "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    with pytest.raises(Refused) as caught:
        parse(from_dict(notebook), PurePosixPath("x.ipynb"), timezone=ZoneInfo("UTC"))
    assert [problem.code for problem in caught.value.problems] == ["C007", "C104", "C105", "C006", "C202"]


def test_parsing_does_not_change_the_notebook() -> None:
    notebook = from_dict(
        {"cells": [FRONT, {"id": "a", "metadata": {}, **markdown("# T\r\n\x00")}], "metadata": PYTHON,
         "nbformat": 4, "nbformat_minor": 5}
    )  # fmt: skip
    before = from_dict(notebook)
    parse(notebook, PurePosixPath("x.ipynb"), timezone=ZoneInfo("UTC"))
    assert notebook == before
