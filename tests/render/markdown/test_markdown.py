"""Markdown as HTML: one golden for each construct; what leaves a problem ends in `-nope`."""

from __future__ import annotations

import os
import time
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from colophon.model import Cell, FrontMatter, Heading, Post
from colophon.render.context import RenderContext
from colophon.render.markdown.html import render_inline, render_markdown
from colophon.render.numbering import number_floats
from colophon.render.page import Page
from colophon.render.references import reference_list
from tests.render.parsed import escapes, hostile

GOLDENS = sorted((Path(__file__).parents[2] / "golden" / "markdown").glob("*.yaml"))
WRITE = bool(os.environ.get("WRITE_GOLDENS")) and not os.environ.get("CI")
NOTEBOOKS = ("posts/a.ipynb", "posts/my notes.ipynb", "other.ipynb")
BIBLIOGRAPHY = r"""
@inproceedings{vaswani2017, title={Attention is all you need}, year=2017, eprint={1706.03762}, archiveprefix={arXiv},
  author={Vaswani, Ashish and Shazeer, Noam and Parmar, Niki}, booktitle={Advances in NeurIPS}, pages={5998--6008}}
@article{dean2008, author={Jeffrey Dean and Sanjay Ghemawat}, title={{MapReduce}: Simplified data processing},
  journal={Communications of the ACM}, volume=51, number=1, year={2008}, doi={10.1145/1327452.1327492}}
@misc{godel, author={G{\"o}del, Kurt}, title={{\"U}ber <b>formal</b> unentscheidbare S{\"a}tze}, year={1931},
  url={https://example.org/a_b?x={1}|2}}
"""


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> RenderContext:
    """A content folder with two notebooks, a picture, a table of data, a bibliography, and a link out of it."""
    root = tmp_path_factory.mktemp("content")
    (root / "posts" / "figures").mkdir(parents=True)
    (root / "data").mkdir()
    Image.new("RGB", (30, 20)).save(root / "posts" / "figures" / "z a.png")
    (root / "posts" / "figures" / "text.png").write_text("no picture")
    (root / "data" / "laws.csv").write_text("a,b\n")
    (root / "data" / ".secret").write_text("x")
    (root / "references.bib").write_text(BIBLIOGRAPHY)
    outside = root.parent / f"{root.name}-outside.png"
    Image.new("RGB", (1, 1)).save(outside)
    (root / "data" / "escape.png").symlink_to(outside)
    return RenderContext(root, frozenset(map(PurePosixPath, NOTEBOOKS)), (PurePosixPath("references.bib"),))


def draw(context: RenderContext, *sources: str, **more: Any) -> tuple[str, Page]:
    """Return the HTML of Markdown cells numbered from 2, with the list of references, and their page."""
    cells = tuple(Cell(number, f"c{number}", "markdown", source, **more) for number, source in enumerate(sources, 2))
    post = Post(PurePosixPath("posts/a.ipynb"), FrontMatter("A"), cells)
    page = Page(post.path, number_floats(post))
    html = "".join(render_markdown(cell.source, cell, page, context) for cell in cells)
    return html + reference_list(page, context), page


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_markdown_becomes_what_the_golden_says(path: Path, context: RenderContext) -> None:
    golden = yaml.safe_load(path.read_text(encoding="utf-8"))
    html, page = draw(context, *golden["cells"], attachments=golden.get("attachments", {}))
    problems = [f"{each.path.name} {each.cell} {each.code} {each.message} {each.remedy}" for each in page.problems]
    actual = {"html": html, "problems": problems}
    if WRITE:
        _write(path, golden | actual)
    assert {"html": golden.get("html"), "problems": golden.get("problems")} == actual
    assert path.stem.endswith("-nope") == bool(problems)
    assert escapes(html) == []


def test_headings_fill_the_contents_list_without_links_notes_or_pictures(context: RenderContext) -> None:
    full = "## A *b* [c](#top) $x$ [@dean2008][^1]![p](figures/z%20a.png) <b id=q>raw</b>"
    source = f"# Top\n\n{full}\n\n### Top\n\n[^1]: n\n\n> ## In"
    _, page = draw(context, source)
    formula = '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math>'
    assert page.outline[:3] == [
        Heading(2, "Top", "top"),
        Heading(2, f"A <em>b</em> c {formula} p <b>raw</b>", "a-b-c-x-p-raw"),
        Heading(3, "Top", "top-2"),
    ]
    assert [each.html for each in page.outline[3:]] == ["References"]


