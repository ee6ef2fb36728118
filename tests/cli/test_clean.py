"""`colophon clean`: what differs with each save goes; outputs and records stay, and so does a file that is clean."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from colophon.cli import main
from colophon.run.record import state
from tests.run import crafted

VOLATILE = {"collapsed": True, "scrolled": False, "ExecuteTime": {}, "execution": {"iopub.status.idle": "2026"}}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return crafted.content(tmp_path / "notebooks")


def test_volatile_metadata_goes_and_the_record_stands(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / "x.ipynb"
    document = crafted.ran(root)
    document["metadata"].update(toc={}, mine=1, widgets={"application/vnd.jupyter.widget-state+json": {}})
    cell = document["cells"][3]
    cell["metadata"].update(VOLATILE, tags=["mine"], jupyter={"outputs_hidden": True, "mine": 1})
    document["cells"][4]["metadata"]["jupyter"] = {"source_hidden": True}
    path.write_text(json.dumps(document))
    before = path.read_bytes()
    assert main(["clean", "--check"]) == 1 and path.read_bytes() == before
    assert capsys.readouterr().out == "x.ipynb: to clean\n1 to clean.\n"
    assert main(["clean", "notebooks/x.ipynb"]) == 0
    cleaned = json.loads(path.read_text())
    assert set(cleaned["metadata"]) == {"kernelspec", "language_info", "colophon", "mine"}
    assert set(cleaned["cells"][3]["metadata"]) == {"colophon", "tags", "jupyter"}
    assert cleaned["cells"][3]["metadata"]["jupyter"] == {"mine": 1}
    assert set(cleaned["cells"][4]["metadata"]) == {"colophon"}
    assert state(cleaned, root, crafted.PINS).kind == "run clean"


def test_a_clean_notebook_is_not_touched(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / "x.ipynb"
    path.write_text(json.dumps(crafted.ran(root)))
    before = path.read_bytes()
    assert main(["clean"]) == 0 and main(["clean", "--check"]) == 0
    assert capsys.readouterr().out == "0 cleaned.\n0 to clean.\n" and path.read_bytes() == before


def test_the_state_of_widgets_stays_where_a_cell_shows_one(root: Path) -> None:
    path = root / "x.ipynb"
    document = crafted.ran(root)
    document["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}}
    document["cells"][3]["outputs"] = [{"output_type": "display_data", "data": view, "metadata": {}}]
    path.write_text(json.dumps(document))
    before = path.read_bytes()
    assert main(["clean"]) == 0 and path.read_bytes() == before


def test_a_notebook_that_cannot_be_read_is_named_and_the_others_are_cleaned(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "a.ipynb").write_text("{")
    document = crafted.ran(root)
    document["cells"][3]["metadata"].update(VOLATILE)
    (root / "b.ipynb").write_text(json.dumps(document))
    assert main(["clean"]) == 1
    printed = capsys.readouterr()
    assert "a.ipynb" in printed.err and printed.out == "b.ipynb: cleaned\n1 cleaned.\n"
