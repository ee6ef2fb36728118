"""One trial of a tool: a fresh project built cold, then unchanged, then after one edit; each build is checked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import Entry, edit
from bench.environments import environment
from bench.measure import Cost, measure
from bench.noise import calibrate
from bench.peers import Tool

PHASES = ("cold", "unchanged", "one edit")


@dataclass(frozen=True, slots=True)
class Trial:
    """What one tool needed."""

    tool: str
    costs: dict[str, Cost]
    """By phase."""
    calibrations: dict[str, float]
    """By phase: CPU seconds of a fixed piece of work just before it."""
    posts: int
    """Pages of posts that the cold build wrote."""
    output_mb: float


class FailedError(Exception):
    """A build that did not do what was measured: no page, or one that does not show the edit."""


def trial(tool: Tool, entries: Sequence[Entry], edited: Entry, mark: str, folder: Path, *, timeout: float) -> Trial:
    """Lay the project into `folder`, which is empty, build it three times and return what that cost.

    No folder is used twice: just after many files were removed, some file systems take five times as long to make new
    ones (ext4 without a journal, for a minute), which is no tool's cost.

    Raises:
        FailedError: a build wrote no post, or not the edit.
        TimeoutError: a build took longer than `timeout` seconds.
    """
    project = folder / "project"
    project.mkdir()
    tool.lay(project, entries)
    costs: dict[str, Cost] = {}
    calibrations: dict[str, float] = {}
    page = project / tool.page.format(slug=edited.slug)

    def build(phase: str) -> None:
        calibrations[phase] = calibrate()
        log = folder / f"{phase.replace(' ', '-')}.log"
        costs[phase] = measure(_command(tool), project, log, env=_variables(tool), timeout=timeout)
        if not page.is_file():
            raise FailedError(f"{tool.name}, {phase}: no page {page.name} of {edited.slug}; see {log}")

    build("cold")
    posts = sum((project / tool.page.format(slug=entry.slug)).is_file() for entry in entries)
    size = sum(path.stat().st_size for path in (project / tool.output).rglob("*") if path.is_file())
    build("unchanged")
    edit(project / tool.notebook.format(slug=edited.slug), mark)
    build("one edit")
    if mark not in page.read_text("utf-8", "replace"):
        raise FailedError(f"{tool.name}: {page} does not show the edit")
    return Trial(tool.name, costs, calibrations, posts, size / 1e6)


def _command(tool: Tool) -> list[str]:
    return [str(environment(tool) / tool.build[0]), *tool.build[1:]]


def _variables(tool: Tool) -> dict[str, str]:
    """Return a plain environment: no settings of the user, one thread for arithmetic, colours off."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    path = f"{environment(tool)}:/usr/local/bin:/usr/bin:/bin"
    return {**kept, "PATH": path, "NO_COLOR": "1", "JUPYTER_PREFER_ENV_PATH": "1", **tool.env}
