"""Figures and tables: an output with its number and caption, under the anchor that references lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from colophon.model import Cell
from colophon.render.context import RenderContext
from colophon.render.markdown.html import render_inline
from colophon.render.mime.bundle import Drawing
from colophon.render.page import Page


class _Kind(Struct, frozen=True):
    """One kind of numbered output."""

    prefix: str
    """Of its labels."""
    word: str
    css: str
    template: Markup


KINDS = (
    _Kind("fig-", "Figure", "image", Markup('<figure class="figure figure-image"{}>{}{}</figure>')),
    _Kind("tbl-", "Table", "table", Markup('<figure class="figure figure-table"{}>{}{}</figure>')),
)


class _Frame(Struct, frozen=True):
    """What a cell says about one of its outputs."""

    kind: _Kind
    label: str
    """Empty where the output has a caption only, and no number."""
    caption: str


def framed(drawings: Sequence[Drawing], cell: Cell, page: Page, context: RenderContext) -> Markup:
    """Return the drawings in their order, those that the cell labels or captions in a `figure`."""
    blocks = [Markup(f'<div class="output output-{drawing.kind}">{escape(drawing.html)}</div>') for drawing in drawings]
    for frame in frames(cell):
        places = _places(frame, drawings)
        if not any(_suits(frame.kind, drawings[place]) for place in places):
            _complain(frame, cell, page)
        if places:
            chosen = [drawings[place] for place in places]
            blocks[places[0]] = _figure(frame, chosen, cell, page, context)
            for place in places[1:]:
                blocks[place] = Markup("")
    return Markup("\n".join(filter(None, blocks)))


def frames(cell: Cell) -> Iterator[_Frame]:
    """Yield what the cell wants framed: at most one figure and one table."""
    options = cell.options
    if not (options.label or options.fig_cap or options.tbl_cap):
        return
    captions = {"fig-": options.fig_cap, "tbl-": options.tbl_cap}
    for kind in KINDS:
        label = options.label if options.label.startswith(kind.prefix) else ""
        if label or captions[kind.prefix]:
            yield _Frame(kind, label, captions[kind.prefix])


def _places(frame: _Frame, drawings: Sequence[Drawing]) -> list[int]:
    """Return which drawings the frame is for: every picture, the first table, else the last output of any kind."""
    suitable = [place for place, drawing in enumerate(drawings) if _suits(frame.kind, drawing)]
    if frame.kind.css == "table":
        suitable = suitable[:1]
    return suitable or list(range(len(drawings)))[-1:]


def _suits(kind: _Kind, drawing: Drawing) -> bool:
    if kind.css == "image":
        return drawing.kind in {"image", "frame"} or "<img" in drawing.html or "<svg" in drawing.html
    return "<table" in drawing.html


def _figure(frame: _Frame, chosen: Sequence[Drawing], cell: Cell, page: Page, context: RenderContext) -> Markup:
    number = _number(frame, chosen, page)
    caption = Markup(render_inline(frame.caption, cell, page, context)) if frame.caption else Markup("")
    head = Markup('<span class="figure-number">{}</span>').format(number) if number else Markup("")
    figcaption = Markup("<figcaption>{}</figcaption>").format(Markup(" ").join(filter(None, (head, caption))))
    content = Markup("\n").join(drawing.html for drawing in chosen)
    anchor = Markup(' id="{}"').format(frame.label) if frame.label else ""
    if frame.kind.css == "image":
        return frame.kind.template.format(anchor, content, figcaption)
    named = _REGION.sub(rf'\1"{number}"', str(content), count=1) if number else content
    return frame.kind.template.format(anchor, figcaption, Markup(named))


def _number(frame: _Frame, chosen: Sequence[Drawing], page: Page) -> str:
    """Return `Figure 1`, and note at the float which picture it shows; empty for an output without a label."""
    entry = page.floats.get(frame.label)
    if entry is None:
        return ""
    shown = next((drawing for drawing in chosen if drawing.asset), None)
    if shown and shown.asset:
        page.floats[frame.label] = replace(entry, alt=shown.alt, asset=shown.asset.name)
    return f"{frame.kind.word} {entry.number}"


def _complain(frame: _Frame, cell: Cell, page: Page) -> None:
    expected = "a picture" if frame.kind.css == "image" else "a table"
    name = f"label {frame.label}" if frame.label else f"option {frame.kind.prefix}cap"
    page.problem(
        cell.number,
        "C406",
        f"With the {name}, {expected} among the cell's outputs was expected, found none.",
        "Run the cell so that it shows one, or take the option out.",
    )


_REGION = re.compile(r'( role="group" aria-label=)"[^"]*"')
