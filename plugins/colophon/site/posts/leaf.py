"""What a notebook becomes: a leaf, light enough that a build holds all of them, and beside it the body."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct, field

from colophon.check.ignores import Ignore
from colophon.model import Article, Asset, Causes, Post, Problem
from colophon.run.record import State


class Body(Struct, frozen=True):
    """What is heavy in an article."""

    html: str
    assets: tuple[Asset, ...]


class Surroundings(Struct, frozen=True):
    """What a notebook is beside this machine, this site's lock and the modules in its folder."""

    causes: str = ""
    """Digest of those; empty where nobody has looked."""
    imports: tuple[str, ...] = ()
    """Names that could be those of modules in the folder, sorted."""
    problems: tuple[Problem, ...] = ()
    pins: Mapping[str, str] = field(default_factory=dict)
    """Name and version of the pinned distributions that it can be importing."""


class Leaf(Struct, frozen=True):
    """One converted notebook: all that a build asks of it before the page itself is made."""

    path: PurePosixPath
    post: Post | None = None
    """Without cells; None where the notebook could not be parsed."""
    article: Article | None = None
    """Without HTML, and with assets that have no bytes; None where it was refused."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with it alone."""
    testimony: State = field(default_factory=lambda: State("not run"))
    """The state of its outputs as far as the notebook tells."""
    body: str = ""
    """Digest of the body, and its key in the store."""
    targets: tuple[tuple[str, str], ...] = ()
    """What the body links to: kind (`filename`, `static`) and path with fragment, each once, sorted."""
    causes: Causes = field(default_factory=Causes)
    ignores: tuple[Ignore, ...] = ()
    """The problems that the notebook says are none."""
    source: str = ""
    """Digest of the notebook's bytes."""
    surroundings: Surroundings = field(default_factory=Surroundings)
