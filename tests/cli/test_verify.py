"""`colophon verify`: what a second run gave again, said for each post, and written only when asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from colophon.cli import main
from tests.conftest import code, front, notebook


def test_a_post_is_reproduced_or_its_differences_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "notebooks"
    folder.mkdir()
    posts: dict[str, Any] = {
        "same.ipynb": notebook(front(), code("print(6 * 7)", count=None), code("x = 1", count=None)),
        "random.ipynb": notebook(
            front(), code("import uuid\nprint(uuid.uuid4().int)", count=None), code("1", count=None)
        ),
    }
    for name, document in posts.items():
        (folder / name).write_text(json.dumps(document))
    (folder / "idle.ipynb").write_text(json.dumps(posts["same.ipynb"]))
    assert main(["run", "notebooks/same.ipynb", "notebooks/random.ipynb", "-j", "2"]) == 0
    before = {name: (folder / name).read_bytes() for name in posts}
    capsys.readouterr()

    assert main(["verify", "--report", "report.html", "-j", "2"]) == 1
    printed = capsys.readouterr()
    assert printed.out == "1 of 2 posts gave their outputs again; 1 have none.\n"
    assert "same.ipynb: reproduced 1 of 1\n" in printed.err
    assert "random.ipynb: reproduced 1 of 2\n  cell 2, stdout:\n    @@ -1 +1 @@\n    -" in printed.err
    assert "random.ipynb: reproduced 1 of 2" in (tmp_path / "report.html").read_text()
    assert {name: (folder / name).read_bytes() for name in posts} == before

    assert main(["verify", "--record", "-j", "2"]) == 1
    capsys.readouterr()
    assert main(["run", "-n"]) == 0
    assert capsys.readouterr().out == "idle.ipynb: not run\nrandom.ipynb: run clean\nsame.ipynb: reproduced\n"
    verified = json.loads((folder / "random.ipynb").read_text())["metadata"]["colophon"]["run"]["verified"]
    assert (verified["reproduced"], verified["of"], verified["differs"]) == (1, 2, [2])


def test_what_has_no_record_is_compared_but_not_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "notebooks" / "x.ipynb"
    path.parent.mkdir()
    path.write_text(
        json.dumps(notebook(front(), code("print(1)", {"output_type": "stream", "name": "stdout", "text": "1\n"})))
    )
    before = path.read_bytes()
    assert main(["verify", "--record"]) == 0
    assert "x.ipynb: not recorded: run by its author. Run it with `colophon run` first." in capsys.readouterr().err
    assert path.read_bytes() == before
