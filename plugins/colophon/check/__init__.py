"""What is wrong with posts that can be published: one rule, one function, reading only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from colophon.check.addresses import slugs
from colophon.check.chance import CHANCE_RULES
from colophon.check.exhibits import CAPTION_RULES
from colophon.check.ignores import Ignore, ignores, ignores_in_text, unignored
from colophon.check.imports import unpinned
from colophon.check.memory import Memory
from colophon.check.privacy import homes
from colophon.check.references import links, named_figure
from colophon.check.runs import RUN_RULES, stale
from colophon.check.scanner import Scanner
from colophon.check.secrets import secrets, secrets_in_text
from colophon.check.severities import severity
from colophon.check.weight import weight
from colophon.model import Article, Post, Problem

__all__ = [
    "Ignore",
    "Memory",
    "Scanner",
    "articles",
    "homes",
    "ignores",
    "ignores_in_text",
    "links",
    "post",
    "secrets",
    "secrets_in_text",
    "severity",
    "slugs",
    "stale",
    "unignored",
    "unpinned",
]


def post(checked: Post) -> list[Problem]:
    """Return what is wrong with one post, before it is rendered, sorted by cell."""
    return sorted(problem for rule in (*RUN_RULES, *CAPTION_RULES, *CHANCE_RULES) for problem in rule(checked))


def articles(articles: Mapping[PurePosixPath, Article]) -> list[Problem]:
    """Return what is wrong with rendered articles, each alone and one against another, sorted by path.

    What the renderer itself found is in each `Article.problems`.
    """
    alone = [
        problem for each in articles.values() for problem in (*post(each.post), *named_figure(each), *weight(each))
    ]
    return sorted([*alone, *links(articles)])
