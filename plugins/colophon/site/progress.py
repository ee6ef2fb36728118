"""How far a long build is: one line that grows on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

QUICK = 8
"""Notebooks below this number are converted before anybody asks."""
EVERY_SECONDS = 10
WIDTH = 30


class Progress:
    """Tells how many notebooks are converted."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream or sys.stderr
        self._clock = clock
        self._told = clock()

    def __call__(self, done: int, total: int) -> None:
        """Note that `done` of `total` notebooks are converted."""
        if total < QUICK:
            return
        if self._stream.isatty():
            filled = WIDTH * done // total
            bar = f"\r\x1b[KConverting notebooks {'█' * filled}{'░' * (WIDTH - filled)} {done} of {total}"
            self._stream.write(bar if done < total else "\r\x1b[K")
        elif done < total and self._clock() - self._told >= EVERY_SECONDS:
            self._told = self._clock()
            self._stream.write(f"Colophon: {done} of {total} notebooks are converted.\n")
        self._stream.flush()
