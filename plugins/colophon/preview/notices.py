"""What the author is told on a page: the problems that concern it, as plain values for the page's script."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from colophon.model import Problem, Severity
from colophon.site.warm import BuildError


class Notice(Struct, frozen=True):
    """One thing to tell."""

    severity: Severity
    path: str
    """The notebook, relative to the content folder; empty where it concerns the whole site."""
    where: str
    message: str
    remedy: str = ""
    code: str = ""


def notices(judged: Iterable[tuple[Severity, Problem]]) -> tuple[Notice, ...]:
    """Return a notice for each problem."""
    return tuple(
        Notice(
            severity=severity,
            path=str(problem.path),
            where=f"{problem.path}, cell {problem.cell}" if problem.cell else str(problem.path),
            message=problem.message,
            remedy=problem.remedy,
            code=problem.code,
        )
        for severity, problem in judged
    )


def of_build(error: BuildError) -> tuple[Notice, ...]:
    """Return why a site could not be built."""
    about = Notice("fatal", "", "The site was not built", str(error), "The pages stay as they were until it is mended.")
    return (about, *notices(error.problems))


def for_page(found: Iterable[Notice], source: str) -> list[Notice]:
    """Return what concerns a page: all that is wrong with its notebook, and what keeps others from being printed."""
    return [each for each in found if each.severity != "warning" or (source and each.path == source)]
