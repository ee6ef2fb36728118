"""What two runs with equal results may print differently: the published normalisation of texts, and of numbers."""

from __future__ import annotations

import math
import re
from itertools import zip_longest

from msgspec import Struct

DEFAULT_TOLERANCE = 1e-6
"""Share by which two numbers with a decimal point may differ; whole numbers may not, unless the cell says so."""


class Replacement(Struct, frozen=True):
    """Something that says nothing about a result, and what stands for it."""

    what: str
    pattern: re.Pattern[str]
    by: str


NORMALISATION = (
    Replacement("colours and other terminal codes", re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]"), ""),
    Replacement("progress that was written over", re.compile(r"^[^\n]*\r(?!\n)", re.M), ""),
    Replacement("speeds and times of progress bars", re.compile(r"\|[^|\n]*\| *(\d+/\d+) \[[^\]\n]*\]"), r"| \1"),
    Replacement("addresses in memory", re.compile(r"\b0x[0-9a-fA-F]{6,16}\b"), "0x…"),
    Replacement("ids made at random", re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"), "uuid"),
    Replacement(
        "temporary paths", re.compile(r"(?:/private)?(?:/var/folders|/var/tmp|/tmp)/[^\s'\"<>:,;)\]]+"), "/tmp/…"
    ),
    Replacement(
        "timings",
        re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)? ?(?:ns|[µμu]s|ms|s|sec|secs|seconds?|min|minutes?)\b"),
        "… s",
    ),
)
"""In this order; a line with no match is compared as it is."""

_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d[\d_,]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w])")


def normal(text: str) -> str:
    """Return a text without what two runs may print differently."""
    for each in NORMALISATION:
        text = each.pattern.sub(each.by, text)
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip("\n")


def aligned(stored: str, again: str, tolerance: float | None) -> tuple[list[str], list[str]]:
    """Return the normal lines of two texts; where two in one place agree, both are the stored one."""
    old, new = normal(stored).split("\n"), normal(again).split("\n")
    if len(old) != len(new):
        return old, new
    return old, [a if same_line(a, b, tolerance) else b for a, b in zip_longest(old, new, fillvalue="")]


def same_line(stored: str, again: str, tolerance: float | None) -> bool:
    """Return whether two lines agree: their words are equal, and their numbers within the tolerance."""
    if stored == again:
        return True
    if _words(stored) != _words(again):
        return False
    return all(map(lambda a, b: same_number(a, b, tolerance), _NUMBER.findall(stored), _NUMBER.findall(again)))


def same_number(stored: str, again: str, tolerance: float | None) -> bool:
    """Return whether two numbers, as they were printed, agree."""
    if stored == again:
        return True
    is_whole = not any(mark in stored + again for mark in ".eE")
    if tolerance is None and is_whole:
        return False
    a, b = (float(text.replace(",", "").replace("_", "")) for text in (stored, again))
    return math.isclose(a, b, rel_tol=DEFAULT_TOLERANCE if tolerance is None else tolerance, abs_tol=1e-12)


def _words(line: str) -> list[str]:
    """Return what stands around the numbers; how wide a column is set depends on its numbers."""
    return [" ".join(part.split()) for part in _NUMBER.split(line)]
