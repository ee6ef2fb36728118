"""A post becomes an article."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any

import html5lib
import pytest
from msgspec.structs import replace

from colophon.errors import Refused
from colophon.model import Cell, CellOptions, FrontMatter, Post
from colophon.render import RenderContext, render

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADklEQVR4nGOYo6INRAwAGF4DZUVr0QAAAAAASUVORK5CYII="


def markdown(number: int, source: str, **options: Any) -> Cell:
    return Cell(number, f"m{number}", "markdown", source, CellOptions(**options))


def code(number: int, source: str, *outputs: dict[str, Any], **options: Any) -> Cell:
    return Cell(number, f"c{number}", "code", source, CellOptions(**options), outputs=outputs, execution_count=number)


def raw(number: int, source: str, media_type: str) -> Cell:
    return Cell(number, f"r{number}", "raw", source, media_type=media_type)


def printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def shown(**data: Any) -> dict[str, Any]:
    return {
        "output_type": "display_data",
        "data": {name.replace("_", "/"): value for name, value in data.items()},
        "metadata": {},
    }


def post(*cells: Cell, **front: Any) -> Post:
    return Post(PurePosixPath("post.ipynb"), FrontMatter("A post", **front), cells)


@pytest.fixture
def context(tmp_path: Path) -> RenderContext:
    return RenderContext(tmp_path)


def test_cells_stand_in_order_as_the_contract_with_the_theme_says(context: RenderContext) -> None:
    article = render(post(markdown(2, "Some *prose*."), code(3, "x = 1\nx", printed("one\n"))), context)
    assert article.html.split("\n") == [
        '<section class="cell cell-markdown" id="cell-2">',
        "<p>Some <em>prose</em>.</p>",
        "</section>",
        '<section class="cell cell-code" id="cell-3" data-language="python" data-count="3">',
        '<div class="cell-input">',
        '<div class="cell-label" aria-hidden="true">3</div>',
        '<div class="highlight scroll" tabindex="0" role="group" aria-label="Code of cell 3"><pre>'
        '<code class="language-python" data-lines="2" data-columns="5">x = <span class="mi">1</span>',
        "x</code></pre></div>",
        "</div>",
        '<div class="cell-output" role="group" aria-label="Output of cell 3">',
        '<div class="output output-stream"><pre>one</pre></div>',
        "</div>",
        "</section>",
        "",
    ]


@pytest.mark.parametrize(
    ("options", "present", "absent"),
    [
        ({"echo": False}, ["one"], ["cell-input"]),
        ({"output": False}, ["cell-input"], ["one", "cell-output"]),
        ({"include": False}, [], ["cell"]),
        ({"echo": False, "output": False}, [], ["cell"]),
        ({"code_fold": True}, ['<details class="cell-fold cell-input"><summary>Show the code (1 line)</summary>'], []),
        ({"code_fold": "show"}, ['<details class="cell-fold cell-input" open>'], []),
        ({"code_fold": True, "code_summary": "a <b>"}, ["<summary>Show the code: a &lt;b&gt;</summary>"], []),
        ({"code_fold": True, "code_summary": "Code of it"}, ["<summary>Code of it</summary>"], []),
        ({"output_fold": True}, ['<details class="cell-fold cell-output"><summary>Show the output</summary>'], []),
        ({"cell_fold": True}, ['<details class="cell-fold cell cell-code" id="cell-1"'], ["<section"]),
    ],
)
def test_options_decide_what_is_shown(
    options: dict[str, Any], present: list[str], absent: list[str], context: RenderContext
) -> None:
    html = render(post(code(1, "x", printed("one"), **options)), context).html
    assert all(part in html for part in present)
    assert not any(part in html for part in absent)


def test_a_cell_with_nothing_to_show_leaves_nothing(context: RenderContext) -> None:
    cells = [markdown(1, " \n"), code(2, ""), raw(3, "\\newpage", "text/latex"), raw(4, "x", "")]
    assert render(post(*cells), context).html == ""


def test_raw_cells_of_a_page_are_shown_as_safely_as_outputs(context: RenderContext) -> None:
    html = render(post(raw(1, "<b onclick='x()'>bold</b>", "text/html"), raw(2, "*em*", "text/markdown")), context).html
    assert "<b>bold</b>" in html
    assert "<em>em</em>" in html
    assert "onclick" not in html


def test_a_figure_is_numbered_and_complete(context: RenderContext) -> None:
    picture = code(1, "", shown(image_png=PNG), label="fig-a", fig_cap="A *line*.", fig_alt="It rises.")
    article = render(post(picture, markdown(2, "See @fig-a.")), context)
    assert '<figure class="figure figure-image" id="fig-a">' in article.html
    assert '<span class="figure-number">Figure 1</span> A <em>line</em>.' in article.html
    assert re.search(r'<a class="crossref" href="#fig-a"[^>]*>Figure 1</a>', article.html)
    (entry,) = article.floats
    assert (entry.caption, entry.alt, entry.asset) == ("A line.", "It rises.", article.cover)


def test_a_label_whose_output_is_hidden_is_a_problem(context: RenderContext) -> None:
    hidden = code(1, "x", shown(image_png=PNG), label="fig-a", fig_cap="A", fig_alt="a", output=False)
    assert [problem.code for problem in render(post(hidden), context).problems] == ["C406"]


def test_only_the_first_picture_is_loaded_at_once(context: RenderContext) -> None:
    html = render(post(*(code(number, "", shown(image_png=PNG), fig_alt="A.") for number in (1, 2))), context).html
    first, second = re.findall(r"<img [^>]*>", html)
    assert "lazy" not in first
    assert 'loading="lazy"' in second


def test_headings_of_the_prose_are_in_the_outline_those_of_outputs_are_not(context: RenderContext) -> None:
    cells = [
        markdown(1, "## The idea"),
        code(2, "", shown(text_markdown="## Found"), shown(text_html="<h2>Found</h2>")),
    ]
    assert [heading.anchor for heading in render(post(*cells), context).outline] == ["the-idea"]


def test_no_id_stands_twice_and_links_follow_prefixed_ids(context: RenderContext) -> None:
    raw_html = '<p id="x">a</p><a href="#x">b</a>'
    article = render(post(code(1, "", shown(text_html=raw_html), shown(text_html=raw_html))), context)
    assert article.html.count('id="c-x"') == 1
    assert article.html.count('href="#c-x"') == 2
    assert article.anchors == {"cell-1", "c-x"}


def test_what_cannot_be_shown_refuses_the_post_with_all_its_problems(context: RenderContext) -> None:
    cells = [code(1, "", shown(image_png=PNG)), code(2, "", shown(**{"application_geo+json": {}}))]
    with pytest.raises(Refused) as refusal:
        render(post(*cells), context)
    assert [problem.code for problem in refusal.value.problems] == ["C401", "C402"]
    assert "cell 2" in str(refusal.value)


def test_a_site_that_takes_a_gap_for_a_warning_shows_a_notice(tmp_path: Path) -> None:
    lenient = RenderContext(tmp_path, severities={"C402": "warning"})
    html = render(post(code(1, "", shown(**{"application_geo+json": {}}))), lenient).html
    assert "cannot be shown on a page" in html


def test_equal_posts_give_equal_bytes(context: RenderContext) -> None:
    cells = [markdown(1, "# A\n\nText $x$ [^1]\n\n[^1]: note"), code(2, "x", shown(image_png=PNG, text_plain="x"))]
    assert render(post(*cells), context) == render(post(*cells), context)


def test_the_body_is_well_formed(context: RenderContext) -> None:
    cells = [
        markdown(1, "# A\n\n- [ ] x\n\n> [!NOTE]\n> y\n\n<div>\n\n*z*"),
        code(2, "x", shown(text_html="<table><tr><td><b>a</table></section>"), shown(application_json={"a": [1]})),
    ]
    parser = html5lib.HTMLParser(strict=True)
    parser.parseFragment(render(post(*cells), context).html)


@pytest.mark.parametrize(
    ("source", "summary"),
    [
        ("## Head\n\nFirst *one* & `two`.\n\nSecond.", "First one &amp; two."),
        ("> [!NOTE]\n> Boxed.\n\nThen this.", "Then this."),
        ("It costs $O(n)$ steps[^1].\n\n[^1]: note", "It costs O(n) steps."),
        ("A sentence of words. " * 30, ("A sentence of words. " * 10).strip()),
        ("word " * 100, ("word " * 40).strip() + "…"),
        ("", ""),
    ],
)
def test_the_summary_is_the_beginning_of_the_first_paragraph(source: str, summary: str, tmp_path: Path) -> None:
    assert render(post(markdown(1, source)), RenderContext(tmp_path)).summary == summary


def test_the_summary_of_the_front_matter_is_inline_markdown(context: RenderContext) -> None:
    article = render(
        post(markdown(1, "Text."), summary="A *short* <script>x</script>[one](https://x.example)"), context
    )
    assert article.summary == "A <em>short</em> one"


def test_minutes_count_prose_and_open_code(tmp_path: Path) -> None:
    """230 words a minute, six for each line of code that stands open; rounded up, never 0."""
    context = RenderContext(tmp_path)
    prose = markdown(1, "word " * 231)
    assert render(post(prose), context).minutes == 2
    assert render(post(markdown(1, "word")), context).minutes == 1
    lines = "\n".join(["x = 1"] * 100)
    assert render(post(code(1, lines)), context).minutes == 3
    assert render(post(code(1, lines, code_fold=True)), context).minutes == 1


def test_two_cells_have_the_words_of_both(context: RenderContext) -> None:
    """The last word of one and the first of the next are two."""
    assert render(post(markdown(1, "word " * 115), markdown(2, "word " * 115)), context).minutes == 1
    assert render(post(markdown(1, "word " * 115), markdown(2, "word " * 116)), context).minutes == 2


FORMULA = markdown(99, "So $x = 1$.")


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ([], True),
        ([markdown(1, "word " * 250)], True),
        ([markdown(1, "word " * 310)], False),
        ([markdown(1, "word " * 155), markdown(2, "word " * 155)], False),
        ([markdown(number, "word " * 400) for number in range(1, 20)], False),
        ([markdown(number, "![](data:,x)\n\n" * 9) for number in range(1, 90)], True),
    ],
    ids=["none", "few", "many", "in two cells", "in many cells", "much that is no word"],
)
def test_a_formula_on_the_first_screens_is_known(context: RenderContext, above: list[Cell], expected: bool) -> None:
    context = replace(context, severities={"C304": "warning"})
    assert render(post(*above, FORMULA), context).opens_with_math == expected
    assert not render(post(*above, markdown(99, "No formula.")), context).opens_with_math
