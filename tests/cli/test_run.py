"""`colophon run`: runs what is due and only that, keeps what is finished, and says how it went."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path, PurePosixPath
from typing import Any, get_args

import pytest

from colophon.cli import main
from colophon.cli.progress import Progress
from colophon.render.context import CitationStyle
from colophon.site.settings import CITATION_STYLES
from tests.conftest import ROOT, code, front, listen_to_ctrl_c, markdown, notebook


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a site, which is the working folder."""
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def add(blog: Path, name: str, *cells: dict[str, Any]) -> Path:
    path = blog / "notebooks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook(front(), *cells)))
    return path


def colophon(*arguments: str, report: str = "pass") -> subprocess.CompletedProcess[str]:
    program = f"import sys; from colophon.cli import main; status = main(sys.argv[1:]); {report}; sys.exit(status)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def processes(word: str) -> list[int]:
    """Return the processes that have a word in their command line."""
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and word in (folder / "cmdline").read_text().split("\0"):
                found.append(int(folder.name))
    return found


LOADED = "print(sorted({'nbclient', 'jupyter_client', 'nbconvert.exporters.exporter', 'pelican'} & set(sys.modules)))"


def test_what_is_due_runs_once_and_then_nothing_does(blog: Path) -> None:
    good = add(blog, "good.ipynb", code("print(6 * 7)", count=None))
    bad = add(blog, "deep/bad.ipynb", code("def f():\n    return 1 / 0\nf()", count=None))
    add(blog, "prose.ipynb", markdown("No code."))
    before = bad.read_bytes()
    first = colophon("run", "-j", "2")
    assert first.returncode == 1, first.stderr
    assert first.stdout == "1 run, 1 failed, 1 up to date.\n"
    lines = first.stderr.split("\n")
    assert "deep/bad.ipynb: failed: cell 2 raised ZeroDivisionError: division by zero." in lines
    assert "    def f():" in lines and "  │ ZeroDivisionError: division by zero" in lines
    assert "deep/bad.ipynb: running, 2 cells" in lines and "\x1b" not in first.stderr
    assert bad.read_bytes() == before
    assert json.loads(good.read_text())["cells"][1]["outputs"][0]["text"] == ["42\n"]

    written = good.stat().st_mtime_ns
    second = colophon("run", "notebooks/good.ipynb", report=LOADED)
    assert (second.returncode, second.stdout) == (0, "0 run, 0 failed, 1 up to date.\n[]\n")
    assert good.stat().st_mtime_ns == written

    add(blog, "good.ipynb", code("print(6 * 7)", count=None))
    dry = colophon("run", "-n")
    assert dry.stdout == "deep/bad.ipynb: not run\ngood.ipynb: not run\nprose.ipynb: no code\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_keeps_the_posts_that_are_finished(number: signal.Signals, blog: Path) -> None:
    quick = add(blog, "a.ipynb", code("print(1)", count=None))
    slow = add(blog, "b.ipynb", code("import time\ntime.sleep(100)", count=None))
    before = slow.read_bytes()
    (blog / "pelicanconf.py").write_text("from colophon.site import Press\nPELICAN_CLASS, PATH = Press, 'notebooks'\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    program = "import sys; from colophon.cli import main; sys.exit(main(['run']))"
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=listen_to_ctrl_c,
    )
    assert process.stderr is not None
    while "b.ipynb: running" not in (line := process.stderr.readline()):
        assert line, "it ended early"
    process.send_signal(number)
    begin = time.monotonic()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130 and errors.endswith("colophon: interrupted\n")
    assert time.monotonic() - begin < 15
    assert json.loads(quick.read_text())["metadata"]["colophon"]["run"]["cells"] == 1
    assert slow.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="prctl")
def test_a_run_that_is_killed_takes_its_kernels_along(blog: Path) -> None:
    add(blog, "x.ipynb", code("import os, subprocess\nsubprocess.run(['sleep', '98765.4'])", count=None))
    temporary = tempfile.mkdtemp(prefix="c")  # short, as sockets ask for; a killed run cannot tidy up
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins"), "TMPDIR": temporary}
    program = "import sys; from colophon.cli import main; sys.exit(main(['run']))"
    process = subprocess.Popen([sys.executable, "-c", program], env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None and "running" in process.stderr.readline()
    deadline = time.monotonic() + 30
    while not (started := processes("98765.4")) and time.monotonic() < deadline:
        time.sleep(0.1)
    process.kill()
    process.communicate(timeout=30)
    while (left := processes("98765.4")) and time.monotonic() < deadline + 10:
        time.sleep(0.1)
    shutil.rmtree(temporary, ignore_errors=True)
    assert started and left == []


def test_a_notebook_saved_while_it_ran_is_not_overwritten(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = blog / "notebooks/x.ipynb"
    save = f"import pathlib\nplace = pathlib.Path({str(path)!r})\nplace.write_text(place.read_text() + ' ')"
    add(blog, "x.ipynb", code(save, count=None))
    assert main(["run"]) == 1
    assert "x.ipynb was changed while it ran; nothing was written. Run it again." in capsys.readouterr().err
    assert path.read_text().endswith(" ")


def test_a_notebook_that_cannot_be_read_is_named(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (blog / "notebooks/x.ipynb").write_text("{")
    assert main(["run", "notebooks/x.ipynb"]) == 1
    printed = capsys.readouterr()
    assert "x.ipynb: Expected a whole notebook" in printed.err and printed.out == "0 run, 0 failed, 0 up to date.\n"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["-j", "0"], 64, "expected a number from 1, found '0'"),
        (["--python", "none/python"], 2, "is no Python. Set COLOPHON_RUN_PYTHON or --python"),
    ],
)
def test_wrong_usage_says_what_is_right(
    arguments: list[str], status: int, words: str, blog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", *arguments]) == status
    assert words in capsys.readouterr().err


def test_settings_are_read_without_pelican(blog: Path) -> None:
    (blog / "pelicanconf.py").write_text(
        "from colophon.site import Press\nPELICAN_CLASS = Press\nPATH = 'notebooks'\nCOLOPHON_RUN_PYTHON = 'gone'\n"
    )
    done = colophon("run", report=LOADED)
    assert done.returncode == 2 and done.stdout == "[]\n" and "gone is no Python" in done.stderr


def test_a_terminal_shows_one_line_that_changes() -> None:
    stream = io.StringIO()
    stream.isatty = lambda: True  # type: ignore[method-assign]
    now = iter([0.0, 7.0])
    path = PurePosixPath("a.ipynb")
    progress = Progress({path: 9, PurePosixPath("b.ipynb"): 2}, stream, lambda: next(now))
    progress.on_cell(path, 4)
    progress.tick()
    progress.finished(path, "a.ipynb: run")
    assert stream.getvalue() == "\r\x1b[K0 of 2 posts · a.ipynb cell 4 of 9, 7 s\r\x1b[Ka.ipynb: run\n"


def test_posts_that_begin_at_once_do_not_tell_so_in_each_others_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    written: list[str] = []
    monkeypatch.setattr(stream, "write", written.append)
    Progress({PurePosixPath("a.ipynb"): 9}, stream).on_cell(PurePosixPath("a.ipynb"), 1)
    assert written == ["a.ipynb: running, 9 cells\n"]


def test_the_settings_know_the_citation_styles_of_the_renderer() -> None:
    assert get_args(CitationStyle) == CITATION_STYLES
