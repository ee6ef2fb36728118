"""An author can silence one rule in one cell, with a reason, and without making the post stale."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest

from colophon import check
from colophon.model import Problem
from colophon.notebook.digest import code_digest
from colophon.notebook.options import read_options
from colophon.site.posts.shelf import Shelf
from colophon.site.settings import read_site_settings
from tests.check.planted import SECRETS
from tests.conftest import code, front, markdown, notebook, raw

PATH = PurePosixPath("x.ipynb")
FRONT = "---\ntitle: T\ndate: 2026-01-02\n# colophon: ignore C113 because the figure comes with the next post\n---"


def problem(cell: int, code: str) -> Problem:
    return Problem(PATH, cell, code, "m", "r")


def judged(document: object, *problems: Problem) -> tuple[list[str], list[str]]:
    left, wrong = check.unignored(problems, {PATH: check.ignores(document)})  # type: ignore[arg-type]
    return [f"{each.cell} {each.code}" for each in left], [f"{each.cell} {each.code}" for each in wrong]


@pytest.mark.parametrize(
    "cell",
    [
        code("# colophon: ignore C211, C401 because it is the point of the post\n1 / 0"),
        code("#| echo: false\n# colophon: ignore C211, C401 because it is the point of the post\n1 / 0"),
        code("x = 1\n1 / 0  # colophon: ignore C211, C401 because it is the point of the post"),
        markdown("Text <!-- colophon: ignore C211, C401 because it is the point of the post --> goes on."),
    ],
)
def test_a_rule_is_silent_about_the_cell_that_says_so(cell: dict[str, object]) -> None:
    found = judged(notebook(front(), cell, code("1")), problem(2, "C211"), problem(2, "C401"), problem(3, "C211"))
    assert found == (["3 C211"], [])


def test_the_front_matter_speaks_of_the_notebook_as_a_whole() -> None:
    found = judged(notebook(raw(FRONT), code("1")), problem(0, "C113"), problem(2, "C113"))
    assert found == (["2 C113"], [])


@pytest.mark.parametrize(
    ("comment", "wrong"),
    [
        ("ignore C211", "C212"),
        ("ignore C211 because", "C212"),
        ("ignore C211 because …", "C212"),
        ("ignore C999 because it is", "C213"),
        ("ignore everything", "C213"),
        ("ignore C105 because it has none", "C213"),
        ("ignore C401 because there is nothing", "C213"),
    ],
)
def test_an_ignore_without_reason_or_effect_is_a_problem_itself(comment: str, wrong: str) -> None:
    assert judged(notebook(front(), code(f"# colophon: {comment}\n1")), problem(2, "C211"), problem(2, "C105")) == (
        ["2 C105", "2 C211"],
        [f"2 {wrong}"],
    )


def test_prose_that_explains_the_form_ignores_nothing() -> None:
    assert check.ignores(notebook(front(), markdown("Write `# colophon: ignore C211 because …` in the cell."))) == ()


def test_an_ignore_at_the_top_of_a_cell_is_neither_shown_nor_run() -> None:
    plain = notebook(front(), code("#| echo: true\nx = 1"))
    ignoring = notebook(front(), code("# colophon: ignore C401 because it is drawn by hand\n#| echo: true\nx = 1"))
    assert code_digest(plain) == code_digest(ignoring)
    source = ignoring["cells"][1]["source"]
    assert read_options(source, "python", (), 2, None)[1] == "x = 1"  # type: ignore[arg-type]
    inside = notebook(front(), code("x = '''\n# colophon: ignore C401 because it is a text\n'''"))
    assert code_digest(inside) != code_digest(notebook(front(), code("x = '''\n'''")))


def test_a_known_key_can_be_published_with_a_reason(tmp_path: Path) -> None:
    key = f"key = {SECRETS['github']!r}"
    cells = {"x": key, "y": f"# colophon: ignore C601 because it was revoked in 2024\n{key}"}
    for name, source in cells.items():
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(notebook(front(), code(source))))
    shelf = Shelf(read_site_settings({"PATH": str(tmp_path)}), [PurePosixPath(f"{name}.ipynb") for name in cells])
    assert [(str(problem.path), problem.code) for problem in shelf.problems] == [("x.ipynb", "C601")]
    assert shelf.html(PurePosixPath("y.ipynb")).count("key = ") == 1
