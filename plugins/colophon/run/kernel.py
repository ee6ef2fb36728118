"""Executes the cells of a notebook in a fresh kernel; the only module that knows nbclient."""

from __future__ import annotations

import asyncio
import atexit
import json
import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from msgspec import Struct
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode, v4

from colophon.model import CellOptions
from colophon.notebook.faults import Findings
from colophon.notebook.kernel import language_of
from colophon.notebook.options import read_options
from colophon.run import probe, supervisor
from colophon.run.limits import Limits
from colophon.run.processes import Family
from colophon.run.watch import Watch

_QUIET = logging.getLogger("colophon.kernel")
_QUIET.addHandler(logging.NullHandler())
_QUIET.propagate = False


class Place(Struct, frozen=True):
    """Where a kernel runs, and as what."""

    command: tuple[str, ...]
    """The words before ipykernel's own: a Python, and what it is wrapped in."""
    environment: Mapping[str, str]
    mark: str
    working_folder: Path
    root: Path
    """The copy of the content folder."""
    folder: Path
    """For the kernel's sockets, log and reports; a short path, as sockets ask for."""
    reads: Path


class Facts(Struct, frozen=True):
    """What a run was like, beside the outputs."""

    packages: Mapping[str, str]
    kernel: str
    language_version: str
    platform: str
    seconds: float
    cpu_seconds: float
    cell_seconds: Mapping[int, float]
    """Cell number to seconds, of the cells that were run."""


class CellFailedError(Exception):
    """A post that cannot be run to its end: its cell (0: none), why, and the traceback as the kernel wrote it."""

    def __init__(self, cell: int, reason: str, traceback: str = "") -> None:
        super().__init__(reason)
        self.cell, self.reason, self.traceback = cell, reason, traceback


def execute(
    notebook: NotebookNode,
    place: Place,
    limits: Limits,
    *,
    on_cell: Callable[[int], None],
    stop: threading.Event,
) -> Facts:
    """Run the code cells in order, put their outputs into `notebook`, and return what the run was like.

    Cells that are not to be evaluated keep the outputs that they have. When it returns or raises, no process of
    the run is left.

    Raises:
        CellFailedError: a cell raised that may not, passed a limit or lost its kernel; or the kernel did not start.
    """
    family = Family(place.mark)
    with Watch(family, limits, stop) as watch:
        return asyncio.run(_Run(notebook, place, limits, watch, family, on_cell).whole())


class _Client(NotebookClient):
    """nbclient's client, with a limit on the size of a cell's outputs."""

    output_limit = 0
    watch: Watch
    _size = 0

    def begin(self) -> None:
        self._size = 0

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "error", "update_display_data"):
            self._size += len(json.dumps(msg["content"], default=str))
            if self._size > self.output_limit:
                limit = self.output_limit / 1e6
                self.watch.end(f"wrote more than {limit:,g} MB, the limit of a cell (COLOPHON_RUN_OUTPUT_MB)")
                return None
        return super().process_message(msg, cell, cell_index)


class _Specs(KernelSpecManager):
    """Knows one kernel: ipykernel on the Python that was asked for."""

    argv: list[str] = []  # noqa: RUF012  # set on the instance

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(argv=self.argv, display_name="Python 3", language="python", name="python3")


