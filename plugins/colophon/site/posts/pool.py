"""Converts many notebooks, on all cores where that pays."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from colophon.site.posts.conversion import Desk, internal_fault
from colophon.site.posts.leaf import Body, Leaf

if TYPE_CHECKING:  # a build after an edit needs one process
    from concurrent.futures import ProcessPoolExecutor

Converted = tuple[Leaf, Body | None]

WORTH_BYTES = 2_000_000
"""Of notebooks: below, one process is as quick."""
CHUNKS_PER_WORKER = 8


def converted(desk: Desk, paths: Sequence[PurePosixPath]) -> Iterator[Converted]:
    """Yield the leaf of each notebook, in no particular order.

    A notebook that ends its process (a fault in a library, or all memory used) is refused; the others are not hurt.
    """
    workers = _workers(desk, paths)
    if workers < 2:
        yield from map(desk.convert, paths)
        return
    from concurrent.futures import as_completed
    from concurrent.futures.process import BrokenProcessPool

    from colophon.site.posts import primer

    primer.prepare(desk)  # once, before the fork, in place of once in each worker

    left = set(paths)
    try:
        with _executor(workers) as executor:
            for future in as_completed([executor.submit(_convert, desk, chunk) for chunk in _chunks(paths, workers)]):
                for each in future.result():
                    left.discard(each[0].path)
                    yield each
    except BrokenProcessPool:
        for path in sorted(left):
            yield _alone(desk, path)


def _convert(desk: Desk, paths: Sequence[PurePosixPath]) -> list[Converted]:
    return [desk.convert(path) for path in paths]


def _alone(desk: Desk, path: PurePosixPath) -> Converted:
    from concurrent.futures.process import BrokenProcessPool

    try:
        with _executor(1) as executor:
            return executor.submit(_convert, desk, [path]).result()[0]
    except BrokenProcessPool as error:
        return Leaf(path, problems=(internal_fault(path, error),)), None


def _workers(desk: Desk, paths: Sequence[PurePosixPath]) -> int:
    """Return how many processes to use. Only a fork has packages that were found through `PLUGIN_PATHS`."""
    size = sum((desk.root / path).stat().st_size for path in paths)
    if sys.platform != "linux" or size < WORTH_BYTES:
        return 1
    return min(len(os.sched_getaffinity(0)), len(paths))


def _executor(workers: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(workers, mp_context=get_context("fork"))


def _chunks(paths: Sequence[PurePosixPath], workers: int) -> list[Sequence[PurePosixPath]]:
    step = max(1, len(paths) // (workers * CHUNKS_PER_WORKER))
    return [paths[start : start + step] for start in range(0, len(paths), step)]
