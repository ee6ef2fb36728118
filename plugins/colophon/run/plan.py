"""Which posts there are to run, and what becomes of one that was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from colophon.errors import ColophonError, Refused
from colophon.model import Problem
from colophon.notebook import store
from colophon.run.files import file_digest
from colophon.run.record import State, state

if TYPE_CHECKING:
    from nbformat import NotebookNode


class ChangedError(ColophonError):
    """A notebook that its author saved while it ran: what they wrote goes before what the run found."""


class Planned(Struct, frozen=True):
    """One post, as it was when it was looked at."""

    path: PurePosixPath
    """Relative to the content folder."""
    notebook: NotebookNode
    state: State
    file: str
    """The digest of the file."""


def look(
    root: Path, paths: Iterable[PurePosixPath], pins: Mapping[str, str]
) -> tuple[list[Planned], tuple[Problem, ...]]:
    """Return the posts with their states, sorted by path, and what is wrong with those that cannot be read."""
    found: list[Planned] = []
    problems: list[Problem] = []
    for path in sorted(set(paths)):
        try:
            found.append(_planned(root, path, pins))
        except Refused as refusal:
            problems.extend(refusal.problems)
    return found, tuple(sorted(problems))


def keep(root: Path, planned: Planned, notebook: NotebookNode) -> None:
    """Write a notebook in the place of the one that was looked at.

    Raises:
        ChangedError: the file has changed since; it stays as it is.
    """
    place = root / planned.path
    if not place.is_file() or file_digest(place) != planned.file:
        raise ChangedError(f"{planned.path} was changed while it ran; nothing was written. Run it again.")
    store.write(place, notebook)


def _planned(root: Path, path: PurePosixPath, pins: Mapping[str, str]) -> Planned:
    place = root / path
    before = file_digest(place) if place.is_file() else ""
    notebook = store.read(place, root)
    return Planned(path, notebook, state(notebook, root, pins), before)
