"""All notebooks of one build: each converted once in its life, checked against the others, opened when asked for."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from colophon import check
from colophon.errors import Refused
from colophon.model import Article, Asset, Problem, Severity
from colophon.pagelimits import page_limits
from colophon.private import private_values
from colophon.run.record import State, held_against
from colophon.site.posts.causes import installation, listing, modules, npm_packages
from colophon.site.posts.conversion import ASSETS, BODIES, Desk
from colophon.site.posts.digests import FileDigests
from colophon.site.posts.leaf import Body, Leaf
from colophon.site.posts.provenance import Provenance, provenance
from colophon.site.settings import SiteSettings
from colophon.store import HOUR_SECONDS, Store, digest

if TYPE_CHECKING:
    from colophon.render.memory import Memory

OnConverted = Callable[[int, int], None]
"""Is told how many notebooks are converted, and of how many."""


class Shelf:
    """The posts and pages of one build, and everything found wrong with them."""

    def __init__(
        self,
        settings: SiteSettings,
        paths: Iterable[PurePosixPath],
        environment: Mapping[str, str] | None = None,
        on_converted: OnConverted | None = None,
    ) -> None:
        """Convert and check the notebooks in `paths` (relative to the content folder).

        A broken one never hurts the others. What is private in `environment`, else in this process's, is a secret.
        """
        self._settings = settings
        self.waiting: dict[PurePosixPath, datetime] = {}
        """The posts that wait for their date, with it."""
        self._pins = settings.pins()
        self._desk = _desk(settings, frozenset(paths), self._pins, os.environ if environment is None else environment)
        self._bodies: dict[PurePosixPath, Body] = {}
        self._refused: dict[PurePosixPath, tuple[Problem, ...]] = {}
        self._found: set[Problem] = set()
        self._severities: dict[str, Severity] = {}
        """By code, as far as somebody has asked."""
        self._sorted: list[Problem] | None = None
        """What `problems` returns, once somebody has asked."""
        self._leaves = self._convert(on_converted or (lambda done, of: None))
        self._ignores = {path: leaf.ignores for path, leaf in self._leaves.items()}
        self._surroundings = {path: self._desk.surroundings(leaf) for path, leaf in self._leaves.items()}
        self._states = {
            path: held_against(leaf.testimony, settings.root, self._pins) for path, leaf in self._leaves.items()
        }
        self._judge(problem for leaf in self._leaves.values() for problem in leaf.problems)
        self._judge(problem for each in self._surroundings.values() for problem in each.problems)
        self._judge(problem for path, state in self._states.items() for problem in check.stale(path, state.changes))
        self._judge(self._in_files())
        posts = [leaf.post for path, leaf in self._leaves.items() if leaf.post and self._stands(path)]
        self._judge(check.slugs(posts, lambda post: settings.places.of(post, page=settings.is_page(post.path))))
        self._articles = {path: leaf.article for path, leaf in self._leaves.items() if leaf.article}
        now = settings.now(os.environ if environment is None else environment)
        self._articles = {path: self._in_time(each, now) for path, each in self._articles.items() if self._stands(path)}
        self._judge([*check.links(self._articles), *self._uncited()])

    def article(self, path: PurePosixPath) -> Article:
        """Return the post's article without what is heavy: no HTML, no bytes, no cells.

        Raises:
            Refused: the post cannot be published; what is wrong with it is in `problems` too.
        """
        if path in self._refused:
            raise Refused(*self._refused[path])
        return self._articles[path]

    def renew(self, path: PurePosixPath, memory: Memory) -> None:
        """Convert one notebook again, for a preview: what only the checks see is left to the next build.

        Raises:
            Refused: it cannot be rendered; the shelf is as it was.
        """
        desk = replace(self._desk, store=Store(None), choices={**self._desk.choices, "memory": memory}, checks=False)
        leaf, body = desk.convert(path)
        if leaf.article is None or body is None:
            raise Refused(*leaf.problems)
        self._refused.pop(path, None)
        self._leaves[path], self._articles[path], self._bodies[path] = leaf, leaf.article, body
        self._states[path] = held_against(leaf.testimony, self._settings.root, self._pins)
        self._ignores[path] = leaf.ignores
        self._found = {problem for problem in self._found if problem.path != path} | set(leaf.problems)
        self._sorted = None

    def html(self, path: PurePosixPath) -> str:
        """Return the body; it is read from the store, or made again where that has lost it."""
        data = None if path in self._bodies else self.store.get(BODIES, self._leaves[path].body)
        return self._body(path).html if data is None else data.decode()

    def assets(self, path: PurePosixPath) -> tuple[Asset, ...]:
        """Return the files that the body brings along, likewise; they weigh ten times as much."""
        data = None if path in self._bodies else self.store.get(ASSETS, self._leaves[path].body)
        return self._body(path).assets if data is None else pickle.loads(data)

    def body_digest(self, path: PurePosixPath) -> str:
        """Return the digest of the body: while it is the same, so is the body."""
        return self._leaves[path].body

    def targets(self, path: PurePosixPath) -> tuple[tuple[str, str], ...]:
        """Return what the body links to: kind (`filename`, `static`) and path with fragment."""
        return self._leaves[path].targets

    def provenance(self, path: PurePosixPath) -> Provenance:
        """Return what the post says of how it was made."""
        return provenance(self._articles[path].post, self._states[path])

    def state(self, path: PurePosixPath) -> State:
        """Return what the record of the post proves."""
        return self._states[path]

    def pins(self, path: PurePosixPath) -> Mapping[str, str]:
        """Return name and version of the pinned distributions that the post can be importing."""
        return self._surroundings[path].pins

    def linked(self, path: PurePosixPath) -> tuple[PurePosixPath, ...]:
        """Return the notebooks that links of the post name, there or not."""
        return self._leaves[path].causes.notebooks

    def files(self, path: PurePosixPath) -> tuple[PurePosixPath, ...]:
        """Return the files that the post links to or shows, there or not."""
        return self._leaves[path].causes.files

    def source(self, path: PurePosixPath) -> str:
        """Return the digest of the notebook's bytes."""
        return self._leaves[path].source

    @property
    def store(self) -> Store:
        """Where this build keeps what it has made."""
        return self._desk.store

    @property
    def problems(self) -> list[Problem]:
        """Everything that was found, sorted by file and cell."""
        if self._sorted is None:
            left, wrong = check.unignored(self._found, self._ignores)
            standing = (problem for problem in wrong if problem.path in self._articles)
            self._sorted = sorted([*left, *standing], key=lambda problem: problem.place)
        return self._sorted

    def severity(self, problem: Problem) -> Severity:
        """Return how bad the problem is on this site."""
        found = self._severities.get(problem.code)
        if found is None:
            found = self._severities[problem.code] = check.severity(problem, self._settings["COLOPHON_SEVERITIES"])
        return found

    def _convert(self, on_converted: OnConverted) -> dict[PurePosixPath, Leaf]:
        paths = sorted(self._desk.notebooks)
        digests = FileDigests(self._desk.store)
        known = {path: self._desk.known(path, digests.of) for path in paths}
        digests.keep()
        new = [path for path, leaf in known.items() if leaf is None]
        leaves = {path: leaf for path, leaf in known.items() if leaf is not None}
        if new:
            from colophon.site.posts.pool import converted

            for done, (leaf, body) in enumerate(converted(self._desk, new), 1):
                leaves[leaf.path] = leaf
                if body is not None:
                    self._bodies[leaf.path] = body
                on_converted(done, len(new))
            self._desk.store.prune(HOUR_SECONDS if len(new) == 1 else 0)
        return {path: leaves[path] for path in paths}

    def _in_time(self, article: Article, now: datetime) -> Article:
        """Return the article, as a draft where its date is still to come."""
        post = article.post
        if post.front.status == "draft" or post.front.date is None or post.front.date <= now:
            return article
        self.waiting[post.path] = post.front.date
        return replace(article, post=replace(post, front=replace(post.front, status="draft")))

    def _body(self, path: PurePosixPath) -> Body:
        """Return what is heavy, made again where this build does not have it."""
        if path in self._bodies:
            return self._bodies[path]
        _, body = replace(self._desk, store=Store(None)).convert(path)
        if body is None:
            raise Refused(*self._leaves[path].problems)
        self._bodies[path] = body
        return body

    def _uncited(self) -> list[Problem]:
        """Return the works of the site's bibliography that no post cites; nothing on a site that cites none."""
        cited = {key for article in self._articles.values() for key in article.cited}
        if not cited or self._refused:
            return []
        return [
            Problem(path, 0, "C510", f"Expected a post that cites `{key}`, found none.", "Remove it.")
            for path in self._settings.bibliography
            for key in self._desk.keys(path)
            if key not in cited
        ]

    def _in_files(self) -> list[Problem]:
        """Return the secrets in the modules and data of posts, which are published with their downloads."""
        runs = [state.run for state in self._states.values() if state.run]
        files = {PurePosixPath(file) for run in runs for file in (*run.modules, *run.data)}
        found = {file: self._desk.secrets_in_file(file) for file in sorted(files)}
        self._ignores.update((file, ignores) for file, (_, ignores) in found.items())
        return [problem for problems, _ in found.values() for problem in problems]

    def _judge(self, problems: Iterable[Problem]) -> None:
        """Note the problems, and refuse the posts with one that is more than a warning on this site."""
        noted = set(problems)
        self._found |= noted
        grave = [problem for problem in noted if self.severity(problem) != "warning"]
        for problem in check.unignored(grave, self._ignores)[0]:
            self._refused[problem.path] = (*self._refused.get(problem.path, ()), problem)

    def _stands(self, path: PurePosixPath) -> bool:
        return path not in self._refused


def _desk(
    settings: SiteSettings,
    notebooks: frozenset[PurePosixPath],
    pins: Mapping[str, str],
    environment: Mapping[str, str],
) -> Desk:
    told = {name: environment[name] for name in ("HOME", "USER", "HOSTNAME") if name in environment}
    store = settings.store
    return Desk(
        root=settings.root,
        timezone=settings.timezone,
        pages=settings.page_folders,
        notebooks=notebooks,
        choices={
            "bibliography": settings.bibliography,
            "citation_style": settings["COLOPHON_CITATION_STYLE"],
            "limits": page_limits(settings["COLOPHON_LIMITS"]),
            "math_macros": settings["COLOPHON_MATH_MACROS"],
            "node_modules": settings.node_modules,
            "severities": settings["COLOPHON_SEVERITIES"],
            "webp": settings["COLOPHON_WEBP"],
        },
        names=listing(settings.root, notebooks),
        modules={folder: modules(settings.root / folder) for folder in {path.parent for path in notebooks}},
        installation=digest([installation(), npm_packages(settings.node_modules)]),
        store=store,
        pictures=store,
        pins=pins,
        environment={**private_values(environment), **told},
    )
