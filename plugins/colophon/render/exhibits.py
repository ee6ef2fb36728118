"""The cells of a post as the article template shows them: what is left of each after its options."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from colophon.model import Cell, Post
from colophon.render.context import RenderContext
from colophon.render.figures import frames
from colophon.render.highlight import code_language, highlight
from colophon.render.markdown import render_markdown
from colophon.render.mime import DRAWERS
from colophon.render.mime.bundle import Bundle, DrawingError
from colophon.render.outputs import render_outputs
from colophon.render.page import Page

RAW_TYPES = ("text/html", "text/markdown")
"""The types in which a raw cell is part of the article; other raw cells are for other formats."""


NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One cell as the template shows it; every fold is the line that it folds under, empty where it does not fold."""

    kind: str
    """`markdown` or `code`, the name of its partial template."""
    number: int
    prose: Markup = NOTHING
    code: Markup = NOTHING
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
    for cell in post.cells:
        if not cell.options.include:
            _miss_frames(cell, page)
            continue
        exhibit = _code(cell, post.language, page, context) if cell.kind == "code" else _prose(cell, page, context)
        if exhibit.prose or exhibit.code or exhibit.outputs:
            yield (
                replace(exhibit, fold=_line("Show cell", cell, str(cell.number))) if cell.options.cell_fold else exhibit
            )


def _prose(cell: Cell, page: Page, context: RenderContext) -> Exhibit:
    if cell.kind == "raw":
        return Exhibit("markdown", cell.number, prose=_raw(cell, page, context))
    return Exhibit("markdown", cell.number, prose=Markup(render_markdown(cell.source, cell, page, context)).strip())


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


def _code(cell: Cell, language: str, page: Page, context: RenderContext) -> Exhibit:
    options = cell.options
    shown = options.echo and bool(cell.source.strip())
    if not options.output:
        _miss_frames(cell, page)
    return Exhibit(
        "code",
        cell.number,
        code=Markup(highlight(cell.source.strip("\n"), language, context.memory)) if shown else NOTHING,
        outputs=render_outputs(cell, page, context) if options.output else NOTHING,
        language=code_language(cell.source, language),
        count=cell.execution_count,
        code_fold=_line("Show the code", cell, _about(cell)) if options.code_fold else "",
        code_open=options.code_fold == "show",
        output_fold="Show the output" if options.output_fold else "",
    )


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
