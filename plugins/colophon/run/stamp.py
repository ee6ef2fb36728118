"""Writes what a run was like into the metadata of the notebook that it ran."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from colophon.notebook.digest import code_digest, outputs_digest, source_digest
from colophon.notebook.kernel import language_of
from colophon.run.record import SCHEMA, Verified


class Ran(Struct, frozen=True):
    """What a run was like, as far as the outputs do not tell."""

    packages: Mapping[str, str]
    files: Mapping[str, str]
    """Path in the content folder and digest of each file that was read."""
    kernel: str
    language_version: str
    seconds: float
    cpu_seconds: float
    cell_seconds: Mapping[int, float]
    """Cell number to seconds, of the cells that were run."""
    finished: datetime
    isolated: bool = False
    platform: str = ""


def stamp(notebook: Any, ran: Ran) -> None:
    """Write the record of a run into the notebook, and into each code cell the digests of its code and outputs."""
    language = language_of(notebook["metadata"])
    code = [(number, cell) for number, cell in enumerate(notebook["cells"], 1) if cell["cell_type"] == "code"]
    for number, cell in code:
        cell["metadata"]["colophon"] = _of_cell(cell, language, ran.cell_seconds.get(number))
    skipped = sum(cell["source"].strip() != "" for _, cell in code) - len(ran.cell_seconds)
    is_module = {name: name.endswith(".py") for name in ran.files}
    record = {
        "schema": SCHEMA,
        "code": code_digest(notebook),
        "finished": _utc(ran.finished),
        "seconds": round(ran.seconds, 1),
        "cpu_seconds": round(ran.cpu_seconds, 1),
        "kernel": ran.kernel,
        "language": language,
        "language_version": ran.language_version,
        "cells": len(ran.cell_seconds),
        "skipped": skipped,
        "isolated": ran.isolated,
        "platform": ran.platform,
        "packages": dict(ran.packages),
        "modules": {name: digest for name, digest in ran.files.items() if is_module[name]},
        "data": {name: digest for name, digest in ran.files.items() if not is_module[name]},
    }
    notebook["metadata"]["colophon"] = {**_kept(notebook["metadata"].get("colophon")), "run": record}


def stamp_verified(notebook: Any, verified: Verified) -> None:
    """Write what a second run found into the record of the first."""
    notebook["metadata"]["colophon"]["run"]["verified"] = {
        "finished": _utc(verified.finished),
        "reproduced": verified.reproduced,
        "of": verified.of,
        "differs": list(verified.differs),
    }


def _of_cell(cell: Mapping[str, Any], language: str, seconds: float | None) -> dict[str, Any]:
    source = source_digest(cell, language)
    if seconds is None:
        return {"source": source, "skipped": True}
    return {"source": source, "outputs": outputs_digest(cell), "seconds": round(seconds, 2)}


def _kept(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
