"""Posts run on the workers of a real Dask scheduler; one that dies takes no post along, a foreign one gets none."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from colophon.cli import main
from colophon.run.cluster import differences
from colophon.run.pins import Lock, read_lock
from tests.conftest import ROOT, code, front, notebook

LOCAL = ("--host", "127.0.0.1", "--no-dashboard")
SLEEP = "import time, os\nopen({marks!r} + '/{name}-' + str(os.getppid()), 'w').close()\ntime.sleep({seconds})"


class Cluster:
    """A scheduler and its workers, real processes on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.started: list[subprocess.Popen[bytes]] = []
        self._start("dask_scheduler", "--port", "0", "--scheduler-file", str(self.file))
        self._wait(lambda: self.file.exists() and self.file.read_text().endswith("}"))
        self.address = json.loads(self.file.read_text())["address"]

    def worker(self, name: str, *paths: Path) -> subprocess.Popen[bytes]:
        """Start a worker that runs one post at a time, with folders before all others on its path."""
        local = str(self.folder / name)
        options = ["--scheduler-file", str(self.file), "--nthreads", "1", "--no-nanny", "--local-directory", local]
        return self._start("dask_worker", *options, "--name", name, paths=paths)

    def wait_for_workers(self, count: int) -> None:
        from distributed import Client

        with Client(self.address) as client:
            client.wait_for_workers(count, timeout=60)

    def end(self) -> None:
        for process in self.started:
            process.kill()
        for process in self.started:
            process.wait(20)

    def _start(self, program: str, *options: str, paths: tuple[Path, ...] = ()) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(map(str, [*paths, ROOT / "plugins"]))
        command = [sys.executable, "-m", f"distributed.cli.{program}", *LOCAL, *options]
        with (self.folder / f"{program}.log").open("ab") as log:
            process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}, stdout=log, stderr=log)
        self.started.append(process)
        return process

    def _wait(self, is_ready: Any) -> None:
        deadline = time.monotonic() + 60
        while not is_ready() and time.monotonic() < deadline:
            time.sleep(0.1)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    started = Cluster(folder)
    try:
        yield started
    finally:
        started.end()


def parent(pid: int) -> int:
    """Return the parent of a process; 0 where it has ended."""
    with contextlib.suppress(OSError):
        state, above = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[:2]
        return int(above) if state not in "ZX" else 0
    return 0


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_posts_run_on_two_workers_and_survive_the_death_of_one(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    marks, other = tmp_path / "marks", tmp_path / "other"
    marks.mkdir()
    (other / "PyYAML-0.1.dist-info").mkdir(parents=True)
    (other / "PyYAML-0.1.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: PyYAML\nVersion: 0.1\n")
    (tmp_path / "blog/locks").mkdir(parents=True)
    (tmp_path / "blog/locks/posts.txt").write_text(
        f"PyYAML=={version('PyYAML')}\nnever-here==1 ; python_version < '3'\n"
    )
    content = tmp_path / "blog/notebooks"
    (content / "data").mkdir(parents=True)
    (content / "data/x.csv").write_text("1,2")
    (content / "local.py").write_text("import yaml\nVALUE = 5\n")
    for name in "abcd":
        cells = [
            SLEEP.format(marks=str(marks), name=name, seconds=3),
            "import local\nprint(open('data/x.csv').read(), local.VALUE)",
        ]
        document = notebook(front(), *(code(cell, count=None) for cell in cells))
        (content / f"{name}.ipynb").write_text(json.dumps(document))
    workers = {name: cluster.worker(name) for name in ("one", "two")}
    cluster.worker("three", other)
    cluster.wait_for_workers(3)
    monkeypatch.chdir(tmp_path / "blog")

    killed: list[int] = []

    def kill_one() -> None:
        """Kill the worker that is the first to run a post, and note the process below it."""
        deadline = time.monotonic() + 60
        while not (running := list(marks.iterdir())) and time.monotonic() < deadline:
            time.sleep(0.05)
        supervisor = int(running[0].name.split("-")[1])
        worker = next(worker for worker in workers.values() if worker.pid == parent(supervisor))
        worker.kill()
        killed.append(supervisor)

    killer = threading.Thread(target=kill_one)
    killer.start()
    assert main(["run", "--cluster", cluster.address]) == 0
    killer.join()
    printed = capsys.readouterr()
    assert printed.out == "4 run, 0 failed, 0 up to date.\n"
    assert f"is refused: pyyaml 0.1, not {version('PyYAML')}." in printed.err
    assert "a.ipynb: running, 3 cells" in printed.err
    for name in "abcd":
        cells = json.loads((content / f"{name}.ipynb").read_text())
        assert cells["cells"][2]["outputs"][0]["text"] == ["1,2 5\n"]
        record = cells["metadata"]["colophon"]["run"]
        assert list(record["data"]) == ["data/x.csv"] and list(record["modules"]) == ["local.py"]
    began = [path.name[0] for path in marks.iterdir()]
    assert len(began) == 5, "one post began twice"
    assert [parent(supervisor) for supervisor in killed] == [0]
    assert main(["run"]) == 0 and capsys.readouterr().out == "0 run, 0 failed, 4 up to date.\n"


def test_a_scheduler_that_is_not_there_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("colophon.run.cluster.CONNECT_SECONDS", 0.5)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/x.ipynb").write_text(json.dumps(notebook(front(), code("1", count=None))))
    assert main(["run", "--cluster", "tcp://127.0.0.1:9"]) == 2
    assert "Nobody answers at tcp://127.0.0.1:9" in capsys.readouterr().err


def test_a_worker_differs_where_a_version_does_or_is_missing(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("numpy==2.4.6\nscipy==1.17\ncolorama==1 ; sys_platform == 'win32'\n")
    lock = read_lock(tmp_path / "lock")
    facts = {"colophon": "0.1.0", "installed": {"numpy": "2.4.5", "more": "1"}}
    assert differences(facts, lock) == ["numpy 2.4.5, not 2.4.6", "scipy is missing"]
    assert differences({**facts, "colophon": "0.0.9"}, Lock()) == ["colophon 0.0.9, not 0.1.0"]
