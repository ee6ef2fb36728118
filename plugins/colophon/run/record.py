"""The record of a run in a notebook's metadata, and the state of the post that it proves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from msgspec import Struct, field

from colophon.model import Change
from colophon.notebook.digest import code_digest, joined, outputs_digest, source_digest
from colophon.notebook.kernel import language_of
from colophon.run.files import content_digest
from colophon.run.pins import normal_name

SCHEMA = 1
"""The version of the record's form; a record of another is taken for none."""

Kind = Literal["no code", "not run", "run by its author", "run clean", "reproduced", "stale"]


class Verified(Struct, frozen=True):
    """What `colophon verify --record` found when it ran the post again."""

    finished: datetime
    """UTC."""
    reproduced: int
    """How many of the cells that were compared gave their outputs again."""
    of: int
    differs: tuple[int, ...] = ()
    """The numbers of the cells that did not, as they were at that time."""


class RunRecord(Struct, frozen=True):
    """What `colophon run` wrote down about a run."""

    code: str
    """`notebook.digest.code_digest` of what was run."""
    finished: datetime
    """UTC."""
    seconds: float
    """From the start of the kernel to its end."""
    cpu_seconds: float
    """Of the kernel and of the processes that it waited for, without its start."""
    kernel: str
    language: str
    language_version: str
    cells: int
    """How many cells were run."""
    skipped: int
    """How many code cells were not, as they asked for."""
    isolated: bool = False
    platform: str = ""
    """`Linux x86_64`; empty in records that were written before it was noted."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Name and version of each distribution that the run imported."""
    modules: Mapping[str, str] = field(default_factory=dict)
    """Path in the content folder and digest of each Python file that was read."""
    data: Mapping[str, str] = field(default_factory=dict)
    """Path in the content folder and digest of each other file that was read."""
    verified: Verified | None = None


class State(Struct, frozen=True):
    """What can be said of a post's outputs."""

    kind: Kind
    reasons: tuple[str, ...] = ()
    """Why it is stale, or not clean, in short texts: `numpy 2.4.6 → 2.5.0`."""
    run: RunRecord | None = None
    changes: tuple[Change, ...] = ()
    """The same for programs, of a post that is stale."""

    @property
    def is_current(self) -> bool:
        """Whether a run would only do again what was done."""
        return self.kind in ("no code", "run clean", "reproduced")


def state(notebook: Mapping[str, Any], root: Path, pins: Mapping[str, str]) -> State:
    """Return the state of a notebook's outputs; nothing is run. Takes what `held_against` takes."""
    return held_against(testimony(notebook), root, pins)


def held_against(found: State, root: Path, pins: Mapping[str, str]) -> State:
    """Return the state that a notebook's testimony has in the world of today.

    `root` is the content folder, `pins` the version of each distribution by its normal name (`pins.read_pins`);
    of a distribution that is not in there nothing is claimed.
    """
    run = found.run
    if run is None:
        return found
    changes = (
        *found.changes,
        *_changed_packages(run, pins),
        *_changed_files(run.modules, root, "module "),
        *_changed_files(run.data, root, ""),
    )
    return _stale(run, changes) if changes else found


def _stale(run: RunRecord, changes: tuple[Change, ...]) -> State:
    return State("stale", tuple(change.text for change in changes), run, changes)


def testimony(notebook: Mapping[str, Any]) -> State:
    """Return the state as far as the notebook alone tells: its record, its code and its outputs."""
    code = [(number, cell) for number, cell in enumerate(notebook["cells"], 1) if _is_code(cell)]
    if not code:
        return State("no code")
    run = read_record(notebook)
    if run is None:
        return _without_record([cell for _, cell in code])
    changes = (*_changed_code(notebook, run), *_changed_outputs(code))
    if changes:
        return _stale(run, changes)
    verified = run.verified
    is_reproduced = verified is not None and verified.of > 0 and verified.reproduced == verified.of
    return State("reproduced" if is_reproduced else "run clean", (), run)


