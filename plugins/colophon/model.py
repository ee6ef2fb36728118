"""The frozen values that travel from a notebook to a page.

A post travels left to right, one value in and a new value out: a notebook file becomes a `Post`, a `Post` becomes
an `Article`, and what is wrong on the way is a `Problem`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Literal

from msgspec import Struct, field

Severity = Literal["fatal", "refused", "warning"]
CellKind = Literal["markdown", "code", "raw"]
Status = Literal["published", "draft", "hidden"]
FloatKind = Literal["fig", "tbl", "eq"]
ChangeKind = Literal["code", "outputs", "cause"]


class Problem(Struct, frozen=True, order=True):
    """One thing that is wrong, where it is, and what to do about it."""

    path: PurePosixPath
    """The file, relative to the content folder."""
    cell: int
    """The cell's number in the notebook, from 1; 0 where no cell is meant."""
    code: str
    """The rule's code, a key of `colophon.rules.RULES`."""
    message: str
    """What was expected and what was found, quoted short."""
    remedy: str
    """What the author can do, as an imperative."""

    @property
    def place(self) -> tuple[tuple[str, ...], int, str, str, str]:
        """What problems are sorted by, file and cell first: a key costs less than comparing them two by two."""
        return self.path.parts, self.cell, self.code, self.message, self.remedy

    def __str__(self) -> str:
        where = f"{self.path}, cell {self.cell}" if self.cell else str(self.path)
        return f"{where}: {self.message} {self.remedy} [{self.code}]"


class Change(Struct, frozen=True, order=True):
    """Something that is no longer as it was when a post ran."""

    cell: int
    """The cell's number; 0 where it is of no one cell."""
    kind: ChangeKind
    """The post's code, its stored outputs, or another cause of them: data, a module, a version."""
    text: str
    """A short text: `numpy 2.4.6 → 2.5.0`."""


class FrontMatter(Struct, frozen=True):
    """What a post says about itself; every text is plain text, not HTML."""

    title: str
    date: datetime | None = None
    """Aware, in the site's time zone where the notebook names none; None on pages only."""
    modified: datetime | None = None
    summary: str = ""
    """Markdown of one paragraph; empty where the first paragraph serves."""
    tags: tuple[str, ...] = ()
    category: str = ""
    series: str = ""
    slug: str = ""
    authors: tuple[str, ...] = ()
    status: Status = "published"
    lang: str = ""
    aliases: tuple[str, ...] = ()
    """Old addresses of the post, site-absolute (`/old/name/`)."""
    figure: str = ""
    """The label of the figure that stands for the post in link previews."""
    license: str = ""
    id: str = ""
    """The feed id, where the derived one is to be overridden."""
    image: PurePosixPath | None = None
    """A picture that stands for the post in link previews where no `figure` does; relative to the content folder."""
    bibliography: tuple[PurePosixPath, ...] = ()
    """BibTeX files of the post's own, relative to the content folder."""


class CellOptions(Struct, frozen=True):
    """How one cell is to be shown; option lines and tags both end here."""

    label: str = ""
    fig_cap: str = ""
    fig_alt: str | None = None
    """None where nothing was said; the empty text declares a decorative figure."""
    tbl_cap: str = ""
    code_fold: bool | Literal["show"] = False
    """True folds the code away, "show" makes it foldable but open."""
    code_summary: str = ""
    code_lines: tuple[tuple[int, int], ...] = ()
    """First and last number of the lines of code that stand out, from 1, option lines not counted."""
    echo: bool = True
    """Whether the code is shown."""
    output: bool = True
    """Whether the outputs are shown."""
    output_fold: bool = False
    """Whether the outputs are folded away (tag `hide-output`)."""
    cell_fold: bool = False
    """Whether code and outputs are folded away together (tag `hide-cell`)."""
    include: bool = True
    """Whether the cell is on the page at all."""
    warning: bool = True
    """Whether what was written to stderr is shown."""
    error: bool = False
    """Whether the cell is allowed to raise (option `error`, tag `raises-exception`)."""
    eval: bool = True
    """Whether a run executes the cell (tag `skip-execution` says no)."""
    volatile: bool = False
    """Whether the output may differ at each run, as timings do."""
    tolerance: float | None = None
    """The share by which a number may differ at another run; None where the cell does not say."""