class _Run:
    """One run of one notebook."""

    def __init__(
        self,
        notebook: NotebookNode,
        place: Place,
        limits: Limits,
        watch: Watch,
        family: Family,
        on_cell: Callable[[int], None],
    ) -> None:
        self._notebook, self._place, self._limits, self._watch = notebook, place, limits, watch
        self._family, self._on_cell = family, on_cell
        self._cell = 0
        self._seconds: dict[int, float] = {}
        self._language = language_of(notebook.metadata)
        self._client = self._new_client()

    async def whole(self) -> Facts:
        """Run it from kernel start to kernel end."""
        begin = time.monotonic()
        try:
            with (self._place.folder / "kernel.log").open("wb") as log:
                facts = await self._in_kernel(log)
        except CellFailedError as failed:
            raise CellFailedError(failed.cell, self._watch.reason or failed.reason, failed.traceback) from None
        except Exception as error:  # whatever nbclient and zmq raise about a kernel that has gone
            raise CellFailedError(self._cell, self._watch.reason or self._death(error)) from None
        finally:
            atexit.unregister(self._client._cleanup_kernel)  # nbclient forgets it where the kernel does not start
        if self._watch.reason:
            raise CellFailedError(self._cell, self._watch.reason)
        return Facts(**facts, seconds=time.monotonic() - begin, cell_seconds=self._seconds)

    async def _in_kernel(self, log: Any) -> dict[str, Any]:
        client, place = self._client, self._place
        kwargs = {"env": dict(place.environment), "cwd": str(place.working_folder), "stdout": log, "stderr": log}
        async with client.async_setup_kernel(cleanup_kc=True, **kwargs):
            try:
                await self._every_cell()
            finally:
                self._family.end()  # while its supervisor is still there, which has adopted what it left behind
        facts: dict[str, Any] = json.loads((place.folder / "report.json").read_text())
        return facts

    async def _every_cell(self) -> None:
        place = self._place
        await self._set_language()
        self._watch.kernel_is_ready()
        limits = self._limits.memory_bytes, self._limits.processes
        await self._probe("start", str(place.root), str(place.reads), *limits)
        for index, cell in enumerate(self._notebook.cells):
            await self._one(index, cell)
        sources = [self._notebook.cells[number - 1].source for number in self._seconds]
        await self._probe("finish", str(place.folder / "report.json"), sources)
        self._client.set_widgets_metadata()

    async def _set_language(self) -> None:
        assert self._client.kc is not None and self._client.km is not None
        provisioner = self._client.km.provisioner
        if pid := getattr(provisioner, "pid", None):
            self._family.lead(pid)
        reply = await self._client.async_wait_for_reply(self._client.kc.kernel_info())
        if reply:
            self._notebook.metadata["language_info"] = reply["content"]["language_info"]

    async def _probe(self, function: str, *arguments: object) -> None:
        """Run a function of the probe in the kernel, unseen by the post."""
        cell = v4.new_code_cell(_probe_code(function, arguments))  # type: ignore[no-untyped-call]
        self._client.allow_errors = False
        self._client.begin()
        try:
            await self._client.async_execute_cell(cell, len(self._notebook.cells), store_history=False)
        except IndexError:  # nbclient puts the cell back into the notebook, which this one is not in
            return

    async def _one(self, index: int, cell: NotebookNode) -> None:
        if cell.cell_type != "code" or not cell.source.strip():
            return
        options = self._options(cell)
        if not options.eval:
            return
        self._cell = index + 1
        self._on_cell(self._cell)
        self._client.allow_errors = options.error
        self._client.begin()
        begin = time.monotonic()
        self._watch.cell(begins=True)
        try:
            await self._client.async_execute_cell(cell, index)
        except CellExecutionError as error:
            raise CellFailedError(self._cell, _raised(error.ename, error.evalue), _trace(cell)) from None
        finally:
            self._watch.cell(begins=False)
        self._seconds[self._cell] = time.monotonic() - begin
        cell.outputs = _merged(cell.outputs)

    def _options(self, cell: NotebookNode) -> CellOptions:
        tags = cell.metadata.get("tags", ())
        return read_options(cell.source, self._language, tags, 0, Findings(PurePosixPath()))[0]

    def _new_client(self) -> _Client:
        place = self._place
        specs = _Specs()
        above = [sys.executable, "-I", "-S", supervisor.__file__]
        specs.argv = [*above, *place.command, "-m", "ipykernel_launcher", "-f", "{connection_file}", *_HISTORY]
        manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs, transport="ipc", log=_QUIET)
        manager.connection_file = str(place.folder / "kernel.json")
        client = _Client(
            self._notebook,
            km=manager,
            log=_QUIET,
            timeout=None,
            allow_errors=False,
            record_timing=False,
            skip_cells_with_tag="",
            shutdown_kernel="immediate",
            iopub_timeout=60,
            raise_on_iopub_timeout=True,
        )
        client.output_limit = self._limits.output_bytes
        client.watch = self._watch
        return client

    def _death(self, error: Exception) -> str:
        """Return why a kernel is gone, as far as its last words tell."""
        lines = (self._place.folder / "kernel.log").read_text("utf-8", "replace").strip().split("\n")
        last = f" ({_short(lines[-1])})" if lines[-1] else ""
        if not self._cell and "ipykernel" in last:
            return f"has no kernel: install ipykernel for {self._place.command[-1]}{last}"
        if isinstance(error, DeadKernelError):
            return f"ended its kernel{last}"
        return f"lost its kernel: {_short(str(error) or type(error).__name__)}{last}"


def _probe_code(function: str, arguments: tuple[object, ...]) -> str:
    """Return an expression that makes the probe a module of the kernel, where it is none yet, and calls it."""
    source = Path(probe.__file__).read_text("utf-8")
    return (
        "(lambda sys, types: (sys.modules.get('_colophon_probe')"
        " or sys.modules.setdefault('_colophon_probe', (lambda module:"
        f" exec(compile({source!r}, 'colophon-probe', 'exec'), module.__dict__) or module)"
        f"(types.ModuleType('_colophon_probe')))).{function}(*{arguments!r}))"
        "(__import__('sys'), __import__('types'))"
    )


_HISTORY = ("--HistoryManager.enabled=False",)


def _merged(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return the outputs, neighbouring parts of one stream as one: where a kernel breaks it is chance."""
    merged: list[NotebookNode] = []
    for name, parts in groupby(outputs, key=lambda output: output.get("name") if "text" in output else None):
        group = list(parts)
        if name is not None:
            group[0].text = "".join(part.text for part in group)
            group = group[:1]
        merged.extend(group)
    return merged


def _raised(name: str, value: str) -> str:
    if name == "StdinNotImplementedError":
        return "asked for input, which nobody gives in a run"
    return f"raised {name}{f': {_short(value)}' if value else ''}"


def _trace(cell: NotebookNode) -> str:
    lines: list[str] = next((output.traceback for output in cell.outputs if output.output_type == "error"), [])
    return "\n".join(lines)


def _short(text: str, limit: int = 200) -> str:
    line = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