def test_anchors_notes_and_commands_run_through_the_page(context: RenderContext) -> None:
    """Ids are unique on the page, notes are numbered through it, and `\\newcommand` holds from where it stands."""
    html, page = draw(
        context,
        "## A\n\nx[^1]\n\n[^1]: one",
        "$$\\newcommand{\\R}{\\mathbb R}$$\n\n## A\n\ny[^1]\n\n[^1]: two",
        "$\\R$",
    )
    assert page.problems == []
    for part in ('id="a"', 'id="a-2"', 'id="fnref-1"', 'id="fnref-2"', 'id="fn-2"', '<ol start="2">', "<mi>ℝ</mi>"):
        assert part in html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("A *b* `c`", "A <em>b</em> <code>c</code>"),
        ("# no heading", "# no heading"),
        ("a <b onclick=x>b</b> <script>c</script> <img src=x>", "a <b>b</b>  "),
        ("line  \nbreak <i>x</i>", "line<br>\nbreak <i>x</i>"),
    ],
)
def test_a_caption_is_inline_and_safe(source: str, expected: str, context: RenderContext) -> None:
    page = Page(PurePosixPath("posts/a.ipynb"))
    assert render_inline(source, Cell(1, "c", "code", ""), page, context) == expected


@pytest.mark.parametrize("source", hostile(), ids=range(len(hostile())))
def test_nothing_hostile_passes(source: str, context: RenderContext) -> None:
    """No script, handler, foreign request, unprefixed id or closing tag of an author reaches the page."""
    for place in (source, f"a {source} b", f"- {source}\n- b", f"> {source}", f"|a|\n|-|\n|{source}|", f"## {source}"):
        html, page = draw(context, place)
        assert escapes(html) == []
        assert [each for heading in page.outline for each in escapes(heading.html)] == []
    caption = render_inline(source, Cell(1, "c", "code", ""), Page(PurePosixPath("posts/a.ipynb")), context)
    assert escapes(caption) == []


@pytest.mark.parametrize("element", ['<span id="{}-0"></span>', '<b id="{}-0">x</b>', '<b id="{}-9">x</b>'])
def test_a_seal_that_is_not_the_cells_own_stays_an_id_of_the_author(element: str, context: RenderContext) -> None:
    source = f"{element.format('a' * 64)} $x$"
    html, _ = draw(context, source)
    assert f"<p>{element.format('c-' + 'a' * 64)} <math>" in html


PIECES = st.lists(
    st.sampled_from(
        ["<div>", "</div>", "<p>", "</p>", "<table>", "<td>", "</section>", "<b>", "</b>", "<a href=x>", "</a>", "<!--",
         "-->", "\n\n", "\n", "- ", "> ", "# ", "*", "**", "`", "```\n", "$", "$$", "[x](y)", "![x](y)", "[^1]", "|",
         "|a|b|\n|-|-|\n", ":::{note}\n", ":::\n", "<math><mtext>", "</math>", "<svg>", "<select>", "<template>",
         "<style>", "<textarea>", "<h2>", "<li>", "text", " ", "&lt;", "\\", "<aside class=admonition id=cell-3>",
         "$x$ {#eq-a}", "@eq-a", "[@dean2008]", "- [ ] t\n", "<details><summary>", "</details>", "<ul>", "<dl><dt>"]
    ),
    max_size=30,
)  # fmt: skip


@given(PIECES)
@settings(max_examples=300)
def test_any_mixture_of_tags_and_markdown_stays_in_its_cell(context: RenderContext, pieces: list[str]) -> None:
    assert escapes(draw(context, "".join(pieces))[0]) == []


@pytest.mark.parametrize(
    "source",
    ["[" * 5000, "\\(" * 5000, "$$\n\\begin{a}\n" * 1000, "<div>" * 2000, "> " * 500, "*a_ " * 3000, "[^" * 3000,
     ":::{note}\n" * 200, "`" * 5000 + "a", "$a" * 5000, "|" * 3000 + "\n" + "|-" * 1500 + "\n", "![" * 3000,
     "[@a;" * 2000, "::: {.x " * 500, "{#fig-a " * 1000, "![a](b){" * 1000, "<!--" * 2000, "\\begin{a}" * 2000],
    ids=lambda source: source[:6].strip(),
)  # fmt: skip
def test_no_text_takes_long(source: str, context: RenderContext) -> None:
    started = time.process_time()
    draw(context, source)
    assert time.process_time() - started < 4


def _write(path: Path, golden: dict[str, Any]) -> None:
    keys = ("about", "cells", "attachments", "html", "problems")
    parts = [{key: golden[key]} for key in keys if key in golden]
    dumped = (yaml.dump(part, Dumper=_Readable, allow_unicode=True, sort_keys=False, width=10_000) for part in parts)
    path.write_text("".join(dumped), encoding="utf-8")


class _Readable(yaml.SafeDumper):
    """Writes text of more than one line as a block."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Readable.add_representer(str, _text)
