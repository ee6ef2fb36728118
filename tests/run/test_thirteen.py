"""Thirteen posts, each changed in one way after it ran twice: each has its state, and only what is, is reproduced."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
import pytest

from colophon.run.job import Job, run_post
from colophon.run.record import State, Verified, state
from colophon.run.stamp import stamp_verified
from colophon.run.verify import compare
from tests.conftest import code, front, markdown, notebook

PATH = PurePosixPath("x.ipynb")
PINS = {"pyyaml": version("PyYAML"), "scipy": "1.17.0"}
FILES = {"data/x.csv": "1,2\n", "local.py": "VALUE = 5\n"}

Document = Any
Change = Callable[[Document, Path, dict[str, str]], object]


def content(folder: Path) -> Path:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def run_twice(root: Path, *sources: str) -> Document:
    """Run a post, run it again, and record how the two compare, as `colophon run` and `verify --record` do."""
    cells = [markdown("Prose."), *(code(source, count=None) for source in sources)]
    first = run_post(Job(PATH, root, nbformat.from_dict(notebook(front(), *cells)), pins=PINS)).notebook
    assert first is not None
    second = run_post(Job(PATH, root, first, pins=PINS)).notebook
    assert second is not None
    report = compare(PATH, first, second)
    numbers = tuple(cell.number for cell in report.differs)
    stamp_verified(first, Verified(datetime.now(UTC), len(report.cells) - len(numbers), len(report.cells), numbers))
    return first


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """A post whose outputs are the same at each run, and one whose are not."""
    root = content(tmp_path_factory.mktemp("content"))
    sources = "import local, yaml\nprint(open('data/x.csv').read(), local.VALUE)", "x = 6 * 7", "x"
    return {"same": run_twice(root, *sources), "random": run_twice(root, *sources, "import random\nrandom.random()")}


def out_of_order(document: Document, root: Path, pins: dict[str, str]) -> None:
    del document["metadata"]["colophon"]
    document["cells"][2]["execution_count"] = 9


def never_run(document: Document, root: Path, pins: dict[str, str]) -> None:
    del document["metadata"]["colophon"]
    for cell in document["cells"][2:]:
        cell.update(outputs=[], execution_count=None, metadata={})


def error_output(document: Document, root: Path, pins: dict[str, str]) -> None:
    error = {"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": []}
    document["cells"][4]["outputs"] = [nbformat.from_dict(error)]


THIRTEEN: dict[str, tuple[Change, str, tuple[str, ...]]] = {
    "clean": (lambda document, root, pins: None, "reproduced", ()),
    "never run": (never_run, "not run", ()),
    "out of order": (out_of_order, "run by its author", ("cells ran out of order",)),
    "a cell edited": (
        lambda document, root, pins: document["cells"][3].update(source="x = 6 * 8"),
        "stale",
        ("code changed in cell 4",),
    ),
    "prose edited": (lambda document, root, pins: document["cells"][1].update(source="Other."), "reproduced", ()),
    "a tag edited": (
        lambda document, root, pins: document["cells"][3]["metadata"].update(tags=["hide-input"]),
        "reproduced",
        (),
    ),
    "data changed": (
        lambda document, root, pins: (root / "data/x.csv").write_text("1,3\n"),
        "stale",
        ("data/x.csv changed",),
    ),
    "an imported pin changed": (
        lambda document, root, pins: pins.update(pyyaml="99.0"),
        "stale",
        (f"PyYAML {version('PyYAML')} → 99.0",),
    ),
    "another pin changed": (lambda document, root, pins: pins.update(scipy="1.18.0"), "reproduced", ()),
    "a module changed": (
        lambda document, root, pins: (root / "local.py").write_text("VALUE = 6\n"),
        "stale",
        ("module local.py changed",),
    ),
    "random output": (lambda document, root, pins: None, "run clean", ()),
    "error output": (error_output, "stale", ("outputs changed after the run in cell 5",)),
    "outputs edited by hand": (
        lambda document, root, pins: document["cells"][4]["outputs"][0]["data"].update({"text/plain": "43"}),
        "stale",
        ("outputs changed after the run in cell 5",),
    ),
}


@pytest.mark.parametrize("name", THIRTEEN)
def test_a_post_is_called_what_its_record_proves(name: str, posts: dict[str, Document], tmp_path: Path) -> None:
    change, kind, reasons = THIRTEEN[name]
    document, root, pins = copy.deepcopy(posts["random" if "random" in name else "same"]), content(tmp_path), dict(PINS)
    change(document, root, pins)
    found: State = state(document, root, pins)
    assert (found.kind, found.reasons) == (kind, reasons)


def test_there_are_thirteen() -> None:
    assert len(THIRTEEN) == 13