class Cell(Struct, frozen=True):
    """One cell of a notebook, ready to be shown."""

    number: int
    """Its place in the notebook, from 1, front matter counted."""
    id: str
    kind: CellKind
    source: str
    """Without option lines (code) and without the title heading (Markdown)."""
    options: CellOptions = field(default_factory=CellOptions)
    outputs: tuple[Mapping[str, Any], ...] = ()
    """Outputs as nbformat 4 defines them."""
    attachments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """File name to MIME bundle, binary parts in base64."""
    execution_count: int | None = None
    media_type: str = ""
    """What a raw cell says it is, `text/html` or another MIME type; empty on other cells."""


class Post(Struct, frozen=True):
    """One notebook, read, validated and upgraded to nbformat 4.5."""

    path: PurePosixPath
    """Relative to the content folder."""
    front: FrontMatter
    cells: tuple[Cell, ...]
    """Without the front matter cell."""
    language: str = "python"
    """The kernel's language, lower case, as Pygments and kernels name it."""
    language_version: str = ""
    kernel: str = ""
    """The kernel's display name; empty where the notebook has no kernelspec."""
    problems: tuple[Problem, ...] = ()
    widgets: Mapping[str, Any] = field(default_factory=dict)
    """Model id to the state of each widget, as the notebook keeps it."""


class Asset(Struct, frozen=True):
    """A file that a page needs, its bytes with it."""

    name: str
    """File name made from the content, `<16 hex digits>.<extension>`, published under `assets/`."""
    data: bytes
    media_type: str
    width: int | None = None
    """CSS pixels; None where it is no picture."""
    height: int | None = None


class Heading(Struct, frozen=True):
    """One entry of an article's contents list."""

    level: int
    """2 to 6."""
    html: str
    """Its text, inline HTML, safe."""
    anchor: str


class Float(Struct, frozen=True):
    """A numbered figure, table or equation that can be referred to."""

    label: str
    """As the author wrote it, `fig-recall`; it is also the anchor."""
    kind: FloatKind
    number: int
    """From 1, counted for each kind."""
    caption: str = ""
    """Plain text."""
    alt: str = ""
    asset: str = ""
    """Name of its picture among the article's assets; empty where it has none."""


class Link(Struct, frozen=True, order=True):
    """A link from one post to another file of the site, to be checked once all are rendered."""

    cell: int
    target: PurePosixPath
    """Relative to the content folder."""
    fragment: str = ""


class Causes(Struct, frozen=True):
    """What of the content folder a render looked at beside its notebook."""

    files: tuple[PurePosixPath, ...] = ()
    """Files that were read or looked for, sorted; relative to the content folder."""
    notebooks: tuple[PurePosixPath, ...] = ()
    """Notebooks that links lead to, there or not, sorted."""
    names: bool = False
    """Whether the names of all notebooks and files mattered, as they do for "Did you mean …?"."""


class Article(Struct, frozen=True):
    """A rendered post: the HTML of its body and everything that the HTML needs."""

    post: Post
    html: str
    """Safe body HTML. Links to other notebooks are `{filename}/path.ipynb#part`, to assets `{static}/assets/name`,
    to other files of the content folder `{static}/path`; Pelican makes addresses of them."""
    summary: str
    """Safe inline HTML of one paragraph."""
    assets: tuple[Asset, ...] = ()
    outline: tuple[Heading, ...] = ()
    floats: tuple[Float, ...] = ()
    anchors: frozenset[str] = frozenset()
    links: tuple[Link, ...] = ()
    cited: tuple[str, ...] = ()
    """Keys of the works cited, in order of first mention."""
    cover: str = ""
    """Name of the asset that stands for the post in link previews; empty where it has no picture."""
    thumbnail: Asset | None = None
    """A small copy of it for lists of posts, with the size to show it at; among `assets` too."""
    opens_with_math: bool = False
    """Whether a formula stands where a reader looks first, whose font must not come late."""
    minutes: int = 1
    problems: tuple[Problem, ...] = ()
    causes: Causes = field(default_factory=Causes)
