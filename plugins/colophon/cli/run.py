"""Run the posts whose outputs are not up to date, each in a fresh kernel."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from colophon.cli.runsite import RunSite, add_run_arguments, describe, ended_by_sigterm, machines, run_site

if TYPE_CHECKING:
    from colophon.cli.progress import Progress
    from colophon.run.job import Outcome
    from colophon.run.plan import Planned


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `colophon run`."""
    add_run_arguments(parser)
    parser.add_argument("--force", action="store_true", help="run what is up to date, too")
    parser.add_argument("-n", "--dry-run", action="store_true", help="only say in which state each post is, and why")


def run(arguments: argparse.Namespace) -> int:
    """Run what is to be run and return 0, or 1 where a post failed or cannot be read."""
    from colophon.run.plan import look

    site = run_site(arguments)
    posts, problems = look(site.root, site.paths, site.pins)
    for problem in problems:
        print(problem, file=sys.stderr)
    if arguments.dry_run:
        print(*map(_state, posts), sep="\n")
        return int(bool(problems))
    due = [post for post in posts if _is_due(post, arguments.force)]
    failed = _run(site, due, arguments) if due else 0
    current = len(posts) - len(due)
    print(f"{len(due) - failed} run, {failed} failed, {current} up to date.")
    return int(bool(problems) or failed > 0)


def _is_due(post: Planned, force: bool) -> bool:
    return not post.state.is_current or (force and post.state.kind != "no code")


def _state(post: Planned) -> str:
    reasons = f": {'; '.join(post.state.reasons)}" if post.state.reasons else ""
    return f"{post.path}: {post.state.kind}{reasons}"


def _run(site: RunSite, due: list[Planned], arguments: argparse.Namespace) -> int:
    """Run the posts and return how many failed; each is written as soon as it has ended."""
    from colophon.cli.progress import Progress
    from colophon.run.engines import run_posts

    by_path = {post.path: post for post in due}
    progress = Progress({path: len(post.notebook.cells) for path, post in by_path.items()})
    jobs = [site.job(post, isolated=arguments.isolated) for post in due]
    failed = 0
    try:
        with ended_by_sigterm(), machines(site, arguments) as executor:
            for outcome in run_posts(jobs, executor, progress.on_cell, progress.tick):
                failed += not _kept(site, by_path[outcome.path], outcome, progress)
    finally:
        progress.close()
    return failed


def _kept(site: RunSite, post: Planned, outcome: Outcome, progress: Progress) -> bool:
    """Write the notebook of a post that went well, say how it went, and return whether it did."""
    from colophon.run.plan import ChangedError, keep

    if outcome.notebook is None:
        assert outcome.failure is not None
        progress.finished(post.path, *describe(post.path, outcome.failure, colours=sys.stderr.isatty()))
        return False
    try:
        keep(site.root, post, outcome.notebook)
    except (ChangedError, OSError) as error:
        progress.finished(post.path, f"{post.path}: failed: {error}")
        return False
    why = f" ({'; '.join(post.state.reasons) or post.state.kind})"
    progress.finished(post.path, f"{post.path}: run in {outcome.seconds:.1f} s{why}")
    return True
