"""The measurement as a page of Markdown."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bench.corpus import Corpus
from bench.peers import Tool
from bench.results import SHAKY, TARGETS, Row, ratios
from bench.trial import PHASES


def comparison(
    found: Sequence[Row], corpus: Corpus, source: str, noise: str, tools: Sequence[Tool], failed: Sequence[str]
) -> str:
    """Return the table of all tools, the ratios against their targets, and what is to be known about both."""
    return "\n".join(_comparison(found, corpus, source, noise, tools, failed)) + "\n"


def growth(found: Mapping[int, Row], noise: str) -> str:
    """Return the table of one tool at different numbers of posts."""
    lines = ["## Growth", "", "Colophon alone, on generated notebooks.", "", noise, "", *_growth_table(found)]
    return "\n".join(lines) + "\n"


def _comparison(
    found: Sequence[Row], corpus: Corpus, source: str, noise: str, tools: Sequence[Tool], failed: Sequence[str]
) -> Iterator[str]:
    yield f"## {len(corpus.entries)} notebooks"
    yield ""
    yield f"{corpus} ({source}); {date.today()}, Python {platform.python_version()}, {platform.machine()}."
    yield "Nothing is executed. CPU seconds of the whole command with all its processes, medians; the tools took turns."
    yield ""
    yield noise
    yield ""
    yield (
        "| tool | cold | unchanged | one edit | wall: cold | unchanged | one edit "
        "| memory MB | output MB | posts | trials |"
    )
    yield "| --- |" + " ---: |" * 10
    for row in found:
        cpu = " | ".join(f"{row.cpu[phase]:.2f}{'*' * (row.spreads[phase] > SHAKY)}" for phase in PHASES)
        wall = " | ".join(f"{row.wall[phase]:.2f}" for phase in PHASES)
        name = row.tool.capitalize() if row.tool.startswith("colophon") else row.tool
        yield f"| {name} | {cpu} | {wall} | {row.memory_mb:.0f} | {row.output_mb:.0f} | {row.posts} | {row.trials} |"
    yield ""
    if any(row.spreads[phase] > SHAKY for row in found for phase in PHASES):
        yield f"\\* its trials lie more than {SHAKY:.0%} apart (quartiles)."
        yield ""
    yield from _ratios(found)
    yield from (f"- {line}" for line in failed)
    yield from (f"- {tool.name}: {tool.notes}." for tool in tools if tool.notes)


def _ratios(found: Sequence[Row]) -> Iterator[str]:
    for phase, (peer, ratio) in ratios(found).items():
        met = "met" if ratio >= TARGETS[phase] else "MISSED"
        needs = f"the best peer, {peer}, needs {ratio:.1f}× the CPU of Colophon"
        yield f"- {phase}: {needs}; wanted {TARGETS[phase]:.0f}×: {met}."


def _growth_table(found: Mapping[int, Row]) -> Iterator[str]:
    yield "| posts | cold | unchanged | one edit | CPU ms a post, cold | memory MB | output MB |"
    yield "| ---: |" * 1 + " ---: |" * 6
    for count, row in found.items():
        cpu = " | ".join(f"{row.cpu[phase]:.2f}" for phase in PHASES)
        each = row.cpu["cold"] / count * 1000
        yield f"| {count:,} | {cpu} | {each:.1f} | {row.memory_mb:.0f} | {row.output_mb:.0f} |"
