"""Notebooks that look as `colophon run` leaves them, made without a kernel."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from colophon.run.files import content_digest
from colophon.run.stamp import Ran, stamp
from tests.conftest import code, front, markdown, notebook

FINISHED = datetime(2026, 11, 24, 10, 9, 34, tzinfo=UTC)
PINS = {"numpy": "2.4.6", "scipy": "1.17.0"}
FILES = ("data/x.csv", "worked/x.py")


def stream(text: str) -> dict[str, Any]:
    """Return an output of `print`."""
    return {"output_type": "stream", "name": "stdout", "text": text}


def content(root: Path) -> Path:
    """Make a content folder with a data file and a module."""
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("a = 1\n")
    return root


def unrun() -> dict[str, Any]:
    """Return a notebook with three code cells that were never run."""
    cells = (code(f"print({number})", count=None) for number in range(3))
    return notebook(front(), markdown("Prose."), *cells)


def ran(root: Path) -> dict[str, Any]:
    """Return the same notebook after a run that imported numpy and read both files."""
    document = unrun()
    for number, cell in enumerate(document["cells"][2:]):
        cell.update(outputs=[stream(f"{number}\n")], execution_count=number + 1)
    stamp(document, record(root))
    return document


def record(root: Path) -> Ran:
    """Return what that run was like."""
    return Ran(
        packages={"numpy": "2.4.6"},
        files={name: content_digest(root, PurePosixPath(name)) for name in FILES},
        kernel="ipykernel 7.1.0",
        language_version="3.11.7",
        seconds=12.34,
        cpu_seconds=11.0,
        cell_seconds={3: 0.5, 4: 0.25, 5: 0.125},
        finished=FINISHED,
        platform="Linux x86_64",
    )
