"""Numbers: each kind counted in the order of the post, a label once, captions and alt texts plain."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from colophon.model import Cell, CellOptions, Float, FrontMatter, Post
from colophon.render.numbering import number_floats, printed_number


def floats(*cells: Cell) -> tuple[Float, ...]:
    """Return the floats of a post of these cells."""
    return number_floats(Post(PurePosixPath("a.ipynb"), FrontMatter("A"), cells))


def text(source: str, **options: bool) -> Cell:
    """Return a Markdown cell."""
    return Cell(1, "m", "markdown", source, CellOptions(**options))


def code(**options: object) -> Cell:
    """Return a code cell with options."""
    return Cell(2, "c", "code", "", CellOptions(**options))  # type: ignore[arg-type]


def test_every_kind_is_counted_for_itself_in_order() -> None:
    assert floats(
        text('![A *b*](x.png){#fig-a}\n\n$$x$$ {#eq-a}\n\n![Alt](y.png "Cap"){#fig-b fig-alt="Other"}'),
        code(label="fig-c", fig_cap="The *loss* of $x$", fig_alt="A line"),
        code(label="tbl-a", tbl_cap="Laws"),
        text("\\begin{align}a\\label{eq-b}\\\\b\\label{eq:c}\\end{align}\n\n|a|\n|-|\n|b|\n\n: Cap *t* {#tbl-b}"),
    ) == (
        Float("fig-a", "fig", 1, "A b", "A b"),
        Float("eq-a", "eq", 1),
        Float("fig-b", "fig", 2, "Cap", "Other"),
        Float("fig-c", "fig", 3, "The loss of x", "A line"),
        Float("tbl-a", "tbl", 1, "Laws"),
        Float("eq-b", "eq", 2),
        Float("eq:c", "eq", 3),
        Float("tbl-b", "tbl", 2, "Cap t"),
    )


def test_what_is_no_label_or_not_on_the_page_has_no_number() -> None:
    assert (
        floats(
            text("`$$x$$ {#eq-a}` and\n\n```\n![a](b){#fig-a}\n```\n\n![a](b) {#fig-b} \\$\\label{eq-c}"),
            text("$$x$$ {#eq-d}", include=False),
            code(label="fig-e", include=False),
            code(label="fig-f", output=False),
            code(label="setup"),
        )
        == ()
    )


def test_a_label_counts_once_where_it_stands_first() -> None:
    assert [each.number for each in floats(text("$$x$$ {#eq-a}\n\n$$y$$ {#eq-a}\n\n$$z$$ {#eq-b}"))] == [1, 2]


def test_an_authors_tag_is_printed_in_place_of_the_number() -> None:
    (star,) = floats(text("$$x \\tag{*}\\label{eq-a}$$"))
    assert printed_number(star) == "*"


def test_every_way_to_write_a_label_counts() -> None:
    assert [
        each.label
        for each in floats(
            text("![a](b){label=fig-a}"),
            text("```{math}\n:label: eq-a\nx\n```"),
            text("$\\label{eq-b}$"),
            text("$$x$$ {\x00#eq-c}"),
        )
    ] == ["fig-a", "eq-a", "eq-b", "eq-c"]


def test_markdown_without_a_label_is_not_parsed_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("colophon.render.numbering.parse", None)
    assert floats(text("# Prose\n\n![a](b) and $x$ {b}")) == ()
