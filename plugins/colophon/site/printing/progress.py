"""How far a long build is: one line that changes on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Self, TextIO

QUICK = 8
"""Notebooks below this number are converted before anybody asks."""
EVERY_SECONDS = 10
WIDTH = 30
PATIENCE_SECONDS = 2
"""Of a person at a terminal: a build that is done sooner tells nothing of its files."""
FRAME_SECONDS = 0.1
"""Between two states of a line on a terminal."""

Clock = Callable[[], float]


class Line:
    """A line that can be written again and again, where there is a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        # rich takes the terminal for `pelican`, and would put what is written again above what it wrote before
        self.changes = self._stream.isatty() and not hasattr(self._stream, "rich_proxied_file")
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def show(self, text: str) -> None:
        """Put the text in the place of the last one; without a terminal, in a line below it."""
        self._stream.write(f"\r\x1b[K{text}" if self.changes else f"Colophon: {text}.\n")
        self._stream.flush()
        self._shown = self.changes

    def end(self) -> None:
        """Leave no trace of it on a terminal, where others write now."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
        self._shown = False


class Progress(Line):
    """Tells how many notebooks are converted."""

    def __init__(self, stream: TextIO | None = None, clock: Clock = time.monotonic) -> None:
        super().__init__(stream)
        self._clock = clock
        self._told = clock()

    def __call__(self, done: int, total: int) -> None:
        """Note that `done` of `total` notebooks are converted."""
        if total < QUICK:
            return
        if done == total:
            self.end()
        elif self.changes:
            filled = WIDTH * done // total
            self.show(f"Converting notebooks {'█' * filled}{'░' * (WIDTH - filled)} {done} of {total}")
        elif self._clock() - self._told >= EVERY_SECONDS:
            self._told = self._clock()
            self.show(f"{done} of {total} notebooks are converted")


class Printing(Line):
    """Tells how many files of the site are there; how many there will be, nobody knows."""

    def __init__(self, stream: TextIO | None = None, clock: Clock = time.monotonic) -> None:
        super().__init__(stream)
        self._clock = clock
        self._next = clock() + (PATIENCE_SECONDS if self.changes else EVERY_SECONDS)

    def __call__(self, files: int) -> None:
        """Note that so many files are there."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + (FRAME_SECONDS if self.changes else EVERY_SECONDS)
        self.show(f"Printing the site: {files:,} files" if self.changes else f"{files:,} files of the site are there")
