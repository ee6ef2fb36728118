"""Each rule finds what it is there for, says it in a sentence, and leaves good posts alone."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest

from colophon import check
from colophon.model import Article, Cell, CellOptions, Float, FrontMatter, Link, Post, Problem
from colophon.rules import RULES


def post(path: str = "x.ipynb", *cells: Cell, **front: Any) -> Post:
    return Post(PurePosixPath(path), FrontMatter(**{"title": "T", "slug": PurePosixPath(path).stem, **front}), cells)


def article(path: str = "x.ipynb", *cells: Cell, front: dict[str, Any] | None = None, **more: Any) -> Article:
    return Article(post(path, *cells, **(front or {})), "", "", **more)


def code(number: int, count: int | None, *outputs: dict[str, Any], **options: Any) -> Cell:
    options_value = CellOptions(**options)
    return Cell(number, f"c{number}", "code", "f()", options_value, outputs, execution_count=count)


def lines(problems: list[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


ERROR = {"output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": []}
STREAM = {"output_type": "stream", "name": "stdout", "text": "x"}
RUN_ALL = "Restart the kernel, run all cells and save the notebook."


def test_a_post_run_from_top_to_bottom_has_no_problem() -> None:
    text = Cell(3, "t", "markdown", "Text.")
    cells = (code(1, 1, STREAM), code(2, 5), text, code(4, None, eval=False), code(5, 6, ERROR, error=True))
    assert check.post(post("x.ipynb", *cells)) == []


def test_a_cell_that_was_never_run() -> None:
    assert lines(check.post(post("x.ipynb", code(2, 1), code(4, None)))) == [
        f"x.ipynb, cell 4: Expected a cell that was run, found no execution count. {RUN_ALL} [C209]"
    ]


def test_a_notebook_that_was_never_run_is_one_problem() -> None:
    assert lines(check.post(post("x.ipynb", code(2, None), code(4, None)))) == [
        f"x.ipynb: Expected cells that were run, found none of 2. {RUN_ALL} [C209]"
    ]


def test_a_cell_with_outputs_was_run_even_where_counts_were_cleared() -> None:
    assert check.post(post("x.ipynb", code(2, None, STREAM))) == []


@pytest.mark.parametrize("count", [1, 3])
def test_cells_run_out_of_order(count: int) -> None:
    assert lines(check.post(post("x.ipynb", code(2, 3), code(4, count), code(5, 9)))) == [
        f"x.ipynb, cell 4: Expected a cell run after cell 2, which is [3], found [{count}]. {RUN_ALL} [C210]"
    ]


def test_a_stored_error() -> None:
    assert lines(check.post(post("x.ipynb", code(2, 1, STREAM, ERROR)))) == [
        "x.ipynb, cell 2: Expected outputs without an error, found a `ValueError`. Mend the cell and run it again, "
        "or tag it `raises-exception` where the error is meant. [C211]"
    ]


@pytest.mark.parametrize(("label", "option"), [("fig-a", "fig-cap"), ("tbl-a", "tbl-cap")])
def test_a_label_without_a_caption(label: str, option: str) -> None:
    assert lines(check.post(post("x.ipynb", code(2, 1, label=label)))) == [
        f"x.ipynb, cell 2: Expected a caption for `{label}`, found none. Say what it shows in `#| {option}: …`. [C451]"
    ]
    assert check.post(post("x.ipynb", code(2, 1, label=label, **{option.replace("-", "_"): "Shown."}))) == []


def articles(*values: Article) -> dict[PurePosixPath, Article]:
    return {value.post.path: value for value in values}


def link(target: str, fragment: str = "") -> Link:
    return Link(3, PurePosixPath(target), fragment)


def test_links_to_posts_their_parts_and_other_files_are_good() -> None:
    target = article("deep/b.ipynb", anchors=frozenset({"the-part", "größe"}))
    good = (link("deep/b.ipynb"), link("deep/b.ipynb", "the-part"), link("deep/b.ipynb", "gr%C3%B6%C3%9Fe"))
    assert check.links(articles(article("a.ipynb", links=(*good, link("data/x.csv"))), target)) == []


def test_a_dead_fragment_and_its_nearest_neighbour() -> None:
    target = article("b.ipynb", anchors=frozenset({"the-part"}))
    found = check.links(articles(article("a.ipynb", links=(link("b.ipynb", "the-prat"), link("b.ipynb", "x"))), target))
    assert lines(found) == [
        "a.ipynb, cell 3: Expected a link to a part of `b.ipynb`, found `#the-prat`, which it does not have. "
        "Did you mean `the-part`? [C351]",
        "a.ipynb, cell 3: Expected a link to a part of `b.ipynb`, found `#x`, which it does not have. "
        "Link to one of its headings or figures. [C351]",
    ]


def test_a_link_to_a_post_that_was_refused() -> None:
    assert lines(check.links(articles(article("a.ipynb", links=(link("b.ipynb", "x"),))))) == [
        "a.ipynb, cell 3: Expected a link to a published post, found `b.ipynb`, which is refused or missing. "
        "Mend the other post, or remove the link. [C352]"
    ]


def test_only_drafts_may_link_to_drafts() -> None:
    draft = article("d.ipynb", front={"status": "draft"}, links=(link("e.ipynb"),))
    other = article("e.ipynb", front={"status": "draft"})
    found = check.links(articles(article("a.ipynb", links=(link("d.ipynb"),)), draft, other))
    assert lines(found) == [
        "a.ipynb, cell 3: Expected a link to a published post, found `d.ipynb`, which is a draft. "
        "Publish the other post first, or remove the link. [C352]"
    ]


def test_the_figure_that_stands_for_a_post_is_one_of_its_own() -> None:
    floats = (Float("fig-recall", "fig", 1), Float("tbl-x", "tbl", 1))
    assert check.alone(article(front={"figure": "fig-recall"}, floats=floats)) == []
    assert lines(check.alone(article(front={"figure": "fig-recal"}, floats=floats))) == [
        "x.ipynb: Expected `figure` to be the label of a figure, found `fig-recal`. Did you mean `fig-recall`? [C113]"
    ]
    assert lines(check.alone(article(front={"figure": "fig-a"})))[0].endswith(
        "Label the figure, or remove the key. [C113]"
    )


def test_articles_are_checked_by_every_rule() -> None:
    one = article("x.ipynb", code(2, 1, ERROR), links=(link("y.ipynb"),))
    found = [*check.alone(one), *check.links(articles(one))]
    assert [problem.code for problem in found] == ["C211", "C352"]


def slugs(*posts: Post) -> list[str]:
    return lines(check.slugs(posts))


def test_every_post_but_the_first_by_path_loses_a_shared_address() -> None:
    found = slugs(post("c.ipynb", slug="same"), post("a.ipynb", slug="same"), post("b.ipynb", slug="same"))
    assert found == [
        f"{path}: Expected an address of its own, found `/same/`, which `a.ipynb` has. "
        "Give the post another `slug`. [C111]"
        for path in ("b.ipynb", "c.ipynb")
    ]


def test_a_draft_does_not_take_the_address_of_a_published_post() -> None:
    found = check.slugs([post("a.ipynb", slug="same", status="draft"), post("b.ipynb", slug="same")])
    assert [problem.path.name for problem in found] == ["a.ipynb"]


def test_a_post_cannot_have_an_address_of_the_site() -> None:
    assert slugs(post("tags.ipynb"), post("tagged.ipynb")) == [
        "tags.ipynb: Expected an address of its own, found `/tags/`, which the list of tags of the site has. "
        "Give the post another `slug`. [C111]"
    ]


def test_aliases_are_old_addresses_that_nothing_has() -> None:
    found = slugs(
        post("a.ipynb", aliases=("/old/", "/b/", "/a/", "/feed.atom", "/archive/index.html")),
        post("b.ipynb", aliases=("/old", "/older/x.html")),
    )
    start = "Expected an old address that nothing else has, found the alias"
    assert found == [
        f"a.ipynb: {start} `/a/`, which is the post's own address. Remove the alias. [C112]",
        f"a.ipynb: {start} `/archive/index.html`, which the archive of the site has. Remove the alias. [C112]",
        f"a.ipynb: {start} `/b/`, which `b.ipynb` has. Remove the alias. [C112]",
        f"a.ipynb: {start} `/feed.atom`, which `feed.atom` of the site has. Remove the alias. [C112]",
        f"b.ipynb: {start} `/old`, which `a.ipynb` has. Remove the alias. [C112]",
    ]


def test_a_site_can_change_a_severity() -> None:
    problem = Problem(PurePosixPath("x.ipynb"), 1, "C211", "m", "r")
    assert check.severity(problem, {}) == RULES["C211"].severity == "warning"
    assert check.severity(problem, {"C211": "fatal", "C105": "warning"}) == "fatal"
