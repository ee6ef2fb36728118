"""The outputs of a cell as HTML: printed text, errors, and MIME bundles in the richest type that can be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from colophon.model import Cell
from colophon.render.ansi import plain_text
from colophon.render.boxes import notice
from colophon.render.context import RenderContext
from colophon.render.figures import framed
from colophon.render.mime import DRAWERS, LOADING_TYPES, SILENT_TYPES
from colophon.render.mime.bundle import Bundle, Drawing, DrawingError, joined
from colophon.render.mime.text import terminal
from colophon.render.page import Page
from colophon.render.streams import merged, paired, shorten_home

SUMMARY_CHARACTERS = 200
"""Of an error's message in the line that the traceback folds under."""


def render_outputs(cell: Cell, page: Page, context: RenderContext) -> Markup:
    """Return what the cell's outputs show, figures and tables framed; empty where nothing is to be seen."""
    drawings = []
    for output in merged(paired(cell.outputs)):
        drawing = render_output(output, cell, page, context)
        if drawing is not None:
            drawings.append(drawing)
    return framed(drawings, cell, page, context)


def render_output(output: Mapping[str, Any], cell: Cell, page: Page, context: RenderContext) -> Drawing | None:
    """Return one output as HTML; None where there is nothing to see, or nothing that can be drawn (then a Problem)."""
    kind = output.get("output_type")
    if kind == "stream":
        return _stream(Bundle(output, {}, cell, page, context))
    if kind == "error":
        return _error(Bundle(output, {}, cell, page, context))
    data, metadata = output.get("data") or {}, output.get("metadata") or {}
    return _bundle(Bundle(data, metadata, cell, page, context)) if data else None


def _stream(bundle: Bundle) -> Drawing | None:
    """Return printed text; what went to stderr is told apart, and left out where the cell asks for that."""
    stderr = bundle.data["name"] == "stderr"
    if (stderr and not bundle.cell.options.warning) or not bundle.data["text"].strip():
        return None
    text = (shorten_home(bundle.data["text"]) if stderr else bundle.data["text"]).rstrip("\n")
    label = f"{'Messages' if stderr else 'Printed text'} of cell {bundle.cell.number}"
    return Drawing(terminal(bundle, text, label), "stderr" if stderr else "stream")


def _error(bundle: Bundle) -> Drawing:
    """Return an error in one line, its traceback folded under it."""
    name, message = (plain_text(joined(bundle.data.get(key) or "")).strip() for key in ("ename", "evalue"))
    line = shorten_home(message.partition("\n")[0])
    line = f"{line[:SUMMARY_CHARACTERS]}…" if len(line) > SUMMARY_CHARACTERS else line
    summary = Markup('<span class="error-name">{}</span>{}').format(name or "Error", f": {line}" if line else "")
    traceback = shorten_home("\n".join(bundle.data.get("traceback") or []))
    if not traceback.strip():
        return Drawing(Markup("<p>{}</p>").format(summary), "error")
    box = terminal(bundle, traceback, f"Traceback of cell {bundle.cell.number}")
    return Drawing(Markup("<details><summary>{}</summary>{}</details>").format(summary, box), "error")


def _bundle(bundle: Bundle) -> Drawing | None:
    """Return the bundle in the richest type that can be drawn; each richer one that cannot is a Problem."""
    if LOADING_TYPES & set(bundle.data):
        return None
    reasons = {
        media_type: f"{media_type} is not drawn"
        for media_type in bundle.data
        if media_type not in DRAWERS and media_type not in SILENT_TYPES
    }
    for media_type, drawing in _attempts(bundle, reasons):
        reasons.pop("text/plain", None)  # a placeholder that says nothing; nobody misses it
        if reasons:
            _shown_instead(bundle, media_type, reasons)
        return drawing if drawing.html else None
    return _nothing_drawn(bundle, reasons) if reasons else None


def _attempts(bundle: Bundle, reasons: dict[str, str]) -> Iterator[tuple[str, Drawing]]:
    """Yield what can be drawn, richest first, and note in `reasons` what was tried in vain."""
    for media_type, draw in DRAWERS.items():
        if media_type in bundle.data:
            try:
                yield media_type, draw(bundle, media_type)
            except DrawingError as error:
                reasons[media_type] = f"of {media_type}, {error}"


def _shown_instead(bundle: Bundle, media_type: str, reasons: Mapping[str, str]) -> None:
    bundle.problem(
        "C403",
        f"The richest form of an output was expected, found only {media_type} to show: {_listed(reasons)}.",
        "Display a picture, a table or plain HTML, or check that what is shown says enough.",
    )


def _nothing_drawn(bundle: Bundle, reasons: Mapping[str, str]) -> Drawing:
    """Note that the post cannot be shown, and return a notice for sites that show it all the same."""
    bundle.problem(
        "C402",
        f"An output that a page can show was expected, found none: {_listed(reasons)}.",
        "Display a picture, a table or text as well, or leave it out with the tag `remove-output`.",
    )
    return Drawing(notice("An output that stands here in the notebook cannot be shown on a page."), "missing")


def _listed(reasons: Mapping[str, str]) -> str:
    return "; ".join(reasons[media_type] for media_type in sorted(reasons))
