"""The words and the exit status with which a build ends."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, TextIO

from colophon.model import Problem, Severity

if TYPE_CHECKING:
    from colophon.site.posts.shelf import Shelf

EXIT: dict[Severity, int] = {"fatal": 2, "refused": 1, "warning": 0}


def exit_status(shelf: Shelf) -> int:
    """Return 2 where something is fatal, 1 where a post was refused, else 0."""
    return max((EXIT[shelf.severity(problem)] for problem in shelf.problems), default=0)


def print_problems(shelf: Shelf, stream: TextIO | None = None) -> None:
    """Print every problem, sorted by file and cell, each with its severity, and count them."""
    found = [(problem, shelf.severity(problem)) for problem in shelf.problems]
    if not found:
        return
    counts = Counter(severity for _, severity in found)
    total = ", ".join(f"{count} {severity}" for severity, count in sorted(counts.items()))
    lines = [*(line(problem, severity) for problem, severity in found), f"Colophon: {total}"]
    print("\n".join(lines), file=stream or sys.stderr)


def print_waiting(shelf: Shelf, stream: TextIO | None = None) -> None:
    """Print which posts wait for their date."""
    for path, date in shelf.waiting.items():
        print(f"Colophon: {path} waits for its date, {date:%Y-%m-%d %H:%M}, as a draft.", file=stream or sys.stderr)


def line(problem: Problem, severity: Severity) -> str:
    """Return the problem as one line for a terminal."""
    return f"{severity}: {problem}"
