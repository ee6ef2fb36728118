"""Citations: marks in both styles, a list that leads back, and every fault of a bibliography named."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from msgspec.structs import replace

from colophon.model import Cell
from colophon.render.bibliography import BibliographyError, entry_html, works
from colophon.render.context import RenderContext
from colophon.render.markdown.html import render_markdown
from colophon.render.page import Page
from colophon.render.references import keys, reference_list
from tests.render.parsed import escapes

BIBLIOGRAPHY = r"""
@article{a, author={Zed, Ann}, title={On {GPU} things}, journal={J}, year=2020, doi={10.1/x_y}}
@article{b, author={Abel, Bo and Cain, Cy}, title={T}, journal={J}, year=2021}
@misc{c, author={Abel, Bo and Cain, Cy and Dan, Di}, title={{\"U}ber $x$ \& y}, year=2021, url={https://example.org/a\_b}}
@misc{d, author={Abel, Bo and Cain, Cy and Eve, Ed}, title={Second}, year=2021}
@online{e, title={Only a <b>title</b>}, url={javascript:alert(1)}, date={2019-03-04}}
@software{f, author={{The PyTorch Team}}, title={PyTorch}, year={2024}, version={2}}
@unheardof{g, author={von Neumann, John}, title={Odd}, year={1945}}
@book{h, author={Knuth, Donald E. and others}, title={Art}, publisher={AW}, year={1968}}
"""


@pytest.fixture
def context(tmp_path: Path) -> RenderContext:
    (tmp_path / "r.bib").write_text(BIBLIOGRAPHY, encoding="utf-8")
    return RenderContext(tmp_path, bibliography=(PurePosixPath("r.bib"),))


def article(context: RenderContext, source: str) -> tuple[str, Page]:
    page = Page(PurePosixPath("p.ipynb"))
    html = render_markdown(source, Cell(2, "c", "markdown", source), page, context)
    return html + reference_list(page, context), page


def test_numbers_follow_the_first_mention_and_each_mark_is_led_back_to(context: RenderContext) -> None:
    html, page = article(context, "[@b] then [@a, §3] and again [see @b; @a]")
    assert page.cited == ["b", "a"]
    assert [part in html for part in (">[1]</a>", ">[2, §3]</a>", ">[see 1]</a>", ">[2]</a>")] == [True] * 4
    assert html.index('<li id="ref-b">') < html.index('<li id="ref-a">')
    for number in range(1, 5):
        assert f'id="cite-{number}"' in html and f'href="#cite-{number}"' in html
    assert escapes(html) == []


def test_author_year_marks_name_people_and_part_equal_ones_with_letters(context: RenderContext) -> None:
    html, _ = article(replace(context, citation_style="author-year"), "[@a] [@b] [@c] [@d, p. 2] [@f] [@g] [@h]")
    marks = ["Zed 2020", "Abel and Cain 2021", "Abel et al. 2021a", "Abel et al. 2021b, p. 2", "The PyTorch Team 2024",
             "von Neumann 1945", "Knuth et al. 1968"]  # fmt: skip
    assert [f"[{mark}]</a>" in html for mark in marks] == [True] * len(marks)
    assert "<ul>" in html
    assert html.index("ref-b") < html.index('<li id="ref-h">') < html.index('<li id="ref-a">')


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            "a",
            'Ann Zed. On GPU things. <em>J</em>, 2020. <a href="https://doi.org/10.1/x_y" rel="external">',
        ),
        (
            "c",
            'Bo Abel, Cy Cain, and Di Dan. Über $x$ &amp; y. 2021. URL: <a href="https://example.org/a_b" rel',
        ),
        ("e", "Only a &lt;b&gt;title&lt;/b&gt;."),
        ("f", "The PyTorch Team. PyTorch. 2024."),
        ("g", "von Neumann, John. Odd. 1945."),
    ],
)
def test_entries_are_set_as_they_are_written(key: str, expected: str) -> None:
    assert entry_html(BIBLIOGRAPHY, key).replace("\N{NO-BREAK SPACE}", " ").startswith(expected)
    assert "javascript" not in entry_html(BIBLIOGRAPHY, key).partition("href")[2]


def test_a_missing_key_is_named_with_the_nearest_and_keeps_its_text(tmp_path: Path) -> None:
    (tmp_path / "r.bib").write_text("@misc{vaswani2017, title={T}, year=2017}")
    html, page = article(RenderContext(tmp_path, bibliography=(PurePosixPath("r.bib"),)), "[@vaswani17]")
    assert html == "<p>[@vaswani17]</p>\n"
    assert [(each.code, each.cell, each.remedy) for each in page.problems] == [
        ("C504", 2, "Did you mean `vaswani2017`?")
    ]


def test_a_site_without_bibliography_says_so(tmp_path: Path) -> None:
    _, page = article(RenderContext(tmp_path), "[@a]")
    assert [(each.code, each.remedy) for each in page.problems] == [
        ("C504", "Name a BibTeX file in the setting COLOPHON_BIBLIOGRAPHY.")
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@misc{a, title={x}", "premature end of file in line 1"),
        ("@misc{a,\n title={x},\n year=}", "field value expected in line 3"),
        ("@misc{a, title={x}}\n@misc{a, title={y}}", "repeated bibliography entry: a"),
        ("@misc{a, title={x}, title={y}}", "entry with key a has a duplicate title field"),
    ],
)
def test_a_faulty_bibliography_is_named_once_with_its_line(text: str, found: str, tmp_path: Path) -> None:
    with pytest.raises(BibliographyError) as caught:
        works(text)
    assert str(caught.value) == found
    (tmp_path / "r.bib").write_text(text)
    _, page = article(RenderContext(tmp_path, bibliography=(PurePosixPath("r.bib"),)), "[@a] [@b]")
    faults = [each for each in page.problems if each.code == "C505"]
    assert [(str(each.path), each.message) for each in faults] == [("r.bib", f"Expected a BibTeX file, found {found}.")]


@pytest.mark.parametrize("path", ["none.bib", "../r.bib", "latin.bib"])
def test_a_bibliography_that_cannot_be_read_is_a_problem(path: str, tmp_path: Path) -> None:
    root = tmp_path / "content"
    root.mkdir()
    (tmp_path / "r.bib").write_text("@misc{a, title={x}, year=1}")
    (root / "latin.bib").write_bytes(b"@misc{a, title={\xfc}}")
    _, page = article(RenderContext(root, bibliography=(PurePosixPath(path),)), "[@a]")
    assert {each.code for each in page.problems} == {"C504", "C505"}


def test_the_keys_of_a_bibliography_are_in_its_order_and_none_where_it_is_broken(context: RenderContext) -> None:
    assert "".join(keys(context.root, PurePosixPath("r.bib"))) == "abcdefgh"
    (context.root / "broken.bib").write_text("@misc{a, title=")
    assert keys(context.root, PurePosixPath("broken.bib")) == []
    assert keys(context.root, PurePosixPath("none.bib")) == []
