"""All notebooks of one build: each read once, checked against the others, rendered when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from colophon import check
from colophon.errors import Refused
from colophon.model import Article, Post, Problem, Severity
from colophon.notebook import parse, store
from colophon.render import render
from colophon.render.context import RenderContext
from colophon.site.settings import SiteSettings


class Shelf:
    """The posts and pages of one build, and everything found wrong with them."""

    def __init__(self, settings: SiteSettings, paths: Iterable[PurePosixPath]) -> None:
        """Read every notebook in `paths` (relative to the content folder); a broken one never hurts the others."""
        self._settings = settings
        self._posts: dict[PurePosixPath, Post] = {}
        self._articles: dict[PurePosixPath, Article] = {}
        self._refused: dict[PurePosixPath, tuple[Problem, ...]] = {}
        self._link_problems: tuple[Problem, ...] = ()
        for path in sorted(paths):
            self._read(path)
        for problem in check.slugs(self._posts.values()):
            self._refuse(problem.path, (problem,))
        self._context = RenderContext(
            root=settings.root,
            notebooks=frozenset(self._posts),
            bibliography=settings.bibliography,
            citation_style=settings["COLOPHON_CITATION_STYLE"],
            math_macros=settings["COLOPHON_MATH_MACROS"],
        )

    def article(self, path: PurePosixPath) -> Article:
        """Return the rendered post.

        Raises:
            Refused: the post cannot be published; what is wrong with it is in `problems` too.
        """
        if path in self._posts and path not in self._articles:
            self._render(path)
        if path in self._refused:
            raise Refused(*self._refused[path])
        return self._articles[path]

    def close(self) -> None:
        """Render what was not asked for yet and follow every link from one post to another."""
        for path in [path for path in self._posts if path not in self._articles]:
            self._render(path)
        self._link_problems = tuple(check.links(self._articles))

    @property
    def problems(self) -> list[Problem]:
        """Everything found so far, sorted by file and cell."""
        found = [problem for article in self._articles.values() for problem in article.problems]
        found += [problem for problems in self._refused.values() for problem in problems]
        return sorted([*found, *self._link_problems])

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles rendered so far, by path."""
        return tuple(self._articles[path] for path in sorted(self._articles))

    def severity(self, problem: Problem) -> Severity:
        """Return how bad the problem is on this site."""
        return check.severity(problem, self._settings["COLOPHON_SEVERITIES"])

    def _read(self, path: PurePosixPath) -> None:
        root = self._settings.root
        try:
            notebook = store.read(root / Path(path), root)
            self._posts[path] = parse.parse(
                notebook, path, timezone=self._settings.timezone, page=self._settings.is_page(path)
            )
        except Refused as refusal:
            self._refused[path] = refusal.problems

    def _render(self, path: PurePosixPath) -> None:
        try:
            article = render(self._posts[path], self._context)
        except Refused as refusal:
            self._refuse(path, refusal.problems)
            return
        if all(self.severity(problem) == "warning" for problem in article.problems):
            self._articles[path] = article
        else:
            self._refuse(path, article.problems)

    def _refuse(self, path: PurePosixPath, problems: tuple[Problem, ...]) -> None:
        self._posts.pop(path, None)
        self._refused[path] = self._refused.get(path, ()) + problems
