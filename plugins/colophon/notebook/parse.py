"""Turns the notebook of a file into a post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from colophon.model import Cell, CellOptions, Post
from colophon.notebook.characters import Sieve
from colophon.notebook.faults import Findings
from colophon.notebook.frontmatter import read_front
from colophon.notebook.kernel import kernel_of, language_of, language_version_of
from colophon.notebook.options import read_options
from colophon.notebook.values import Place


def parse(notebook: Mapping[str, Any], path: PurePosixPath, *, timezone: ZoneInfo, page: bool = False) -> Post:
    """Return the post that a notebook of nbformat 4.5 holds; warnings are in its `problems`.

    `path` is relative to the content folder; `timezone`, the site's, is that of dates that name none; a `page`
    needs no date. Cells with nothing in them are left out, and the characters that no page may hold.

    Raises:
        Refused: the front matter or the options of a cell cannot be used; it has the warnings too.
    """
    findings = Findings(path)
    metadata = Sieve().tree(notebook["metadata"])
    language = language_of(metadata)
    cells = [_cell(number, cell, language, findings) for number, cell in enumerate(notebook["cells"], 1)]
    front, body = read_front(cells, Place(path, timezone), findings, page=page)
    _note_shared_labels(cells, findings)
    _note_kernel(metadata, findings)
    findings.refuse_if_any_must()
    assert front is not None  # else something in its way was refused
    kept = tuple(cell for cell in body if cell.source.strip() or cell.outputs)
    version, kernel = language_version_of(metadata), kernel_of(metadata)
    return Post(path, front, kept, language, version, kernel, findings.problems, _widgets(metadata))


def _widgets(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the state of the widgets that the notebook keeps, by model."""
    found: Any = metadata
    for name in ("widgets", "application/vnd.jupyter.widget-state+json", "state"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _cell(number: int, cell: Mapping[str, Any], language: str, findings: Findings) -> Cell:
    """Return one cell, its texts clean and its option lines read."""
    sieve = Sieve()
    source = sieve.source(cell["source"])
    options = CellOptions()
    if cell["cell_type"] == "code":
        options, source = read_options(source, language, cell["metadata"].get("tags", ()), number, findings)
    result = Cell(
        number=number,
        id=cell["id"],
        kind=cell["cell_type"],
        source=source,
        options=options,
        outputs=tuple(sieve.output(output) for output in cell.get("outputs", ())),
        attachments={name: sieve.bundle(bundle) for name, bundle in cell.get("attachments", {}).items()},
        execution_count=cell.get("execution_count"),
        media_type=_media_type(cell),
    )
    _note_left_out(sieve.left_out, number, findings)
    return result


def _media_type(cell: Mapping[str, Any]) -> str:
    """Return what a raw cell says it is: JupyterLab notes it as `raw_mimetype`, nbformat's schema as `format`."""
    metadata = cell["metadata"]
    return str(metadata.get("raw_mimetype") or metadata.get("format") or "") if cell["cell_type"] == "raw" else ""


def _note_left_out(left_out: Sequence[str], cell: int, findings: Findings) -> None:
    if left_out:
        listed = ", ".join(sorted(set(left_out)))
        message = f"Expected text that XML allows, found {len(left_out)} control characters ({listed}); left out."
        findings.add(cell, "C006", message, "Delete them in the notebook, or run the cell again.")


def _note_shared_labels(cells: Sequence[Cell], findings: Findings) -> None:
    """Refuse a label on two cells: it is an address, and every reference to it would be wrong for one of them."""
    first: dict[str, int] = {}
    for cell in cells:
        label = cell.options.label
        if label and first.setdefault(label, cell.number) != cell.number:
            message = f"Expected a label of its own, found `{label}`, which cell {first[label]} has."
            findings.add(cell.number, "C206", message, "Give one of them another label.")


def _note_kernel(metadata: Mapping[str, Any], findings: Findings) -> None:
    if not kernel_of(metadata):
        message = f"Expected a kernelspec, found none; the code is taken for {language_of(metadata)}."
        findings.add(0, "C007", message, "Choose a kernel in JupyterLab and save the notebook.")
