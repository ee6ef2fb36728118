"""Problems as lines: for people, for programs, and for GitHub's annotations."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from colophon.model import Problem, Severity
from colophon.rules import RULES

Judged = Sequence[tuple[Severity, Problem]]
"""Problems, each with how bad it is on this site."""


def as_text(judged: Judged, root: Path) -> Iterator[str]:
    """Yield one line for each problem, and how many there are of which kind."""
    for severity, problem in judged:
        yield f"{severity}: {problem}"
    counts = Counter(severity for severity, _ in judged)
    yield ", ".join(f"{count} {severity}" for severity, count in sorted(counts.items())) or "Nothing is wrong."


def as_json(judged: Judged, root: Path) -> Iterator[str]:
    """Yield one JSON array with an object for each problem."""
    yield json.dumps([_fields(severity, problem) for severity, problem in judged], indent=2, ensure_ascii=False)


def as_github(judged: Judged, root: Path) -> Iterator[str]:
    """Yield workflow commands. Source: GitHub's documentation, "Workflow commands for GitHub Actions"."""
    for severity, problem in judged:
        command = "warning" if severity == "warning" else "error"
        file = _escaped(os.path.relpath(root / problem.path), property_=True)
        title = _escaped(f"{problem.code} {RULES[problem.code].title}", property_=True)
        where = f"Cell {problem.cell}: " if problem.cell else ""
        yield f"::{command} file={file},title={title}::{_escaped(f'{where}{problem.message} {problem.remedy}')}"


FORMATS: Mapping[str, Callable[[Judged, Path], Iterator[str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}


def _fields(severity: Severity, problem: Problem) -> dict[str, object]:
    return {
        "severity": severity,
        "path": str(problem.path),
        "cell": problem.cell,
        "code": problem.code,
        "message": problem.message,
        "remedy": problem.remedy,
    }


def _escaped(text: str, *, property_: bool = False) -> str:
    marks = {"%": "%25", "\r": "%0D", "\n": "%0A", **({":": "%3A", ",": "%2C"} if property_ else {})}
    return "".join(marks.get(character, character) for character in text)
