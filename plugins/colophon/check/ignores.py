"""Which problems an author has looked at and says why they are none: `# colophon: ignore C401 because …`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from colophon.model import Problem
from colophon.notebook.optionlines import IGNORE
from colophon.rules import RULES

_PLACE = attrgetter("place")
_IN_PROSE = re.compile(r"<!--\s*(colophon:\s*ignore\b[^>]*?)\s*-->")
_CODES = re.compile(r"colophon:\s*ignore\s+(?P<codes>\w+(?:\s*,\s*\w+)*?)(?:\s+because\s+(?P<reason>\S.*))?\s*$")


class Ignore(Struct, frozen=True):
    """One rule that is to be silent about one cell."""

    cell: int
    """The cell that it stands in."""
    code: str
    reason: str
    """Empty where none is given: then the rule is not silent."""
    holds_for_all: bool = False
    """Whether it stands in the front matter, and so speaks of the notebook as a whole."""

    def fits(self, problem: Problem) -> bool:
        """Whether it is this problem that is to be ignored."""
        cells = (self.cell, 0) if self.holds_for_all else (self.cell,)
        return problem.code == self.code and problem.cell in cells and bool(self.reason) and can_be_ignored(self.code)


def can_be_ignored(code: str) -> bool:
    """Whether a rule can be silenced: one without which a page could still be made."""
    return code in RULES and (RULES[code].severity == "warning" or code.startswith("C6"))


def ignores(notebook: Mapping[str, Any]) -> tuple[Ignore, ...]:
    """Return what a notebook says that is to be ignored: in comments of code, of Markdown and of the front matter."""
    cells = notebook["cells"]
    first = next((number for number, cell in enumerate(cells, 1) if cell["cell_type"] == "raw"), 0)
    return tuple(
        Ignore(number, code, reason, holds_for_all=number == first == 1)
        for number, cell in enumerate(cells, 1)
        for text in _comments(cell)
        for code, reason in _parts(text)
    )


def ignores_in_text(text: str) -> tuple[Ignore, ...]:
    """Return what a file that is no notebook says that is to be ignored in it."""
    return ignores({"cells": [{"cell_type": "raw", "source": text}]})


def unignored(
    problems: Iterable[Problem], said: Mapping[PurePosixPath, tuple[Ignore, ...]]
) -> tuple[list[Problem], list[Problem]]:
    """Return the problems that are left, and what is wrong with the ignores themselves, both sorted."""
    said = {path: ignores for path, ignores in said.items() if ignores}
    if not said:
        return sorted(problems, key=_PLACE), []
    left: list[Problem] = []
    used: set[tuple[PurePosixPath, Ignore]] = set()
    for problem in problems:
        fitting = [each for each in said.get(problem.path, ()) if each.fits(problem)]
        used.update((problem.path, each) for each in fitting)
        left.extend([problem] if not fitting else [])
    wrong = [fault for path, each in _all(said) if (path, each) not in used for fault in _faults(path, each)]
    return sorted(left, key=_PLACE), sorted(wrong, key=_PLACE)


def _comments(cell: Mapping[str, Any]) -> Iterator[str]:
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    if "colophon:" not in source:  # the patterns take fifty times as long
        return
    if cell["cell_type"] == "markdown":
        yield from _IN_PROSE.findall(source)
    else:
        yield from (match[1].strip() for match in IGNORE.finditer(source))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    match = _CODES.match(text)
    if match is None:
        yield text.partition("ignore")[2].strip().split(" ")[0], ""
        return
    for code in re.split(r"\s*,\s*", match["codes"]):
        yield code, (match["reason"] or "").strip(" .…")


def _all(said: Mapping[PurePosixPath, tuple[Ignore, ...]]) -> Iterator[tuple[PurePosixPath, Ignore]]:
    return ((path, each) for path, found in said.items() for each in found)


def _faults(path: PurePosixPath, ignore: Ignore) -> Iterator[Problem]:
    what = f"`colophon: ignore {ignore.code}`"
    if ignore.code not in RULES:
        yield Problem(path, ignore.cell, "C213", f"Found {what}, and there is no such rule.", "Name the rule's code.")
    elif not can_be_ignored(ignore.code):
        message = f"Found {what}, a rule without which there is no page."
        yield Problem(path, ignore.cell, "C213", message, "Mend what it names.")
    elif not ignore.reason:
        message = f"Expected a reason, found {what} alone; nothing was ignored."
        yield Problem(path, ignore.cell, "C212", message, f"Write `ignore {ignore.code} because …`.")
    else:
        yield Problem(path, ignore.cell, "C213", f"Found {what}, and nothing to ignore.", "Remove it.")
