"""Runs posts on the workers of a Dask cluster; the only module that knows distributed.

A post travels with the content folder's files and comes back executed. A worker that dies takes no post along: the
scheduler gives its work to another one.
"""

from __future__ import annotations

import io
import sys
import tempfile
import threading
import uuid
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from colophon import __version__
from colophon.errors import ColophonError
from colophon.run.job import Job, OnCell, Outcome, run_post
from colophon.run.pins import Lock, installed
from colophon.run.scratch import content_files

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 15
POLL_SECONDS = 0.5


class FarJob(Struct, frozen=True):
    """A post with all that it can read, on its way to another machine."""

    job: Job
    files: bytes
    """A zip of the content folder, as `scratch.content_files` lists it."""
    topic: str
    """Under which the worker tells of each cell that begins."""


@contextmanager
def cluster(address: str, lock: Lock, note: Callable[[str], None]) -> Iterator[Executor]:
    """Give an executor of jobs on the workers whose versions are the lock's; the others are named to `note`.

    Raises:
        ColophonError: distributed is not installed, nobody answers at the address, or no worker is left.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ColophonError("--cluster needs Dask: pip install 'pelican-colophon[cluster]'.") from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise ColophonError(f"Nobody answers at {address} ({error}). Start `dask scheduler` there.") from None
    with client:
        yield ClusterExecutor(client, _accepted(client, lock, note))


class ClusterExecutor(Executor):
    """Runs `run_post(job, on_cell, stop)` far away; to cancel its future ends the kernel there."""

    def __init__(self, client: Client, workers: list[str]) -> None:
        self._executor = client.get_executor(  # type: ignore[no-untyped-call]
            pure=False, workers=workers, allow_other_workers=False
        )
        self._topic = f"colophon-{uuid.uuid4().hex}"
        self._on_cell: dict[str, OnCell] = {}
        self._files: dict[Path, bytes] = {}
        client.subscribe_topic(self._topic, self._tell)  # type: ignore[no-untyped-call]

    def submit(self, fn: Callable[..., Any], /, *arguments: Any, **_: Any) -> Future[Any]:
        """Send the job of a call of `run_post`."""
        assert fn is run_post, "nothing else travels"
        job, on_cell = arguments[:2]
        self._on_cell[str(job.path)] = on_cell
        if job.root not in self._files:
            self._files[job.root] = _packed(job.root.resolve())
        far = FarJob(job, self._files[job.root], self._topic)
        with warnings.catch_warnings(action="ignore", category=UserWarning):  # "large graph": the files are meant
            future: Future[Any] = self._executor.submit(run_far, far)
        return future

    def _tell(self, event: tuple[float, Mapping[str, Any]]) -> None:
        path, cell = event[1]["path"], event[1]["cell"]
        self._on_cell[path](PurePosixPath(path), cell)


def run_far(far: FarJob) -> Outcome:
    """Run a post on this worker, until its future is cancelled or its submitter is gone."""
    from distributed import get_worker

    worker = get_worker()
    key, stop, done = worker.get_current_task(), threading.Event(), threading.Event()

    def watch() -> None:
        while not done.wait(POLL_SECONDS):
            task = worker.state.tasks.get(key)
            if task is None or task.state not in ("executing", "long-running"):
                stop.set()

    def tell(path: PurePosixPath, cell: int) -> None:
        worker.log_event(far.topic, {"path": str(path), "cell": cell})

    watcher = threading.Thread(target=watch, name="colophon-far-watch", daemon=True)
    watcher.start()
    try:
        with tempfile.TemporaryDirectory(prefix="colophon-far-") as folder:
            zipfile.ZipFile(io.BytesIO(far.files)).extractall(folder)
            job = replace(far.job, root=Path(folder), python=sys.executable)
            return run_post(job, tell, stop)
    finally:
        done.set()
        watcher.join()


def worker_facts() -> dict[str, Any]:
    """Return what a worker has installed."""
    return {"colophon": __version__, "installed": installed()}


def differences(facts: Mapping[str, Any], lock: Lock) -> list[str]:
    """Return where a worker's versions are not the lock's, in short texts."""
    installed = facts["installed"]
    own = [f"colophon {facts['colophon']}, not {__version__}"] if facts["colophon"] != __version__ else []
    other = [
        f"{name} {found}, not {pin}" for name, pin in lock.pins.items() if (found := installed.get(name, pin)) != pin
    ]
    return [*own, *other, *(f"{name} is missing" for name in sorted(lock.required - installed.keys()))]


def _accepted(client: Client, lock: Lock, note: Callable[[str], None]) -> list[str]:
    """Return the addresses of the workers that may run posts."""
    accepted = []
    for address, facts in sorted(client.run(worker_facts, on_error="return").items()):
        wrong = [f"it cannot run Colophon: {facts}"] if isinstance(facts, Exception) else differences(facts, lock)
        if wrong:
            more = f", and {len(wrong) - 5} more" if len(wrong) > 5 else ""
            note(f"{address} is refused: {'; '.join(wrong[:5])}{more}.")
        else:
            accepted.append(address)
    if not accepted:
        raise ColophonError("No worker has the lock's versions. Install the lock and pelican-colophon[cluster] there.")
    return accepted


def _packed(root: Path) -> bytes:
    """Return a zip of what a post can read."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for path in content_files(root):
            archive.write(path, path.relative_to(root))
    return file.getvalue()
