"""The cells of a post as the article template shows them: what is left of each after its options."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from colophon.model import Cell, Post
from colophon.render.code.annotations import Annotations, find_annotations
from colophon.render.code.highlight import code_language, highlight
from colophon.render.code.listing import listed
from colophon.render.context import RenderContext
from colophon.render.figures import frames
from colophon.render.markdown.html import render_markdown
from colophon.render.markdown.notes import notes_below
from colophon.render.mime import DRAWERS
from colophon.render.mime.bundle import Bundle, DrawingError
from colophon.render.outputs import render_outputs
from colophon.render.page import Page

RAW_TYPES = ("text/html", "text/markdown")
"""The types in which a raw cell is part of the article; other raw cells are for other formats."""

BEYOND, UNMATCHED = "C214", "C215"
NOTHING = Markup("")


class Exhibit(Struct, frozen=True):
    """One cell as the template shows it; every fold is the line that it folds under, empty where it does not fold."""

    kind: str
    """`markdown` or `code`."""
    number: int
    prose: Markup = NOTHING
    code: Markup = NOTHING
    code_size: tuple[int, int] | None = None
    """Lines and columns of the code, so that it keeps its room before it is drawn; nothing where marks add to it."""
    outputs: Markup = NOTHING
    language: str = ""
    count: int | None = None
    fold: str = ""
    code_fold: str = ""
    code_open: bool = False
    output_fold: str = ""

    @property
    def anchor(self) -> str:
        """The cell's id on the page."""
        return f"cell-{self.number}"


def exhibits(post: Post, page: Page, context: RenderContext) -> Iterator[Exhibit]:
    """Yield the cells that leave anything on the page, in order."""
    about: Annotations | None = None
    for cell, following in zip_longest(post.cells, post.cells[1:]):
        if not cell.options.include:
            _miss_frames(cell, page)
            about = None
            continue
        if cell.kind == "code":
            about = _annotated(cell, following, post.language, page)
            exhibit = _code(cell, about, post.language, page, context)
        else:
            exhibit = _prose(cell, about if about and about.lines else None, page, context)
            about = None
        if exhibit.prose or exhibit.code or exhibit.outputs:
            yield (
                replace(exhibit, fold=_line("Show cell", cell, str(cell.number))) if cell.options.cell_fold else exhibit
            )


def _annotated(cell: Cell, following: Cell | None, language: str, page: Page) -> Annotations:
    """Return the notes on a cell's code that are shown with it; a mark without a note stays in the code."""
    code = cell.source.strip("\n")
    found = find_annotations(code, language, cell.number)
    if not found.lines or not cell.options.echo:
        return Annotations(cell.number, found.code)
    count = notes_below(following)
    lost = [f"mark <{note}>" for note in found.lines if note > count]
    lost += [f"note {note}" for note in range(1, count + 1) if note not in found.lines]
    if lost:
        message = f"Expected each mark in the code to have a note below, found {', '.join(lost)} by itself."
        page.problem(
            cell.number, UNMATCHED, message, "Begin the next cell, of Markdown, with a numbered list of notes."
        )
    return found.only(code, count)


def _prose(cell: Cell, about: Annotations | None, page: Page, context: RenderContext) -> Exhibit:
    if cell.kind == "raw":
        return Exhibit("markdown", cell.number, prose=_raw(cell, page, context))
    html = render_markdown(cell.source, cell, page, context, about)
    return Exhibit("markdown", cell.number, prose=Markup(html.strip()))


def _raw(cell: Cell, page: Page, context: RenderContext) -> Markup:
    """Return a raw cell of a type that a page is made of, as safe as an output; nothing of any other."""
    if cell.media_type not in RAW_TYPES:
        return NOTHING
    try:
        bundle = Bundle({cell.media_type: cell.source}, {}, cell, page, context)
        return DRAWERS[cell.media_type](bundle, cell.media_type).html
    except DrawingError as error:
        bundle.problem("C402", f"HTML that a page can show was expected, found that {error}.", "Use plain HTML.")
        return NOTHING


def _code(cell: Cell, about: Annotations, language: str, page: Page, context: RenderContext) -> Exhibit:
    options = cell.options
    shown = options.echo and bool(cell.source.strip())
    if not options.output:
        _miss_frames(cell, page)
    marked = _marked(cell, about, page) if shown else frozenset()
    return Exhibit(
        "code",
        cell.number,
        code=listed(highlight(about.code, language, context.memory), marked, about) if shown else NOTHING,
        code_size=None if marked or about.notes else _size(about.code),
        outputs=render_outputs(cell, page, context) if options.output else NOTHING,
        language=code_language(cell.source, language),
        count=cell.execution_count,
        code_fold=_line("Show the code", cell, _about(cell)) if options.code_fold else "",
        code_open=options.code_fold == "show",
        output_fold="Show the output" if options.output_fold else "",
    )


def _marked(cell: Cell, about: Annotations, page: Page) -> frozenset[int]:
    """Return the numbers of the lines that the author points at, from 1."""
    count = about.code.count("\n") + 1
    if beyond := max((last for _, last in cell.options.code_lines if last > count), default=0):
        message = f"Expected lines up to {count} in `code-line-numbers`, found {beyond}."
        page.problem(cell.number, BEYOND, message, "Count the lines of the code, without the option lines, from 1.")
    return frozenset(line for first, last in cell.options.code_lines for line in range(first, min(last, count) + 1))


def _size(code: str) -> tuple[int, int]:
    """Return the lines and columns that the code takes in a face of one width, a tab four of them."""
    lines = code.rstrip("\n").split("\n")
    return len(lines), max(len(line.expandtabs(4)) if "\t" in line else len(line) for line in lines)


def _line(verb: str, cell: Cell, otherwise: str) -> str:
    """Return the line that something folds under: the author's words, else what can be said from outside."""
    words = cell.options.code_summary.strip()
    if words.lower().startswith(("show", "code", "hide")):
        return words
    return f"{verb}: {words}" if words else f"{verb} {otherwise}".strip()


def _about(cell: Cell) -> str:
    lines = len(cell.source.strip().splitlines())
    return f"({lines} line{'s' if lines != 1 else ''})"


def _miss_frames(cell: Cell, page: Page) -> None:
    """Note a figure or table that is numbered but not on the page, where references to it would lead nowhere."""
    for frame in frames(cell):
        if frame.label:
            page.problem(
                cell.number,
                "C406",
                f"The output with the label {frame.label} was expected on the page, found that its cell hides it.",
                "Show the output, or take the label out.",
            )
