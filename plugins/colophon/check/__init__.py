"""What is wrong with posts that can be published: one rule, one function, reading only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from colophon.check.addresses import slugs
from colophon.check.exhibits import CAPTION_RULES
from colophon.check.references import links, named_figure
from colophon.check.runs import RUN_RULES
from colophon.check.severities import severity
from colophon.model import Article, Post, Problem

__all__ = ["articles", "links", "post", "severity", "slugs"]


def post(checked: Post) -> list[Problem]:
    """Return what is wrong with one post, before it is rendered, sorted by cell."""
    return sorted(problem for rule in (*RUN_RULES, *CAPTION_RULES) for problem in rule(checked))


def articles(articles: Mapping[PurePosixPath, Article]) -> list[Problem]:
    """Return what is wrong with rendered articles, each alone and one against another, sorted by path.

    What the renderer itself found is in each `Article.problems`.
    """
    alone = [problem for each in articles.values() for problem in (*post(each.post), *named_figure(each))]
    return sorted([*alone, *links(articles)])
