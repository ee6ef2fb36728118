"""What a post says of how it was made: the state of its outputs, in words, and only what its record proves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from colophon.model import Post
from colophon.run.record import Kind, RunRecord, State, Verified
from colophon.site.downloads.requirements import shell_lines

SHORT: Mapping[Kind, str] = {
    "no code": "nothing to run",
    "not run": "not run",
    "run by its author": "run by its author",
    "run clean": "run clean",
    "reproduced": "reproduced",
    "stale": "stale",
}
SENTENCES: Mapping[Kind, str] = {
    "no code": "This page has no code; there is nothing to run.",
    "not run": "The code of this post was not run; what it would print is not known.",
    "run by its author": "The outputs are as the author's notebook stored them. No record says how they came about.",
    "run clean": "All cells were run from top to bottom in a fresh kernel. "
    "Code, outputs, data and versions are still those of that run.",
    "reproduced": "All cells were run from top to bottom in a fresh kernel, and again later; every output that was "
    "compared came out the same.",
    "stale": "Something changed since this post was run: its outputs may not be what the code gives now.",
}
BASICS = frozenset({"ipykernel", "ipython", "jupyter-client", "jupyter-core", "traitlets", "comm", "tornado", "pyzmq"})
"""Distributions of every kernel, left out of the page; the machine's form has them all."""


class Provenance(Struct, frozen=True):
    """The colophon of one post."""

    state: Kind
    short: str
    """For the line under the title: `run clean, 24 November 2026`, `reproduced 12 of 12, 25 November 2026`."""
    sentence: str
    reasons: tuple[str, ...]
    """Why it is stale, or what is not known."""
    facts: tuple[tuple[str, str], ...]
    """Label and plain text."""
    command: str
    """Shell lines that run the post again; empty where no record says with what."""
    data: Mapping[str, Any]
    """The same for machines."""

    @property
    def headline(self) -> str:
        """The short form as the beginning of a sentence."""
        return self.short[0].upper() + self.short[1:]

    def json(self) -> bytes:
        """Return the machine's form."""
        return json.dumps(self.data, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def provenance(post: Post, state: State) -> Provenance:
    """Return what can be said of the post; it claims nothing that the record does not prove."""
    run = state.run
    return Provenance(
        state=state.kind,
        short=_short(state),
        sentence=SENTENCES[state.kind],
        reasons=state.reasons,
        facts=tuple(_facts(run, post)) if run else (),
        command=shell_lines(run, post.path) if run else "",
        data=_data(post, state),
    )


def _short(state: State) -> str:
    """Return the state in a few words: of what was reproduced the share and the day, of a run its day."""
    run, words = state.run, SHORT[state.kind]
    if run is None:
        return words
    if state.kind == "reproduced" and run.verified:
        return f"{words} {run.verified.reproduced} of {run.verified.of}, {_day(run.verified.finished)}"
    return f"{words}, {_day(run.finished)}"


def _facts(run: RunRecord, post: Post) -> Iterator[tuple[str, str]]:
    yield (
        "Run",
        f"{_day(run.finished)}, {run.finished:%H:%M} UTC, {run.seconds:,.0f} s ({run.cpu_seconds:,.0f} s of CPU)",
    )
    skipped = f", {run.skipped} left out as marked" if run.skipped else ""
    alone = ", without network and sight of the home folder" if run.isolated else ""
    yield "Cells", f"{run.cells} in order{skipped}{alone}"
    where = f" on {run.platform}" if run.platform else ""
    yield "Language", f"{run.language.capitalize()} {run.language_version}{where}"
    versions = [f"{name} {version}" for name, version in sorted(run.packages.items()) if name.lower() not in BASICS]
    if versions:
        yield "Versions", ", ".join(versions)
    if run.modules:
        yield "Local modules", ", ".join(sorted(run.modules))
    if run.data:
        yield "Data", ", ".join(f"{name} ({digest[:12]})" for name, digest in sorted(run.data.items()))
    if run.verified:
        yield "Compared", _compared(run.verified, post)


def _compared(verified: Verified, post: Post) -> str:
    """Return when the post was run again, how many cells gave their outputs again, and which did not."""
    differing = ", ".join(map(str, verified.differs))
    differs = f"; cells that differed: {differing}" if differing else ""
    volatile = sum(cell.options.volatile and bool(cell.outputs) for cell in post.cells)
    left_out = f"; {volatile} marked as volatile left out" if volatile else ""
    result = f"{verified.reproduced} of {verified.of} cells gave their outputs again"
    return f"{_day(verified.finished)}: {result}{differs}{left_out}"


def _data(post: Post, state: State) -> dict[str, Any]:
    run = state.run
    data: dict[str, Any] = {"notebook": str(post.path), "state": state.kind, "reasons": list(state.reasons)}
    if run:
        data["run"] = {
            "finished": run.finished.isoformat(),
            "seconds": run.seconds,
            "cpu_seconds": run.cpu_seconds,
            "kernel": run.kernel,
            "language": f"{run.language} {run.language_version}",
            "platform": run.platform,
            "cells": run.cells,
            "skipped": run.skipped,
            "isolated": run.isolated,
            "code": run.code,
            "packages": dict(run.packages),
            "modules": dict(run.modules),
            "data": dict(run.data),
        }
    if run and run.verified:
        verified = run.verified
        data["verified"] = {
            "finished": verified.finished.isoformat(),
            "reproduced": verified.reproduced,
            "of": verified.of,
            "differs": list(verified.differs),
        }
    return data


def _day(when: datetime) -> str:
    return f"{when.day} {when:%B %Y}"
