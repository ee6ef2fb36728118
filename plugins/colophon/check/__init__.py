"""What is wrong with posts that can be published: one rule, one function, reading only."""

from __future__ import annotations

from collections.abc import Iterable

from colophon.check.addresses import slugs
from colophon.check.chance import imported_names, unseeded, wall_clock
from colophon.check.exhibits import CAPTION_RULES
from colophon.check.ignores import Ignore, ignores, ignores_in_text, unignored
from colophon.check.imports import imported_pins, unpinned
from colophon.check.memory import Memory
from colophon.check.pieces import Piece, pieces
from colophon.check.privacy import homes
from colophon.check.references import links, named_figure
from colophon.check.runs import RUN_RULES, stale
from colophon.check.scanner import Scanner
from colophon.check.secrets import secrets, secrets_in_text, told_of_environment
from colophon.check.severities import severity
from colophon.check.weight import weight
from colophon.model import Article, Post, Problem
from colophon.pagelimits import DEFAULTS, PageLimits

__all__ = [
    "Ignore",
    "Memory",
    "Scanner",
    "alone",
    "homes",
    "ignores",
    "ignores_in_text",
    "imported_pins",
    "links",
    "pieces",
    "post",
    "secrets",
    "secrets_in_text",
    "severity",
    "slugs",
    "stale",
    "told_of_environment",
    "unignored",
    "unpinned",
]


def post(checked: Post, texts: Iterable[Piece] | None = None) -> list[Problem]:
    """Return what is wrong with one post, before it is rendered, sorted by cell.

    `texts` are the `pieces` of its notebook, where somebody has them already.
    """
    names = imported_names(checked)
    found = [problem for rule in (*RUN_RULES, *CAPTION_RULES) for problem in rule(checked)]
    return sorted([*found, *unseeded(checked, names), *wall_clock(checked, names, texts)])


def alone(article: Article, limits: PageLimits = DEFAULTS, texts: Iterable[Piece] | None = None) -> list[Problem]:
    """Return what is wrong with a rendered article, whatever the others say; what the renderer found is in it.

    `texts` are the `pieces` of its notebook, where somebody has them already.
    """
    return [*post(article.post, texts), *named_figure(article), *weight(article, limits)]
