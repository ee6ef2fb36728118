"""What is going on while posts run: one line that changes on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import TextIO


class Progress:
    """Tells how many posts are done, and in which cell each of the others is."""

    def __init__(
        self, cells: Mapping[PurePosixPath, int], stream: TextIO | None = None, clock: Callable[[], float] | None = None
    ) -> None:
        """`cells` is the number of cells of each post that is to run."""
        self._cells = cells
        self._stream = stream or sys.stderr
        self._clock = clock or time.monotonic
        self._running: dict[PurePosixPath, tuple[int, float]] = {}
        self._done = 0
        self._is_terminal = self._stream.isatty()

    def on_cell(self, path: PurePosixPath, cell: int) -> None:
        """Note that a cell begins."""
        if path not in self._running and not self._is_terminal:
            self._line(f"{path}: running, {self._cells.get(path, 0)} cells")
        begin = self._running.get(path, (0, self._clock()))[1]
        self._running[path] = (cell, begin)

    def finished(self, path: PurePosixPath, *lines: str) -> None:
        """Note that a post has ended, and print the lines about it."""
        self._running.pop(path, None)
        self._done += 1
        self.note(*lines)

    def note(self, *lines: str) -> None:
        """Print lines above the one that changes."""
        self._clear()
        for line in lines:
            self._line(line)

    def tick(self) -> None:
        """Draw the line that changes again."""
        if self._is_terminal:
            now = self._clock()
            parts = [
                f"{path} cell {cell} of {self._cells.get(path, 0)}, {now - begin:.0f} s"
                for path, (cell, begin) in sorted(self._running.copy().items())
            ]
            text = f"{self._done} of {len(self._cells)} posts" + "".join(f" · {part}" for part in parts)
            self._stream.write(f"\r\x1b[K{text[: shutil.get_terminal_size().columns - 1]}")
            self._stream.flush()

    def close(self) -> None:
        """Leave the line that changes empty."""
        self._clear()

    def _clear(self) -> None:
        if self._is_terminal:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _line(self, text: str) -> None:
        self._stream.write(f"{text}\n")  # in one go: posts that begin at once tell so from threads of their own
        self._stream.flush()
