"""What a command costs: CPU seconds of it and all its descendants, wall seconds, peak memory, and how it ended."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.1
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command cost."""

    cpu_seconds: float
    """User and system, of the command and of every process that came from it."""
    wall_seconds: float
    memory_mb: float
    """Peak of the tree's proportional memory (Linux; a page shared by n processes counts 1/n in each), 10^6 bytes."""
    status: int
    others: float
    """CPU seconds that everything else on the machine used for each second that this took."""


def measure(
    command: Sequence[str | Path], folder: Path, log: Path, *, env: Mapping[str, str] | None = None, timeout: float
) -> Cost:
    """Run the command in a folder, its output into `log`, and return what it cost. No process of it stays behind.

    Raises:
        TimeoutError: it took longer; it was ended.
    """
    before, own, busy, begin = _children(), time.process_time(), busy_seconds(), time.monotonic()
    with log.open("wb") as file, adopted_orphans():
        started = subprocess.Popen(
            list(map(str, command)), cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=file,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        peak = 0
        try:
            while started.poll() is None:
                peak = max(peak, _tree_memory(started.pid))
                time.sleep(SAMPLE_SECONDS)
                if time.monotonic() - begin > timeout:
                    raise TimeoutError(f"{command[0]} took longer than {timeout:.0f} s; its output is in {log}")
        finally:
            _end(started)
    wall, children = time.monotonic() - begin, _children() - before
    others = max(0.0, (busy_seconds() - busy - children - time.process_time() + own) / wall)
    return Cost(children, wall, peak / 1e6, started.returncode, others)


@contextmanager
def adopted_orphans() -> Iterator[None]:
    """Make descendants whose parent has ended children of this process, so that their time is counted (Linux)."""
    prctl = getattr(ctypes.CDLL(None), "prctl", lambda *_: 0)
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def busy_seconds() -> float:
    """Return the CPU seconds that the machine has spent since it started, waiting not counted; 0 where unknown."""
    try:
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    except OSError:
        return 0.0
    user, nice, system, _idle, _iowait, irq, softirq = map(int, fields[:7])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def others_now(seconds: float = 2.0) -> float:
    """Return the CPU seconds that the machine uses each second while this process waits for some."""
    before = busy_seconds()
    time.sleep(seconds)
    return (busy_seconds() - before) / seconds


def _children() -> float:
    """Return the CPU seconds of all children of this process that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _end(started: subprocess.Popen[bytes]) -> None:
    """End what is left of the command and wait for it, orphans too."""
    with suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-started.pid, 0)


def _tree_memory(root: int) -> int:
    """Return the proportional memory of a process and its descendants, in bytes."""
    return sum(map(_memory, _tree(root)))


def _tree(root: int) -> list[int]:
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                with suppress(OSError):
                    queue.extend(map(int, (task / "children").read_text().split()))
    return found


def _memory(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:  # it has just ended
        pass
    return 0
