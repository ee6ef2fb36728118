"""Front matter and cell options: each file in `tests/golden/notebook` holds what is read and what becomes of it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from colophon.errors import Refused
from colophon.model import CellOptions, FrontMatter, Problem
from colophon.notebook.faults import Findings
from colophon.notebook.options import read_options
from colophon.notebook.parse import parse

GOLDEN = Path(__file__).parents[1] / "golden" / "notebook"


def front_result(given: dict[str, Any]) -> dict[str, Any]:
    """Return what `parse` makes of the cells, as the golden says it."""
    from nbformat import v4

    make = {"raw": v4.new_raw_cell, "markdown": v4.new_markdown_cell, "code": v4.new_code_cell}
    cells = [make[kind](source) for cell in given["cells"] for kind, source in cell.items()]
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = v4.new_notebook(cells=cells, metadata={"kernelspec": kernelspec})
    path = PurePosixPath(given.get("path", "a-post.ipynb"))
    try:
        post = parse(notebook, path, timezone=ZoneInfo("Europe/Berlin"), page=given.get("page", False))
    except Refused as refusal:
        return {"refused": _lines(refusal.problems)}
    body = [{cell.kind: cell.source} for cell in post.cells]
    return {"front": _said(post.front, FrontMatter("")), "body": body, **_problems(post.problems)}


def option_result(given: dict[str, Any]) -> dict[str, Any]:
    """Return what `read_options` makes of the source, as the golden says it."""
    findings = Findings(PurePosixPath("a-post.ipynb"))
    options, source = read_options(given["source"], given.get("language", "python"), given.get("tags", ()), 3, findings)
    return {"options": _said(options, CellOptions()), "source": source, **_problems(findings.problems)}


def _said(value: Any, silent: Any) -> dict[str, Any]:
    """Return the fields that differ from their defaults."""
    pairs = ((name, getattr(value, name), getattr(silent, name)) for name in value.__struct_fields__)
    return {name: _plain(found) for name, found, default in pairs if found != default}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool) else str(value)


def _problems(problems: tuple[Problem, ...]) -> dict[str, Any]:
    return {"problems": _lines(problems)} if problems else {}


def _lines(problems: tuple[Problem, ...]) -> list[str]:
    return [str(problem) for problem in problems]


def _goldens(folder: str) -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in sorted((GOLDEN / folder).glob("*.yaml"))]


@pytest.mark.parametrize("path", _goldens("frontmatter"))
def test_front_matter(path: Path) -> None:
    golden = yaml.safe_load(path.read_text("utf-8"))
    assert golden["guarantee"].endswith(".") and path.stem.endswith("-nope") == ("refused" in golden["expected"])
    assert golden["expected"] == front_result(golden)


@pytest.mark.parametrize("path", _goldens("options"))
def test_cell_options(path: Path) -> None:
    golden = yaml.safe_load(path.read_text("utf-8"))
    assert golden["guarantee"].endswith(".")
    assert golden["expected"] == option_result(golden)
