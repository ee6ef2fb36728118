"""Whether what one post says of another, and of its own figures, is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import PurePosixPath
from urllib.parse import unquote

from colophon.model import Article, Link, Problem


def links(articles: Mapping[PurePosixPath, Article]) -> list[Problem]:
    """Return the links that lead to no published post, and to no part of it, sorted by path.

    Links to files that are no notebooks are the renderer's to follow.
    """
    return sorted(
        problem
        for path, article in articles.items()
        for link in article.links
        if link.target.suffix == ".ipynb"
        for problem in _follow(path, article, link, articles.get(link.target))
    )


def named_figure(article: Article) -> Iterator[Problem]:
    """Yield a problem where the front matter names a figure that the post does not have."""
    wanted = article.post.front.figure
    labels = [each.label for each in article.floats if each.kind == "fig"]
    if wanted and wanted not in labels:
        message = f"Expected `figure` to be the label of a figure, found `{wanted}`."
        yield Problem(
            article.post.path, 0, "C113", message, _suggest(wanted, labels) or "Label the figure, or remove the key."
        )


def _follow(path: PurePosixPath, article: Article, link: Link, target: Article | None) -> Iterator[Problem]:
    """Yield what stops a reader who follows the link."""
    if target is None:
        message = f"Expected a link to a published post, found `{link.target}`, which is refused or missing."
        yield Problem(path, link.cell, "C352", message, "Mend the other post, or remove the link.")
        return
    if target.post.front.status == "draft" and article.post.front.status != "draft":
        message = f"Expected a link to a published post, found `{link.target}`, which is a draft."
        yield Problem(path, link.cell, "C352", message, "Publish the other post first, or remove the link.")
    if link.fragment and not {link.fragment, unquote(link.fragment)} & target.anchors:
        message = f"Expected a link to a part of `{link.target}`, found `#{link.fragment}`, which it does not have."
        remedy = _suggest(unquote(link.fragment), target.anchors) or "Link to one of its headings or figures."
        yield Problem(path, link.cell, "C351", message, remedy)


def _suggest(word: str, known: frozenset[str] | list[str]) -> str:
    near = get_close_matches(word, sorted(known), 1)
    return f"Did you mean `{near[0]}`?" if near else ""
