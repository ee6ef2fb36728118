"""What was measured, as figures: medians, spreads, ratios to the best peer, and whether the targets are met."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.noise import spread
from bench.trial import PHASES, Trial

TARGETS = {"cold": 6.0, "unchanged": 4.0, "one edit": 4.0}
"""How many times less CPU than the best peer Colophon is to need."""
SHAKY = 0.15
"""Spread of a figure above which it is marked."""


@dataclass(frozen=True, slots=True)
class Row:
    """One tool: medians over its trials."""

    tool: str
    cpu: dict[str, float]
    spreads: dict[str, float]
    wall: dict[str, float]
    memory_mb: float
    output_mb: float
    posts: int
    trials: int


def rows(trials: Sequence[Trial]) -> list[Row]:
    """Return one row for each tool, in the order of their first trials."""
    names = dict.fromkeys(trial.tool for trial in trials)
    return [_row([trial for trial in trials if trial.tool == name]) for name in names]


def ratios(found: Sequence[Row], own: str = "colophon") -> dict[str, tuple[str, float]]:
    """Return for each phase the best peer and how many times the CPU of Colophon it needs."""
    mine = next((row for row in found if row.tool == own), None)
    peers = [row for row in found if not row.tool.startswith(own)]
    if mine is None or not peers:
        return {}
    best = {phase: min(peers, key=lambda row: row.cpu[phase]) for phase in PHASES}
    return {phase: (peer.tool, peer.cpu[phase] / mine.cpu[phase]) for phase, peer in best.items()}


def as_data(trials: Sequence[Trial]) -> list[dict[str, Any]]:
    """Return every single measurement, for a file."""
    return [
        {
            "tool": trial.tool,
            "phase": phase,
            "cpu_seconds": round(cost.cpu_seconds, 3),
            "wall_seconds": round(cost.wall_seconds, 3),
            "memory_mb": round(cost.memory_mb, 1),
            "status": cost.status,
            "others": round(cost.others, 3),
            "calibration": round(trial.calibrations[phase], 4),
            "posts": trial.posts,
            "output_mb": round(trial.output_mb, 1),
        }
        for trial in trials
        for phase, cost in trial.costs.items()
    ]


def _row(trials: list[Trial]) -> Row:
    cpu = {phase: [trial.costs[phase].cpu_seconds for trial in trials] for phase in PHASES}
    return Row(
        tool=trials[0].tool,
        cpu={phase: statistics.median(values) for phase, values in cpu.items()},
        spreads={phase: spread(values) for phase, values in cpu.items()},
        wall={phase: statistics.median(trial.costs[phase].wall_seconds for trial in trials) for phase in PHASES},
        memory_mb=max(cost.memory_mb for trial in trials for cost in trial.costs.values()),
        output_mb=statistics.median(trial.output_mb for trial in trials),
        posts=min(trial.posts for trial in trials),
        trials=len(trials),
    )
