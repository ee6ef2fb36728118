"""Lines of code that stand out, and notes on lines: linked both ways, and no part of a copy."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path, PurePosixPath

import pytest

from colophon.model import Article, Cell, CellOptions, FrontMatter, Post
from colophon.render import render
from colophon.render.code.annotations import find_annotations
from colophon.render.context import RenderContext
from colophon.render.feed import feed_html
from colophon.render.twin.writer import markdown_twin

CODE = '"""Two\nlines"""\nx = 1  # <1>\ny = f(x)  # <2>\n\nz = "é < 1"  # <2>'
BARE = '"""Two\nlines"""\nx = 1\ny = f(x)\n\nz = "é < 1"'
NOTES = "1. Take *one*.\n2. Then use it."


def article(*cells: Cell, language: str = "python") -> Article:
    post = Post(PurePosixPath("p.ipynb"), FrontMatter("T"), cells, language=language)
    return render(post, RenderContext(Path("/nonexistent")))


def code(source: str, number: int = 1, **options: object) -> Cell:
    return Cell(number, f"c{number}", "code", source, CellOptions(**options))  # type: ignore[arg-type]


def markdown(source: str, number: int = 2) -> Cell:
    return Cell(number, f"c{number}", "markdown", source)


def text(html: str) -> str:
    """Return the code as a reader copies it."""
    inside = re.search(r"<pre><code[^>]*>(.*?)</code>", html, re.DOTALL)
    assert inside
    return unescape(re.sub(r"<[^>]*>", "", inside[1]))


def test_marks_and_notes_lead_to_each_other() -> None:
    html = article(code(CODE), markdown(NOTES)).html
    links = dict(re.findall(r'<a class="code-mark" id="([^"]*)" href="#([^"]*)"', html))
    assert links == {
        "cell-1-line-3": "cell-1-note-1",
        "cell-1-line-4": "cell-1-note-2",
        "cell-1-line-6": "cell-1-note-2",
    }
    assert re.findall(r'<li id="([^"]*)"><a class="code-lines" href="#([^"]*)">(.*?)</a>', html) == [
        ("cell-1-note-1", "cell-1-line-3", "Line 3"),
        ("cell-1-note-2", "cell-1-line-4", "Lines 4, 6"),
    ]
    assert '<ol class="code-notes" aria-label="Notes on the code of cell 1">' in html


def test_the_code_of_a_page_is_clean_of_marks() -> None:
    found = article(code(CODE, code_lines=((2, 4), (6, 6))), markdown(NOTES))
    assert text(found.html) == BARE
    assert f"```python\n{BARE}\n```" in markdown_twin(found.html)


def test_feeds_and_twins_say_which_lines_a_note_is_about() -> None:
    found = article(code(CODE), markdown(NOTES))
    assert "<li>Line 3 Take <em>one</em>." in feed_html(found.html)
    assert "2. Lines 4, 6 Then use it." in markdown_twin(found.html)


@pytest.mark.parametrize(
    ("ranges", "lines"),
    [(((2, 2),), ['lines"""']), (((3, 4), (4, 6)), ["x = 1", "y = f(x)", "", 'z = "é < 1"']), ((), [])],
)
def test_lines_stand_out(ranges: tuple[tuple[int, int], ...], lines: list[str]) -> None:
    html = article(code(BARE, code_lines=ranges)).html
    marked = re.findall(r'<mark class="code-line">(.*?)</mark>', html, re.DOTALL)
    assert [unescape(re.sub(r"<[^>]*>", "", each)).rstrip("\n") for each in marked] == lines
    assert html.count("<span") == html.count("</span>") and text(html) == BARE


@pytest.mark.parametrize(
    ("source", "language", "bare", "lines"),
    [
        ("f(x)  # <1>", "python", "f(x)", {1: [1]}),
        ("%%sql\nselect 1 -- <1>", "python", "%%sql\nselect 1", {1: [2]}),
        ("f(x); // <12> ", "c++", "f(x);", {12: [1]}),
        ("f(x)  # <0>", "python", "f(x)  # <0>", {}),
        ("f(x)  # <1> or so", "python", "f(x)  # <1> or so", {}),
        ("f(x) // <1>", "python", "f(x) // <1>", {}),
        ("# <2>\n# <1>", "python", "\n", {1: [2], 2: [1]}),
    ],
)
def test_marks_are_comments_of_the_cells_language(
    source: str, language: str, bare: str, lines: dict[int, list[int]]
) -> None:
    found = find_annotations(source, language, 1)
    assert (found.code, found.lines) == (bare, lines)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ((code("x  # <1>\ny  # <3>"), markdown("1. a\n2. b")), "mark <3>, note 2"),
        ((code("x  # <1>"), markdown("Words.\n\n1. a")), "mark <1>"),
        ((code("x  # <1>"), code("y", 2), markdown("1. a", 3)), "mark <1>"),
        ((code("x  # <1>"),), "mark <1>"),
    ],
)
def test_a_mark_or_a_note_by_itself_is_named_and_nothing_is_lost(cells: tuple[Cell, ...], found: str) -> None:
    result = article(*cells)
    (problem,) = result.problems
    assert (problem.cell, problem.code) == (1, "C215")
    assert f"found {found} by itself." in problem.message
    lost = re.findall(r"<(\d)>", found)
    assert [mark for mark in lost if f"# <{mark}>" in text(result.html)] == lost


def test_a_list_below_code_without_marks_is_a_list() -> None:
    result = article(code("x"), markdown(NOTES))
    assert "code-notes" not in result.html and result.problems == ()


def test_notes_may_hold_blocks_and_raw_html() -> None:
    html = article(
        code("x  # <1>\ny  # <2>"), markdown("1. One <kbd>k</kbd>.\n\n   More.\n\n2. ```\n   z\n   ```")
    ).html
    assert '<li id="cell-1-note-1"><p><a class="code-lines" href="#cell-1-line-1">Line 1</a> One <kbd>k</kbd>.' in html
    assert '<li id="cell-1-note-2"><a class="code-lines" href="#cell-1-line-2">Line 2</a> <div' in html


def test_lines_beyond_the_last_are_named() -> None:
    (problem,) = article(code("x\ny", code_lines=((1, 1), (2, 9)))).problems
    assert (problem.cell, problem.code) == (1, "C214")
    assert "up to 2 in `code-line-numbers`, found 9" in problem.message


def test_a_post_without_cells_is_empty() -> None:
    assert article().html == ""


def test_code_that_is_not_shown_needs_no_notes() -> None:
    assert article(code("x  # <1>", echo=False)).problems == ()
