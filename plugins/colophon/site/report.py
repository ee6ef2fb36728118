"""The words and the exit status with which a build ends."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, TextIO

from colophon.model import Problem, Severity

if TYPE_CHECKING:
    from colophon.site.shelf import Shelf

EXIT: dict[Severity, int] = {"fatal": 2, "refused": 1, "warning": 0}


def exit_status(shelf: Shelf) -> int:
    """Return 2 where something is fatal, 1 where a post was refused, else 0."""
    return max((EXIT[shelf.severity(problem)] for problem in shelf.problems), default=0)


def print_problems(shelf: Shelf, stream: TextIO | None = None) -> None:
    """Print every problem, sorted by file and cell, each with its severity, and count them."""
    stream = stream or sys.stderr
    counts: Counter[Severity] = Counter()
    for problem in shelf.problems:
        severity = shelf.severity(problem)
        counts[severity] += 1
        print(line(problem, severity), file=stream)
    if counts:
        print(
            "Colophon: " + ", ".join(f"{count} {severity}" for severity, count in sorted(counts.items())), file=stream
        )


def print_waiting(shelf: Shelf, stream: TextIO | None = None) -> None:
    """Print which posts wait for their date."""
    for path, date in shelf.waiting.items():
        print(f"Colophon: {path} waits for its date, {date:%Y-%m-%d %H:%M}, as a draft.", file=stream or sys.stderr)


def line(problem: Problem, severity: Severity) -> str:
    """Return the problem as one line for a terminal."""
    return f"{severity}: {problem}"
