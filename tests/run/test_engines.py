"""What an engine cannot do is a failure of one post, and of no other."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from pathlib import Path, PurePosixPath
from typing import Any

from colophon.run.engines import run_posts
from colophon.run.job import Failure, Job, Outcome
from tests.conftest import notebook


class Broken(Executor):
    """Loses one post and gives back the others."""

    def submit(self, fn: Any, /, *arguments: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        path = arguments[0].path
        if path.name == "lost.ipynb":
            future.set_exception(ConnectionError("the machine is gone"))
        else:
            future.set_result(Outcome(path, 1.5))
        return future


def test_a_post_that_an_engine_loses_takes_no_other_along(tmp_path: Path) -> None:
    jobs = [Job(PurePosixPath(name), tmp_path, notebook()) for name in ("a.ipynb", "lost.ipynb", "z.ipynb")]
    outcomes = run_posts(jobs, Broken(), lambda path, cell: None)
    assert sorted(outcomes, key=lambda outcome: outcome.path) == [
        Outcome(PurePosixPath("a.ipynb"), 1.5),
        Outcome(
            PurePosixPath("lost.ipynb"),
            0,
            failure=Failure(0, "could not be run: ConnectionError: the machine is gone"),
        ),
        Outcome(PurePosixPath("z.ipynb"), 1.5),
    ]
