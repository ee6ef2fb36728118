"""Watches one kernel while it runs, and ends it when it passes a limit."""

from __future__ import annotations

import threading
import time

from colophon.run.limits import Limits
from colophon.run.processes import Family

INTERRUPTED = "was interrupted"


class Watch:
    """A thread beside a kernel; `reason` says why it ended the kernel, and is empty where it did not."""

    def __init__(self, family: Family, limits: Limits, stop: threading.Event) -> None:
        self.reason = ""
        self._family = family
        self._limits = limits
        self._stop = stop
        self._begin: float | None = None
        self._cell_begin: float | None = None
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._watch, name="colophon-watch", daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self._family.end()

    def kernel_is_ready(self) -> None:
        """Note that the kernel has started: the time of the post begins."""
        self._begin = time.monotonic()

    def cell(self, begins: bool) -> None:
        """Note that a cell begins, or that it has ended."""
        self._cell_begin = time.monotonic() if begins else None

    def end(self, reason: str) -> None:
        """End the kernel now; the first reason stands."""
        with self._lock:
            self.reason = self.reason or reason
        self._family.end()

    def _watch(self) -> None:
        while not self._done.wait(0.25):
            if reason := self._breach():
                self.end(reason)

    def _breach(self) -> str:
        """Return which limit is passed, in words that finish "the cell …"; "" where none is."""
        limits, now, cell = self._limits, time.monotonic(), self._cell_begin
        if self._stop.is_set():
            return INTERRUPTED
        if cell is not None and now - cell > limits.cell_seconds:
            return f"took longer than {limits.cell_seconds:g} s, the limit of a cell (COLOPHON_RUN_CELL_SECONDS)"
        if self._begin is not None and now - self._begin > limits.post_seconds:
            return f"was running after {limits.post_seconds:g} s, the limit of a post (COLOPHON_RUN_POST_SECONDS)"
        return self._crowd()

    def _crowd(self) -> str:
        members = self._family.members()
        if sum(process.own_bytes for process in members) > self._limits.memory_bytes:
            limit = self._limits.memory_bytes / 1e6
            return f"took more than {limit:,.0f} MB of memory, the limit of a post (COLOPHON_RUN_MEMORY_MB)"
        if len(members) > self._limits.processes:
            return f"had more than {self._limits.processes} processes at one time"
        return ""
