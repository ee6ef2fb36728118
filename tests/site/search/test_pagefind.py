"""Pagefind works beside a build: it is begun, asked later, and ends with the build."""

from __future__ import annotations

import subprocess
import sys
import time
from os import environ
from pathlib import Path

import pytest

from colophon.errors import ColophonError
from colophon.site.search.pagefind import Pagefind
from tests.conftest import ROOT

WAITS = """#!{python}
import base64, os, pathlib, sys, time
pathlib.Path("pid").write_text(str(os.getpid()))
while not sys.stdin.read(1) == ",":
    pass
{then}
"""
"""A program that has read its first message before it does something."""
BEGINS = "from colophon.site.search.pagefind import Pagefind; from pathlib import Path; import time\n"


def program(folder: Path, then: str) -> Pagefind:
    file = folder / "program"
    file.write_text(WAITS.format(python=sys.executable, then=then))
    file.chmod(0o755)
    return Pagefind(file, "1")


def until_there(file: Path) -> None:
    end = time.monotonic() + 60
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < end, f"{file.name} is not there after a minute"
        time.sleep(0.01)


def test_an_index_is_begun_before_it_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program waits for a file that is written when `index` has returned: else neither would ever end."""
    monkeypatch.chdir(tmp_path)
    answer = '{"payload": {"files": [{"path": "pagefind.js", "content": "eA=="}, {"path": "other.js", "content": ""}]}}'
    then = (
        "while not os.path.exists('go'): time.sleep(.01)\n"
        f"said = base64.b64encode({answer!r}.encode()).decode() + ','\n"
        "sys.stdout.write(said * 3); sys.stdout.flush(); sys.stdin.read()"
    )
    indexing = program(tmp_path, then).index({"a.html": "<p>"}, [])
    (tmp_path / "go").touch()
    assert indexing.files() == {"pagefind.js": b"x"}


def test_a_program_that_fails_is_told_to_who_asks_for_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    indexing = program(tmp_path, "sys.exit('no memory')").index({"a.html": "<p>" * 100_000}, [])
    with pytest.raises(ColophonError, match=r"Pagefind ended with status 1: no memory Install"):
        indexing.files()


def test_it_ends_with_a_build_that_never_asks_for_the_files(tmp_path: Path) -> None:
    """A build can end in between, because something else failed or somebody interrupted it."""
    pagefind = program(tmp_path, "sys.stdin.read(); pathlib.Path('ended').write_text('.')")
    begin = f"Pagefind(Path({str(pagefind.program)!r}), '1').index({{'a.html': '<p>'}}, [])\n"
    wait = "while not Path('pid').exists(): time.sleep(.01)\n"
    environment = {**environ, "PYTHONPATH": str(ROOT / "plugins")}
    command = [sys.executable, "-c", BEGINS + begin + wait]
    subprocess.run(command, cwd=tmp_path, env=environment, timeout=60, check=True)
    until_there(tmp_path / "ended")
