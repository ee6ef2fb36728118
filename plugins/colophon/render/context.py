"""What a render needs to know beyond its post."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

from msgspec import Struct, field

from colophon.model import Severity
from colophon.pagelimits import DEFAULTS, PageLimits
from colophon.render.memory import Memory
from colophon.store import Store

CitationStyle = Literal["numeric", "author-year"]


class RenderContext(Struct, frozen=True):
    """The content folder, its neighbours and the site's choices; the same for all posts of a build."""

    root: Path
    """The content folder, resolved; nothing outside it is read."""
    notebooks: frozenset[PurePosixPath] = frozenset()
    """Every notebook that a link may lead to, relative to the root."""
    bibliography: tuple[PurePosixPath, ...] = ()
    """The BibTeX files, relative to the root; read as one."""
    citation_style: CitationStyle = "numeric"
    math_macros: Mapping[str, str] = field(default_factory=dict)
    """Name with backslash to definition, for every formula of the site."""
    node_modules: Path | None = None
    """The npm packages of the site, in which libraries for interactive outputs are looked for first."""
    words_per_minute: int = 230
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """Rule codes whose severity the site has changed."""
    limits: PageLimits = DEFAULTS
    webp: bool = False
    """Whether PNG and JPEG pictures are shown as WebP where that is smaller."""
    memory: Memory | None = None
    """What earlier renders of this process left; it changes how long a render takes, never what comes out."""
    pictures: Store = Store(None)
    """Keeps what pictures became by their content; likewise."""
