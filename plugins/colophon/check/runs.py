"""Whether the stored outputs can come from running the notebook from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import PurePosixPath

from colophon.model import Cell, Change, ChangeKind, Post, Problem

_RUN_ALL = "Restart the kernel, run all cells and save the notebook."


def never_run(post: Post) -> Iterator[Problem]:
    """Yield the code cells that were never run; one problem where none was."""
    code = [cell for cell in post.cells if cell.kind == "code" and cell.source.strip() and cell.options.eval]
    idle = [cell for cell in code if cell.execution_count is None and not cell.outputs]
    if len(idle) == len(code) > 1:
        yield Problem(post.path, 0, "C209", f"Expected cells that were run, found none of {len(code)}.", _RUN_ALL)
        return
    for cell in idle:
        yield Problem(
            post.path, cell.number, "C209", "Expected a cell that was run, found no execution count.", _RUN_ALL
        )


def out_of_order(post: Post) -> Iterator[Problem]:
    """Yield each cell that was run before the one above it."""
    counted = [(cell, cell.execution_count) for cell in post.cells if cell.execution_count is not None]
    for (above, first), (cell, second) in pairwise(counted):
        if second <= first:
            message = f"Expected a cell run after cell {above.number}, which is [{first}], found [{second}]."
            yield Problem(post.path, cell.number, "C210", message, _RUN_ALL)


def stored_errors(post: Post) -> Iterator[Problem]:
    """Yield each cell that stopped with an error that it does not announce."""
    for cell in post.cells:
        if not cell.options.error and (name := _error(cell)):
            message = f"Expected outputs without an error, found a `{name}`."
            remedy = "Mend the cell and run it again, or tag it `raises-exception` where the error is meant."
            yield Problem(post.path, cell.number, "C211", message, remedy)


def stale(path: PurePosixPath, changes: Iterable[Change]) -> list[Problem]:
    """Return what is no longer as it was when the post ran, by its record, each with its cell."""
    return sorted(
        Problem(path, change.cell, CHANGED[change.kind], f"Expected what the run had, found: {change.text}.", _RUN)
        for change in changes
    )


CHANGED: Mapping[ChangeKind, str] = {"code": "C701", "outputs": "C702", "cause": "C703"}
_RUN = "Run the post with `colophon run`."


def _error(cell: Cell) -> str:
    """Return the name of the error that a cell stopped with, "" where it has none."""
    return next(
        (str(output.get("ename") or "error") for output in cell.outputs if output["output_type"] == "error"), ""
    )


RUN_RULES: tuple[Callable[[Post], Iterator[Problem]], ...] = (never_run, out_of_order, stored_errors)
