"""Runs one command, and when that has ended, ends everything that it left behind. Standard library only.

A kernel that is killed, or kills itself, leaves its children to the first process of the machine, where nobody
would know whose they were. This process adopts them in its place, and outlives the kernel by that much.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time


def main(command: list[str]) -> int:
    """Run the command, end what it left, and return its exit status."""
    _adopt()
    kernel = subprocess.Popen(command)
    while (ended := os.wait())[0] != kernel.pid:
        continue  # an orphan: adopted, ended, buried
    _end_children()
    return os.waitstatus_to_exitcode(ended[1]) & 0xFF


def _adopt() -> None:
    """Become the parent of orphans below, and end with the process that started this one. Source: prctl(2)."""
    if sys.platform == "linux":
        import ctypes

        pr_set_pdeathsig, pr_set_child_subreaper = 1, 36
        prctl = ctypes.CDLL(None).prctl
        prctl(pr_set_child_subreaper, 1, 0, 0, 0)
        signal.signal(signal.SIGTERM, _end_at_once)
        prctl(pr_set_pdeathsig, signal.SIGTERM, 0, 0, 0)


def _end_at_once(number: int, frame: object) -> None:
    _end_children()
    os._exit(128 + number)


def _end_children(within_seconds: float = 3) -> None:
    """Kill all children; theirs become ours, until there are none."""
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        for child in _children():
            os.kill(child, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                continue
        except ChildProcessError:
            return
        time.sleep(0.01)


def _children() -> list[int]:
    path = f"/proc/self/task/{os.getpid()}/children"
    try:
        with open(path) as file:  # noqa: PTH123  # pathlib costs as much as all the rest
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
