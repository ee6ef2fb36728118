"""One notebook becomes a leaf: its article without what is heavy, and beside it the body. Runs in any process."""

from __future__ import annotations

import os
import pickle
import re
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import force_setattr, replace

from colophon.check.ignores import Ignore
from colophon.check.memory import Memory
from colophon.check.pieces import Piece
from colophon.check.scanner import Scanner
from colophon.errors import Refused
from colophon.model import Causes, Post, Problem
from colophon.run.files import content_digest
from colophon.run.pins import normal_name
from colophon.run.record import read_record
from colophon.site.posts.digests import file_digest
from colophon.site.posts.leaf import Body, Leaf, Surroundings
from colophon.store import Store, digest

LEAVES, BODIES, ASSETS, CODE = "leaves", "bodies", "assets", "code"
FILES, BIBLIOGRAPHIES = "files", "bibliographies"
"""The kinds of value in the store."""


class Desk(Struct, frozen=True):
    """Everything that turns a notebook into a leaf, beside the notebook; the same for all of a build."""

    root: Path
    timezone: ZoneInfo
    pages: tuple[PurePosixPath, ...]
    """Folders of pages: notebooks that need no date."""
    notebooks: frozenset[PurePosixPath]
    choices: Mapping[str, object]
    """Fields of `RenderContext` that the site chooses."""
    names: str
    """Digest of the names in the content folder."""
    modules: Mapping[PurePosixPath, frozenset[str]]
    """What can be imported from each folder of a notebook."""
    installation: str
    store: Store
    pins: Mapping[str, str]
    """What the lock pins, by normal name."""
    environment: Mapping[str, str]
    """Variables of this machine: private ones, and those that name its user."""
    pictures: Store = Store(None)
    """Keeps what pictures became, also where `store` keeps nothing."""
    checks: bool = True
    """Whether what readers do not see is checked too; a preview leaves that for later."""
    _ground: str = ""
    """Digest of what every leaf depends on, beside its notebook."""
    _around: str = ""
    """Digest of what the surroundings of every notebook depend on."""
    _folders: dict[PurePosixPath, str] = field(default_factory=dict)
    """Where the folders of the content folder really are, as far as somebody has asked."""

    def __post_init__(self) -> None:
        choices = [f"{name}={value!r}" for name, value in sorted(self.choices.items())]
        pins, environment = repr(sorted(self.pins.items())), repr(sorted(self.environment.items()))
        force_setattr(self, "_ground", digest([self.installation, str(self.timezone), *choices]))
        force_setattr(self, "_around", digest([self.installation, pins, environment]))

    def convert(self, path: PurePosixPath) -> tuple[Leaf, Body | None]:
        """Return the leaf of a notebook, and its body where no store has it. Never raises for what a notebook holds."""
        try:
            return self._kept(*self._converted(path))
        except Exception as error:  # a fault of ours, or of a library, in one post must not take the others along
            return Leaf(path, problems=(internal_fault(path, error),)), None

    def known(self, path: PurePosixPath, digest_of: Callable[[str], str] = file_digest) -> Leaf | None:
        """Return the leaf that the store has for the notebook as it is, where all its causes are as they were."""
        key = self._key(path, self._digest(path, digest_of))
        found = self._stored(LEAVES, key) if key else None
        if not isinstance(found, tuple):
            return None
        leaf, world = found
        return leaf if isinstance(leaf, Leaf) and world == self._world(leaf.causes, digest_of) else None

    def surroundings(self, leaf: Leaf) -> Surroundings:
        """Return what a notebook is beside this machine and this site's lock, as its leaf has it or looked up anew."""
        around = leaf.surroundings
        if around.causes == self._causes_around(leaf.path, around.imports):
            return around
        from colophon import check

        try:
            data = self._source(leaf.path)
            notebook = self._notebook(leaf.path, data)
            post = self._post(leaf.path, notebook)
        except Refused:  # which its leaf says
            return Surroundings()
        found = self._surroundings(leaf.path, notebook, post, [*check.pieces(notebook)])
        if sha256(data).hexdigest() == leaf.source:  # not saved anew meanwhile
            self._kept(replace(leaf, surroundings=found), None)
        return found

    def secrets_in_file(self, file: PurePosixPath) -> tuple[tuple[Problem, ...], tuple[Ignore, ...]]:
        """Return the secrets in a file that is published with a post, and what it says that is to be ignored."""
        environment = repr(sorted(self.environment.items()))
        key = digest([self.installation, str(file), content_digest(self.root, file), environment])
        found = self._stored(FILES, key)
        if isinstance(found, tuple):
            return found
        from colophon import check
        from colophon.site.downloads.bundle import own_text

        text = own_text(self.root, file)
        problems = tuple(check.secrets_in_text(text, file, self.scanner(), self.environment)) if text else ()
        value = problems, check.ignores_in_text(text)
        self.store.put(FILES, key, pickle.dumps(value, 5))
        return value

    def keys(self, bibliography: PurePosixPath) -> list[str]:
        """Return the keys of a BibTeX file, in its order; none where it cannot be read."""
        key = digest([self.installation, content_digest(self.root, bibliography)])
        if data := self.store.get(BIBLIOGRAPHIES, key):
            return data.decode().split()
        from colophon.render.references import keys

        found = keys(self.root, bibliography)
        self.store.put(BIBLIOGRAPHIES, key, " ".join(found).encode())
        return found

    def scanner(self) -> Scanner:
        """Return what looks for secrets, one for each process."""
        return _scanner(self.store.folder)

    def _source(self, path: PurePosixPath) -> bytes:
        from colophon.notebook import store

        return store.source(self.root / path, self.root)

    def _notebook(self, path: PurePosixPath, data: bytes) -> dict[str, Any]:
        from colophon.notebook import store

        return store.notebook_in(data, self.root / path, self.root)

    def _post(self, path: PurePosixPath, notebook: Mapping[str, Any]) -> Post:
        from colophon.notebook import parse

        return parse.parse(notebook, path, timezone=self.timezone, page=self._is_page(path))

    def _converted(self, path: PurePosixPath) -> tuple[Leaf, Body | None]:
        from colophon import check
        from colophon.render import render
        from colophon.render.context import RenderContext
        from colophon.render.memory import PostMemory
        from colophon.run.record import testimony

        leaf = Leaf(path)
        problems: set[Problem] = set()
        try:
            data = self._source(path)
            leaf = replace(leaf, source=sha256(data).hexdigest())
            notebook = self._notebook(path, data)
            texts = [*check.pieces(notebook)] if self.checks else []
            if self.checks:
                problems.update(check.secrets(notebook, path, self.scanner(), {}, texts))
            leaf = replace(leaf, ignores=check.ignores(notebook), testimony=testimony(notebook))
            post = self._post(path, notebook)
            light = replace(post, cells=())
            around = self._surroundings(path, notebook, post, texts) if self.checks else Surroundings()
            leaf = replace(leaf, post=light, surroundings=around)
            beside = {"notebooks": self.notebooks, "pictures": self.pictures}
            code = digest([self._ground, str(path)])
            memory = PostMemory(self.store.get(CODE, code))
            choices = {"memory": memory, **self.choices}
            context = RenderContext(root=self.root, **beside, **choices)  # type: ignore[arg-type]
            article = render(post, context)
            if used := memory.used():
                self.store.put(CODE, code, used)
        except Refused as refusal:
            problems.update(refusal.problems)
            return replace(leaf, problems=tuple(sorted(problems)), causes=refusal.causes), None
        problems.update(article.problems, check.alone(article, context.limits, texts) if self.checks else ())
        empty = tuple(replace(asset, data=b"") for asset in article.assets)
        small = replace(article.thumbnail, data=b"") if article.thumbnail else None
        leaf = replace(
            leaf,
            article=replace(article, post=light, html="", assets=empty, thumbnail=small),
            problems=tuple(sorted(problems)),
            body=digest([article.html, *(asset.name for asset in article.assets)]),
            targets=tuple(sorted(set(TARGET.findall(article.html)))),
            causes=article.causes,
        )
        return leaf, Body(article.html, article.assets)

    def _surroundings(self, path: PurePosixPath, notebook: Any, post: Post, texts: list[Piece]) -> Surroundings:
        from colophon import check

        run = read_record(notebook)
        recorded = {normal_name(name): version for name, version in (run.packages if run else {}).items()}
        asked: set[str] = set()

        def is_local(module: str) -> bool:
            asked.add(module)
            return module in self.modules.get(path.parent, ())

        problems = (
            *check.told_of_environment(texts, path, self.environment),
            *check.homes(notebook, texts, path, self.environment),
            *check.unpinned(post, self.pins, recorded, is_local),
        )
        imports = tuple(sorted(asked))
        pins = check.imported_pins(post, self.pins)
        return Surroundings(self._causes_around(path, imports), imports, problems, pins)

    def _causes_around(self, path: PurePosixPath, imports: tuple[str, ...]) -> str:
        """Return the digest of what the surroundings of a notebook depend on that could import these."""
        there = self.modules.get(path.parent, ())
        return digest([self._around, *(name for name in imports if name in there)])

    def _stored(self, kind: str, key: str) -> Any:
        """Return a value of the store; None where it has none, or one that another version wrote."""
        try:
            data = self.store.get(kind, key)
            return pickle.loads(data) if data else None
        except Exception:  # whatever unpickling raises
            return None

    def _kept(self, leaf: Leaf, body: Body | None) -> tuple[Leaf, Body | None]:
        """Put leaf and body into the store; return them, the body only where there is no store."""
        if self.store.folder is None:
            return leaf, body
        if body is not None:
            self.store.put(BODIES, leaf.body, body.html.encode())
            self.store.put(ASSETS, leaf.body, pickle.dumps(body.assets, 5))
        if key := self._key(leaf.path, leaf.source):
            self.store.put(LEAVES, key, pickle.dumps((leaf, self._world(leaf.causes)), 5))
        return leaf, None

    def _world(self, causes: Causes, digest_of: Callable[[str], str] = file_digest) -> tuple[str, ...]:
        """Return how what a render looked at is now."""
        files = (self._digest(file, digest_of) for file in causes.files)
        notebooks = (str(each in self.notebooks) for each in causes.notebooks)
        return (*files, *notebooks, self.names if causes.names else "")

    def _key(self, path: PurePosixPath, source: str) -> str:
        """Return the digest of what is known before the notebook is parsed; "" where there is no `source` to read."""
        return digest([self._ground, "page" if self._is_page(path) else "post", str(path), source]) if source else ""

    def _digest(self, path: PurePosixPath, digest_of: Callable[[str], str]) -> str:
        """Return the digest of a file of the content folder; "" where it is not there, or lies outside."""
        folder = self._folders.get(path.parent)
        if folder is None:
            folder = self._folders[path.parent] = os.path.realpath(f"{self.root}/{path.parent}")
        place = f"{folder}/{path.name}"  # a path object takes twice the time
        try:
            if os.path.islink(place):  # noqa: PTH114
                place = os.path.realpath(place)
            is_inside = place.startswith(f"{self.root}/")
            return digest_of(place) if is_inside and os.path.isfile(place) else ""  # noqa: PTH113
        except OSError:
            return ""

    def _is_page(self, path: PurePosixPath) -> bool:
        return any(path.parts[: len(folder.parts)] == folder.parts for folder in self.pages)


TARGET = re.compile(r'="\{(filename|static)\}/([^"]*)"')
"""A link in a body: kind and path with fragment. What authors write so, the renderer percent-encodes."""


@cache
def _scanner(store: Path | None) -> Scanner:
    """Return this process's scanner, which remembers in a site's store the texts that it found clean."""
    return Scanner(Memory(store / "scanned") if store else Memory(), patterns=Memory())


def internal_fault(path: PurePosixPath, error: BaseException) -> Problem:
    """Return the problem of a post that could not be rendered for a reason that is not its own."""
    message = f"Expected an article, found a fault of Colophon or of a library: {type(error).__name__}: {error}"[:300]
    remedy = "Report it with the notebook; leave the notebook out meanwhile."
    return Problem(path, 0, "C008", f"{message}.", remedy)
