"""All processes of one run: found, counted and ended, whatever they did to escape."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from colophon.run.environment import MARK

PROC = Path("/proc")


class Process(Struct, frozen=True):
    """One process, as the system sees it."""

    pid: int
    parent: int
    session: int
    own_bytes: int
    """Resident memory that is neither shared nor of a file."""


class Family:
    """The processes with a run's mark in their environment, all below them, and all in the sessions of those.

    Needs Linux's `/proc`; elsewhere it is the kernel's process group alone, and nothing is counted.
    """

    def __init__(self, mark: str) -> None:
        self._mark = f"{MARK}={mark}".encode()
        self._sessions: set[int] = set()

    def lead(self, pid: int) -> None:
        """Note the kernel, which is the leader of a session."""
        self._sessions.add(pid)

    def members(self) -> list[Process]:
        """Return the processes that are alive."""
        found = [process for process in _processes() if process.pid != os.getpid()]
        own = {process.pid for process in found if self._is_own(process)}
        below = own
        while below:
            below = {process.pid for process in found if process.parent in below} - own
            own |= below
        self._sessions.update(own.intersection(process.session for process in found))  # those that lead one
        return [process for process in found if process.pid in own]

    def _is_own(self, process: Process) -> bool:
        return process.session in self._sessions or self._mark in _environment(process.pid)

    def end(self, within_seconds: float = 3) -> None:
        """Kill them all, again until none is left; stopped first, so that none forks meanwhile."""
        if not PROC.is_dir():
            for leader in self._sessions:
                _signal(leader, signal.SIGKILL, group=True)
            return
        deadline = time.monotonic() + within_seconds
        while (members := self.members()) and time.monotonic() < deadline:
            for number in (signal.SIGSTOP, signal.SIGKILL):
                for process in members:
                    _signal(process.pid, number)
            time.sleep(0.02)


def _signal(pid: int, number: signal.Signals, *, group: bool = False) -> None:
    try:
        (os.killpg if group else os.kill)(pid, number)
    except OSError:  # it has ended by itself
        return


def _processes() -> Iterator[Process]:
    """Yield the processes that are not zombies. Source: proc(5), stat and statm."""
    page = os.sysconf("SC_PAGE_SIZE")
    for name in os.listdir(PROC) if PROC.is_dir() else ():  # noqa: PTH208  # names, no paths
        if not name.isdigit():
            continue
        try:
            state, parent, _, session = (PROC / name / "stat").read_bytes().rpartition(b")")[2].split()[:4]
            resident, shared = map(int, (PROC / name / "statm").read_bytes().split()[1:3])
        except (OSError, ValueError):
            continue
        if state not in b"ZX":
            yield Process(int(name), int(parent), int(session), (resident - shared) * page)


def _environment(pid: int) -> list[bytes]:
    try:
        return (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
