"""Runs one post and returns how it went: the unit of work that an engine is given."""

from __future__ import annotations

import copy
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from colophon.run.environment import small_environment
from colophon.run.isolation import isolated
from colophon.run.limits import Limits
from colophon.run.pins import normal_name
from colophon.run.scratch import Scratch
from colophon.run.stamp import Ran, stamp

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from colophon.run.kernel import CellFailedError, Facts

OnCell = Callable[[PurePosixPath, int], None]
"""Is told of each cell that begins."""


class Job(Struct, frozen=True):
    """One post to run."""

    path: PurePosixPath
    """Relative to the content folder."""
    root: Path
    notebook: NotebookNode
    python: str = sys.executable
    allowed: tuple[str, ...] = ()
    """Names of the caller's variables that the post may see."""
    limits: Limits = field(default_factory=Limits)
    isolated: bool = False
    pins: Mapping[str, str] = field(default_factory=dict)
    """Normal name and version of what a lock pins; a run with another version does not count."""


class Failure(Struct, frozen=True):
    """Why a post could not be run to its end."""

    cell: int
    """Its number; 0 where no cell is at fault."""
    reason: str
    """Finishes the sentence "Cell 4 …"."""
    code: str = ""
    traceback: str = ""
    """As the kernel wrote it, with colours."""


class Outcome(Struct, frozen=True):
    """How one post went."""

    path: PurePosixPath
    seconds: float
    notebook: NotebookNode | None = None
    """The executed notebook with its record; None where it failed."""
    failure: Failure | None = None


def run_post(job: Job, on_cell: OnCell | None = None, stop: threading.Event | None = None) -> Outcome:
    """Run a post in a fresh kernel and a scratch copy of the content folder; the given notebook stays as it is."""
    from colophon.run.kernel import CellFailedError  # nbclient: 0.5 s, only where something is run

    begin = time.monotonic()
    notebook = copy.deepcopy(job.notebook)
    notebook.metadata.pop("widgets", None)  # their state is of the last run
    try:
        executed = _executed(job, notebook, on_cell or (lambda path, cell: None), stop or threading.Event())
    except CellFailedError as error:
        return Outcome(job.path, time.monotonic() - begin, failure=_failure(job, error))
    return Outcome(job.path, time.monotonic() - begin, notebook=executed)


def _executed(job: Job, notebook: NotebookNode, on_cell: OnCell, stop: threading.Event) -> NotebookNode:
    from colophon.run import kernel

    with Scratch(job.root) as scratch:
        facts = kernel.execute(
            notebook, _place(job, scratch), job.limits, on_cell=lambda cell: on_cell(job.path, cell), stop=stop
        )
        _refuse_other_versions(facts, job.pins)
        stamp(notebook, _ran(facts, scratch.digests(), job.isolated))
    return notebook


def _place(job: Job, scratch: Scratch) -> Any:
    from colophon.run import kernel

    mark = uuid.uuid4().hex
    environment = small_environment(job.python, scratch.home, mark, job.allowed)
    folder = scratch.working_folder(job.path)
    return kernel.Place(
        _command(job, scratch, Path(environment["MPLCONFIGDIR"])),
        environment,
        mark,
        folder,
        scratch.content,
        scratch.folder,
        scratch.reads,
    )


def _command(job: Job, scratch: Scratch, fonts: Path) -> tuple[str, ...]:
    if not job.isolated:
        return (job.python,)
    fonts.mkdir(parents=True, exist_ok=True)
    return isolated(job.python, scratch=scratch.folder, hidden=[job.root], shared=[fonts])


def _refuse_other_versions(facts: Facts, pins: Mapping[str, str]) -> None:
    from colophon.run.kernel import CellFailedError

    others = [
        f"{name} {version} in place of {pin}"
        for name, version in facts.packages.items()
        if (pin := pins.get(normal_name(name), version)) != version
    ]
    if others:
        raise CellFailedError(0, f"ran with other versions than the lock's: {', '.join(others)}. Install the lock")


def _ran(facts: Facts, files: Mapping[str, str], isolated: bool) -> Ran:
    return Ran(
        packages=facts.packages,
        files=files,
        kernel=facts.kernel,
        language_version=facts.language_version,
        seconds=facts.seconds,
        cpu_seconds=facts.cpu_seconds,
        cell_seconds=facts.cell_seconds,
        finished=datetime.now(UTC),
        isolated=isolated,
        platform=facts.platform,
    )


def _failure(job: Job, error: CellFailedError) -> Failure:
    code = job.notebook.cells[error.cell - 1].source if error.cell else ""
    return Failure(error.cell, error.reason, code, error.traceback)
