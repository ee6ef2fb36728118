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
PATIENCE_SECONDS = 2
"""Of a person at a terminal: a build that is done sooner tells nothing of its files."""
FRAME_SECONDS = 0.1
"""Between two states of a line on a terminal."""


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
        if is_terminal(self._stream):
            filled = WIDTH * done // total
            bar = f"\r\x1b[KConverting notebooks {'█' * filled}{'░' * (WIDTH - filled)} {done} of {total}"
            self._stream.write(bar if done < total else "\r\x1b[K")
        elif done < total and self._clock() - self._told >= EVERY_SECONDS:
            self._told = self._clock()
            self._stream.write(f"Colophon: {done} of {total} notebooks are converted.\n")
        self._stream.flush()


class Printing:
    """Tells how many files of the site are there; how many there will be, nobody knows."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream or sys.stderr
        self._clock = clock
        self._every = FRAME_SECONDS if is_terminal(self._stream) else EVERY_SECONDS
        self._next = clock() + max(self._every, PATIENCE_SECONDS)
        self._shown = False

    def __call__(self, files: int) -> None:
        """Note that so many files are there."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + self._every
        if is_terminal(self._stream):
            self._shown = True
            self._stream.write(f"\r\x1b[KPrinting the site: {files:,} files")
        else:
            self._stream.write(f"Colophon: {files:,} files of the site are there.\n")
        self._stream.flush()

    def end(self) -> None:
        """Leave no trace on a terminal."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
        self._shown = False


def is_terminal(stream: TextIO) -> bool:
    """Whether a line can be written again on a stream; not where rich has taken it, as it does for `pelican`."""
    return stream.isatty() and not hasattr(stream, "rich_proxied_file")
