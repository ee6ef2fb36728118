"""What is found wrong while a notebook is read, before and after it is known whose problem it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath

from colophon.errors import Refused
from colophon.model import Problem
from colophon.rules import RULES


@dataclass(eq=False)  # not frozen: Python sets the traceback on it
class Fault(Exception):  # "error" says less
    """A `Problem` without its path; who knows the path makes one of it."""

    code: str
    message: str
    remedy: str
    cell: int = 0


class Findings:
    """Collects everything that is wrong with one notebook, so that its author hears of it at once."""

    def __init__(self, path: PurePosixPath) -> None:
        self._path = path
        self._problems: list[Problem] = []

    def add(self, cell: int, code: str, message: str, remedy: str) -> None:
        """Note what is wrong in a cell (0: the notebook)."""
        self._problems.append(Problem(self._path, cell, code, message, remedy))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of them, sorted by cell."""
        return tuple(sorted(self._problems))

    def refuse_if_any_must(self) -> None:
        """Raise `Refused` with all problems where one is more than a warning."""
        if any(RULES[problem.code].severity != "warning" for problem in self._problems):
            raise Refused(*self._problems)


def quote(value: object, limit: int = 40) -> str:
    """Return a value as a short quotation on one line."""
    text = " ".join(str(value).split())
    return f"`{text if len(text) <= limit else text[: limit - 1] + '…'}`"


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known word that looks most like `word`, or "" where none does."""
    matches = get_close_matches(word, list(known), 1, cutoff)
    return matches[0] if matches else ""
