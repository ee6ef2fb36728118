"""Runs many posts on anything that behaves like `concurrent.futures.Executor`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import PurePosixPath

from colophon.run.job import Failure, Job, OnCell, Outcome, run_post


@contextmanager
def this_machine(count: int) -> Iterator[Executor]:
    """Give an executor that runs `count` posts at one time; the work is done in the kernels' own processes."""
    executor = ThreadPoolExecutor(count, thread_name_prefix="colophon-run")
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def run_posts(
    jobs: Iterable[Job], executor: Executor, on_cell: OnCell, tick: Callable[[], None] | None = None
) -> Iterator[Outcome]:
    """Yield how each post went, as soon as it has ended; `tick` is called twice a second meanwhile.

    When the caller stops early or is interrupted, the kernels are ended before the error travels on.
    """
    stop = threading.Event()
    paths: dict[Future[Outcome], PurePosixPath] = {
        executor.submit(run_post, job, on_cell, stop): job.path for job in jobs
    }
    pending = set(paths)
    try:
        while pending:
            done, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
            yield from (_outcome(future, paths[future]) for future in done)
            if tick:
                tick()
    finally:
        stop.set()
        for future in pending:
            future.cancel()
        wait(pending)


def _outcome(future: Future[Outcome], path: PurePosixPath) -> Outcome:
    """Return how a post went; what its engine could not do is a failure of this post and no other."""
    error = future.exception()
    if error is None:
        return future.result()
    if not isinstance(error, Exception):
        raise error
    return Outcome(path, 0, failure=Failure(0, f"could not be run: {type(error).__name__}: {error}"))
