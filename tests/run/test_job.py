"""Posts run in real kernels: a good one gets its record, a bad one ends within its limit, and nothing is left of it."""

from __future__ import annotations

import threading
import time
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
import pytest

from colophon.errors import ColophonError
from colophon.run import probe
from colophon.run.isolation import isolated
from colophon.run.job import Job, Outcome, run_post
from colophon.run.limits import Limits
from colophon.run.record import state
from tests import bubblewrap
from tests.conftest import code, front, notebook

GRACE_SECONDS = 15
"""Start and end of a kernel on a busy machine; the limit itself is kept to the second."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "content"
    for name, text in {"data/x.csv": "1,2\n", "data/y.csv": "3", "local.py": "VALUE = 5\n"}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def post(*cells: str | dict[str, Any]) -> Any:
    parts = [cell if isinstance(cell, dict) else code(cell, count=None) for cell in cells]
    return nbformat.from_dict(notebook(front(), *parts))


def run(root: Path, *cells: str | dict[str, Any], limits: Limits | None = None, **more: Any) -> Outcome:
    return run_post(Job(PurePosixPath("x.ipynb"), root, post(*cells), limits=limits or Limits()), **more)


def alive(word: str) -> list[bytes]:
    """Return the command lines of processes that have a word in theirs."""
    lines = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                lines.append((folder / "cmdline").read_bytes())
            except OSError:
                continue
    return [line for line in lines if word.encode() in line]


def test_a_post_gets_its_outputs_and_a_record_of_all_that_they_depend_on(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_TOKEN", "secret")
    outcome = run(
        root,
        "import os, local, yaml\nprint(os.environ.get('API_TOKEN'), local.VALUE)",
        "import subprocess, sys\nopen('data/y.csv', 'w').write('damaged')\nsubprocess.run(['cat', 'data/x.csv'])",
        "#| error: true\nprint('a'); print('b'); 1/0",
        {
            **code("precious", {"output_type": "stream", "name": "stdout", "text": "kept"}),
            "metadata": {"tags": ["skip-execution"]},
        },
        "kernels = {'In', 'Out', 'get_ipython', 'exit', 'quit', 'open', 'kernels'}\n"
        "sorted(name for name in globals() if name[0] != '_' and name not in kernels)",
    )
    assert outcome.failure is None and outcome.notebook is not None
    found = [
        [output.get("text") or output.get("data") or output["ename"] for output in cell.outputs]
        for cell in outcome.notebook.cells[1:]
    ]
    assert found[0] == ["None 5\n"]
    assert found[2:4] == [["a\nb\n", "ZeroDivisionError"], ["kept"]]
    assert found[4] == [{"text/plain": "['local', 'os', 'subprocess', 'sys', 'yaml']"}]
    assert [cell.execution_count for cell in outcome.notebook.cells[1:]] == [1, 2, 3, 1, 4]
    record = outcome.notebook.metadata.colophon.run
    assert list(record.modules) == ["local.py"] and list(record.data) == ["data/x.csv"]
    assert list(record.packages) == ["PyYAML"] and (record.cells, record.skipped) == (4, 1)
    assert state(outcome.notebook, root, {}).kind == "run clean"
    assert (root / "data/y.csv").read_text() == "3"
    nbformat.validate(outcome.notebook)


ESCAPE = "import subprocess\nsubprocess.Popen(['sleep', '{}'], start_new_session=True, env={{}})\n"


@pytest.mark.parametrize(
    ("source", "limits", "reason"),
    [
        ("while True: pass", Limits(cell_seconds=2), "took longer than 2 s"),
        ("while True: pass", Limits(post_seconds=2), "was running after 2 s"),
        ("import os; os.kill(os.getpid(), 9)", Limits(), "ended its kernel"),
        ("for i in range(50): print('x' * 1_000_000)", Limits(output_bytes=5_000_000), "wrote more than 5 MB"),
        ("input()", Limits(), "asked for input"),
        ("x = []\nwhile True: x.append(bytearray(10_000_000))", Limits(memory_bytes=400_000_000), "raised MemoryError"),
        (
            "import os\nfor i in range(4):\n    if not os.fork():\n        x = b'x' * 90_000_000\n"
            "        while True: pass\nwhile True: pass",
            Limits(memory_bytes=300_000_000, cell_seconds=90),
            "took more than 300 MB of memory",
        ),
    ],
    ids=["hangs", "hangs-post", "kills-its-kernel", "prints", "asks", "fills-memory", "forks"],
)
def test_a_post_that_goes_wrong_ends_within_its_limit_and_leaves_no_process(
    source: str, limits: Limits, reason: str, root: Path, request: pytest.FixtureRequest
) -> None:
    seconds = f"{90_000 + abs(hash(request.node.name)) % 9_000}.5"
    begin = time.monotonic()
    outcome = run(root, "x = 1", ESCAPE.format(seconds) + source, limits=limits)
    assert outcome.notebook is None and outcome.failure is not None
    assert outcome.failure.reason.startswith(reason) and outcome.failure.cell == 3
    assert outcome.failure.code.endswith(source)
    assert time.monotonic() - begin < min(limits.cell_seconds, limits.post_seconds, 90) + GRACE_SECONDS
    assert alive(seconds) == []


def test_a_fork_that_forks_is_refused_before_it_fills_the_machine(root: Path) -> None:
    outcome = run(root, "import os\nwhile True: os.fork()", limits=Limits(processes=20, cell_seconds=20))
    assert outcome.failure is not None and outcome.failure.cell == 2


def test_an_error_shows_its_traceback(root: Path) -> None:
    outcome = run(root, "x = 1", "print('before')\n1 / 0", "print('never')")
    assert outcome.failure is not None
    assert (outcome.failure.cell, outcome.failure.reason) == (3, "raised ZeroDivisionError: division by zero")
    assert "ZeroDivisionError" in outcome.failure.traceback and outcome.failure.code == "print('before')\n1 / 0"


def test_an_interrupt_ends_the_kernel(root: Path) -> None:
    stop = threading.Event()
    outcome = run(root, "while True: pass", on_cell=lambda path, cell: stop.set(), stop=stop)
    assert outcome.failure is not None and outcome.failure.reason == "was interrupted"


def test_a_python_without_a_kernel_is_a_sentence(root: Path, tmp_path: Path) -> None:
    fake = tmp_path / "python"
    fake.write_text('#!/bin/sh\necho "$0: No module named ipykernel_launcher" >&2; exit 1\n')
    fake.chmod(0o755)
    outcome = run_post(Job(PurePosixPath("x.ipynb"), root, post("1"), python=str(fake)))
    assert outcome.failure is not None and "install ipykernel for" in outcome.failure.reason


def test_a_run_with_other_versions_than_the_locks_does_not_count(root: Path) -> None:
    outcome = run_post(Job(PurePosixPath("x.ipynb"), root, post("import yaml"), pins={"pyyaml": "1.0"}))
    assert outcome.failure is not None and "in place of 1.0" in outcome.failure.reason


@pytest.mark.skipif(not bubblewrap.works(), reason="bubblewrap is not installed, or may not be used here")
def test_an_isolated_post_sees_neither_home_nor_network_nor_the_original(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    source = (
        "import os, pathlib, socket, local\n"
        f"print(os.listdir({str(root)!r}), os.path.exists({str(tmp_path / 'secret')!r}))\n"
        f"print([*pathlib.Path({str(Path.home())!r}).glob('.ssh')], [name for _, name in socket.if_nameindex()])\n"
        "print(local.VALUE, open('data/x.csv').read(), len(os.listdir('/proc')) < 100)"
    )
    job = Job(PurePosixPath("x.ipynb"), root, post(source), isolated=True)
    outcome = run_post(job)
    assert outcome.failure is None and outcome.notebook is not None
    assert outcome.notebook.cells[1].outputs[0].text == "[] False\n[] ['lo']\n5 1,2\n True\n"
    record = outcome.notebook.metadata.colophon.run
    assert record.isolated is True and list(record.data) == ["data/x.csv"]


def test_without_bubblewrap_isolation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ColophonError, match="Install the package `bubblewrap`"):
        isolated("/usr/bin/python3", scratch=tmp_path, program="no-such-program")


def test_the_probe_needs_nothing_of_colophon() -> None:
    assert "from colophon" not in Path(probe.__file__).read_text()
