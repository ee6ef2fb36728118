"""All notebooks of one build: each read once, checked against the others, rendered when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from colophon import check
from colophon.errors import Refused
from colophon.model import Article, Post, Problem, Severity
from colophon.notebook import parse, store
from colophon.render import render
from colophon.render.context import RenderContext
from colophon.render.memory import Memory
from colophon.render.references import unused_keys
from colophon.run.pins import normal_name
from colophon.run.record import State, state
from colophon.site.download import own_text
from colophon.site.provenance import Provenance, provenance
from colophon.site.settings import SiteSettings


class Shelf:
    """The posts and pages of one build, and everything found wrong with them."""

    def __init__(
        self, settings: SiteSettings, paths: Iterable[PurePosixPath], environment: Mapping[str, str] | None = None
    ) -> None:
        """Read, render and check the notebooks in `paths` (relative to the content folder).

        A broken one never hurts the others. What is private in `environment`, else in this process's, is a secret.
        """
        self._settings = settings
        self._posts: dict[PurePosixPath, Post] = {}
        self._states: dict[PurePosixPath, State] = {}
        self._pins = settings.pins()
        self._articles: dict[PurePosixPath, Article] = {}
        self._refused: dict[PurePosixPath, tuple[Problem, ...]] = {}
        self._found: set[Problem] = set()
        self._ignores: dict[PurePosixPath, tuple[check.Ignore, ...]] = {}
        self._scanned: set[PurePosixPath] = set()
        self._environment = os.environ if environment is None else environment
        self._scanner = check.Scanner(check.Memory())
        for path in sorted(paths):
            self._read(path)
        self._judge(check.slugs(self._posts.values()))
        context = self._context()
        for path, post in tuple(self._posts.items()):
            self._render(path, post, context)
        self._judge([*check.articles(self._articles), *self._uncited(context)])

    def article(self, path: PurePosixPath) -> Article:
        """Return the rendered post.

        Raises:
            Refused: the post cannot be published; what is wrong with it is in `problems` too.
        """
        if path in self._refused:
            raise Refused(*self._refused[path])
        return self._articles[path]

    def renew(self, path: PurePosixPath, memory: Memory) -> None:
        """Read and render one notebook again, for a preview: what only the checks see is left to the next build.

        Raises:
            Refused: it cannot be rendered; the shelf is as it was.
        """
        root, timezone = self._settings.root, self._settings.timezone
        notebook = store.read(root / path, root)
        post = parse.parse(notebook, path, timezone=timezone, page=self._settings.is_page(path))
        article = render(post, replace(self._context(), memory=memory))
        self._refused.pop(path, None)
        self._states[path] = state(notebook, root, self._pins)
        self._posts[path], self._articles[path] = post, article

    def provenance(self, path: PurePosixPath) -> Provenance:
        """Return what the post says of how it was made."""
        return provenance(self._articles[path].post, self._states[path])

    def state(self, path: PurePosixPath) -> State:
        """Return what the record of the post proves."""
        return self._states[path]

    @property
    def pins(self) -> Mapping[str, str]:
        """What the lock pins, by normal name."""
        return self._pins

    @property
    def problems(self) -> list[Problem]:
        """Everything that was found, sorted by file and cell."""
        found = {problem for article in self._articles.values() for problem in article.problems}
        found.update(problem for problems in self._refused.values() for problem in problems)
        left, wrong = check.unignored(found | self._found, self._ignores)
        return sorted([*left, *(problem for problem in wrong if problem.path in self._articles)])

    def severity(self, problem: Problem) -> Severity:
        """Return how bad the problem is on this site."""
        return check.severity(problem, self._settings["COLOPHON_SEVERITIES"])

    def _read(self, path: PurePosixPath) -> None:
        root, timezone = self._settings.root, self._settings.timezone
        try:
            notebook = store.read(root / path, root)
            self._ignores[path] = check.ignores(notebook)
            self._judge(check.secrets(notebook, path, self._scanner, self._environment))
            self._judge(check.homes(notebook, path, self._environment))
            self._posts[path] = post = parse.parse(notebook, path, timezone=timezone, page=self._settings.is_page(path))
            self._states[path] = found = state(notebook, root, self._pins)
            self._judge([*check.stale(path, found.changes), *self._unpinned(post, found), *self._in_files(found)])
        except Refused as refusal:
            self._refuse(path, refusal.problems)

    def _in_files(self, state: State) -> list[Problem]:
        """Return the secrets in the modules and data of a post, which are published with its download."""
        files = (*state.run.modules, *state.run.data) if state.run else ()
        new = [file for file in map(PurePosixPath, files) if file not in self._scanned]
        self._scanned.update(new)
        texts = {file: text for file in new if (text := own_text(self._settings.root, file))}
        self._ignores.update((file, check.ignores_in_text(text)) for file, text in texts.items())
        return [
            problem
            for file, text in texts.items()
            for problem in check.secrets_in_text(text, file, self._scanner, self._environment)
        ]

    def _unpinned(self, post: Post, state: State) -> list[Problem]:
        """Return the imports that have no version."""
        folder = (self._settings.root / post.path).parent
        recorded = {normal_name(name): version for name, version in (state.run.packages if state.run else {}).items()}
        return check.unpinned(
            post, self._pins, recorded, lambda module: (folder / module).is_dir() or (folder / f"{module}.py").is_file()
        )

    def _context(self) -> RenderContext:
        return RenderContext(
            root=self._settings.root,
            notebooks=frozenset(self._posts),
            bibliography=self._settings.bibliography,
            citation_style=self._settings["COLOPHON_CITATION_STYLE"],
            math_macros=self._settings["COLOPHON_MATH_MACROS"],
            node_modules=self._settings.node_modules,
            severities=self._settings["COLOPHON_SEVERITIES"],
        )

    def _render(self, path: PurePosixPath, post: Post, context: RenderContext) -> None:
        try:
            self._articles[path] = article = render(post, context)
        except Refused as refusal:
            self._refuse(path, refusal.problems)
        else:
            self._judge(article.problems)

    def _uncited(self, context: RenderContext) -> list[Problem]:
        """Return the works of the site's bibliography that no post cites; nothing on a site that cites none."""
        cited = {key for article in self._articles.values() for key in article.cited}
        keys = unused_keys(cited, context) if cited and not self._refused else ()
        return [
            Problem(
                context.bibliography[0], 0, "C510", f"Expected a post that cites `{key}`, found none.", "Remove it."
            )
            for key in keys
        ]

    def _judge(self, problems: Iterable[Problem]) -> None:
        """Note the problems, and refuse the posts with one that is more than a warning on this site."""
        noted = set(problems)
        self._found |= noted
        for problem in check.unignored(noted, self._ignores)[0]:
            if self.severity(problem) != "warning":
                self._refuse(problem.path, (problem,))

    def _refuse(self, path: PurePosixPath, problems: tuple[Problem, ...]) -> None:
        kept = self._articles.pop(path, None)
        self._posts.pop(path, None)
        self._refused[path] = self._refused.get(path, ()) + problems + (kept.problems if kept else ())