def read_record(notebook: Mapping[str, Any]) -> RunRecord | None:
    """Return the record in a notebook; None where there is none, or none that can be understood."""
    value = _own(notebook).get("run")
    try:
        if not isinstance(value, Mapping) or value["schema"] != SCHEMA:
            return None
        return RunRecord(
            code=str(value["code"]),
            finished=_time(value["finished"]),
            seconds=float(value["seconds"]),
            cpu_seconds=float(value["cpu_seconds"]),
            kernel=str(value["kernel"]),
            language=str(value["language"]),
            language_version=str(value["language_version"]),
            cells=int(value["cells"]),
            skipped=int(value["skipped"]),
            isolated=value.get("isolated") is True,
            platform=str(value.get("platform", "")),
            packages=_texts(value["packages"]),
            modules=_texts(value["modules"]),
            data=_texts(value["data"]),
            verified=_verified(value.get("verified")),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _is_code(cell: Mapping[str, Any]) -> bool:
    return cell["cell_type"] == "code" and bool(joined(cell["source"]).strip())


def _own(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return Colophon's metadata of a notebook or a cell; empty where there is none."""
    value = part.get("metadata", {}).get("colophon")
    return value if isinstance(value, Mapping) else {}


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(text)
    return time


def _texts(value: Mapping[str, str]) -> dict[str, str]:
    return {str(name): str(text) for name, text in value.items()}


def _verified(value: Any) -> Verified | None:
    if value is None:
        return None
    differs = tuple(map(int, value["differs"]))
    return Verified(_time(value["finished"]), int(value["reproduced"]), int(value["of"]), differs)


def _without_record(code: list[Mapping[str, Any]]) -> State:
    counts = [cell.get("execution_count") for cell in code]
    ran = [count for count in counts if isinstance(count, int)]
    if not ran and not any(cell.get("outputs") for cell in code):
        return State("not run")
    reasons = ("cells ran out of order",) if ran != sorted(set(ran)) else ()
    missing = len(counts) - len(ran)
    some = (f"{missing} of {len(counts)} cells were not run",) if ran and missing else ()
    return State("run by its author", (*reasons, *some))


def _changed_code(notebook: Mapping[str, Any], run: RunRecord) -> Iterator[Change]:
    if code_digest(notebook) == run.code:
        return
    language = language_of(notebook.get("metadata", {}))
    code = [(number, cell) for number, cell in enumerate(notebook["cells"], 1) if _is_code(cell)]
    changed = [number for number, cell in code if _own(cell).get("source") != source_digest(cell, language)]
    yield from (Change(number, "code", f"code changed in cell {number}") for number in changed)
    if not changed:
        yield Change(0, "code", "cells were added, removed or moved, or the kernel is another")


def _changed_outputs(code: list[tuple[int, Mapping[str, Any]]]) -> Iterator[Change]:
    """Yield the cells whose outputs are not those of the run; cells that it left out make no claim."""
    for number, cell in code:
        stored = _own(cell).get("outputs")
        if stored is not None and stored != outputs_digest(cell):
            yield Change(number, "outputs", f"outputs changed after the run in cell {number}")
        elif stored is None and _own(cell).get("skipped") is not True:
            yield Change(number, "outputs", f"cell {number} has no record of its own")


def _changed_packages(run: RunRecord, pins: Mapping[str, str]) -> Iterator[Change]:
    for name, version in run.packages.items():
        now = pins.get(normal_name(name), version)
        if now != version:
            yield Change(0, "cause", f"{name} {version} → {now}")


def _changed_files(files: Mapping[str, str], root: Path, what: str) -> Iterator[Change]:
    for name, digest in files.items():
        now = content_digest(root, PurePosixPath(name))
        if now != digest:
            yield Change(0, "cause", f"{what}{name} {'changed' if now else 'is gone'}")
