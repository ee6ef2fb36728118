"""Plots as SVG, written by hand so that nothing has to be installed: bars of all tools, lines of growth."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from bench.results import Row
from bench.trial import PHASES

INK, SOFT, OURS, THEIRS, PAPER = "#1d1b18", "#6b665e", "#9c3b1f", "#8c99a6", "#fdfbf6"
LINES = {"cold": "#9c3b1f", "unchanged": "#2f6f8f", "one edit": "#5a7d2a"}
WIDTH, ROW, LEFT, GAP = 760, 24, 190, 46


def bars(found: Sequence[Row]) -> str:
    """Return a panel of horizontal bars for each phase, on one logarithmic scale of CPU seconds."""
    values = [row.cpu[phase] for row in found for phase in PHASES]
    low, high = 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values)))
    height = len(PHASES) * (len(found) * ROW + GAP) + 40
    return _document(height, "CPU seconds of each tool, logarithmic", _bars(found, low, high))


def _bars(found: Sequence[Row], low: float, high: float) -> Iterator[str]:
    def place(value: float) -> float:
        return LEFT + (WIDTH - LEFT - 80) * math.log(value / low) / math.log(high / low)

    top = 20.0
    for phase in PHASES:
        yield _text(LEFT, top + 14, f"{phase}, CPU seconds", weight="bold")
        top += 24
        for decade in range(round(math.log10(low)), round(math.log10(high)) + 1):
            x = place(10.0**decade)
            yield f'<path d="M{x:.1f} {top}V{top + len(found) * ROW}" stroke="{SOFT}" stroke-width=".3"/>'
        for row in found:
            colour = OURS if row.tool.startswith("colophon") else THEIRS
            end = place(max(row.cpu[phase], low))
            yield _text(LEFT - 8, top + 16, row.tool, anchor="end")
            yield f'<rect x="{LEFT}" y="{top + 4}" width="{end - LEFT:.1f}" height="{ROW - 8}" fill="{colour}"/>'
            yield _text(end + 6, top + 16, f"{row.cpu[phase]:.2f}")
            top += ROW
        top += GAP - 24


def lines(found: Mapping[int, Row]) -> str:
    """Return CPU seconds and memory against the number of posts, both axes logarithmic, with a line of slope 1."""
    return _document(420, "CPU seconds against posts, both logarithmic", _lines(found))


def _lines(found: Mapping[int, Row]) -> Iterator[str]:
    counts = sorted(found)
    seconds = [found[count].cpu[phase] for count in counts for phase in PHASES]
    low, high = 10 ** math.floor(math.log10(min(seconds))), 10 ** math.ceil(math.log10(max(seconds)))
    first, last = min(counts), max(max(counts), min(counts) + 1)

    def x(count: float) -> float:
        return 70 + 540 * math.log(count / first) / math.log(last / first)

    def y(value: float) -> float:
        return 370 - 330 * math.log(value / low) / math.log(high / low)

    for decade in range(round(math.log10(low)), round(math.log10(high)) + 1):
        yield f'<path d="M70 {y(10.0**decade):.1f}H610" stroke="{SOFT}" stroke-width=".3"/>'
        yield _text(62, y(10.0**decade) + 4, f"{10.0**decade:g} s", anchor="end")
    for count in counts:
        yield _text(x(count), 392, f"{count:,}", anchor="middle")
    yield _text(340, 412, "posts", anchor="middle")
    cold = found[counts[0]].cpu["cold"]
    straight = ((count, cold * count / counts[0]) for count in counts)
    yield _path(((x(count), y(min(value, high))) for count, value in straight), SOFT, ' stroke-dasharray="3 4"')
    for phase in PHASES:
        yield _path(((x(count), y(found[count].cpu[phase])) for count in counts), LINES[phase])
        for count in counts:
            yield f'<circle cx="{x(count):.1f}" cy="{y(found[count].cpu[phase]):.1f}" r="3" fill="{LINES[phase]}"/>'
        yield _text(618, y(found[counts[-1]].cpu[phase]) + 4, phase, colour=LINES[phase])
    yield _text(70, 24, "CPU seconds; dotted: as many times more as there are posts")


def _path(points: Iterator[tuple[float, float]], colour: str, more: str = "") -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.5"{more}/>'


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal", colour: str = INK) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" fill="{colour}"'
    return f"<text {place}>{escape(text)}</text>"


def _document(height: float, title: str, parts: Iterator[str]) -> str:
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
            'font-family="sans-serif" font-size="13">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{WIDTH}" height="{height:.0f}" fill="{PAPER}"/>',
            *parts,
            "</svg>\n",
        ]
    )
