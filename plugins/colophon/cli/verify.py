"""Run posts again and compare what they give with their stored outputs."""

from __future__ import annotations

import argparse
import copy
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from colophon.cli.runsite import RunSite, add_run_arguments, describe, ended_by_sigterm, machines, run_site

if TYPE_CHECKING:
    from colophon.cli.progress import Progress
    from colophon.run.plan import Planned
    from colophon.run.verify import Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `colophon verify`."""
    add_run_arguments(parser)
    parser.add_argument(
        "--report", metavar="FILE", type=Path, help="write what differs as one HTML file, with pictures"
    )
    parser.add_argument("--record", action="store_true", help="write into the notebooks how many cells were reproduced")


def run(arguments: argparse.Namespace) -> int:
    """Compare, say what differs, and return 0 where all was reproduced, else 1."""
    from colophon.run.plan import look
    from colophon.run.report import html_report

    site = run_site(arguments)
    posts, problems = look(site.root, site.paths, site.pins)
    failures = list(map(str, problems))
    print(*failures, sep="\n", end="\n" if failures else "", file=sys.stderr)
    due = [post for post in posts if post.state.kind not in ("no code", "not run")]
    reports = list(_verify(site, due, failures, arguments)) if due else []
    if arguments.report:
        arguments.report.write_text(html_report(reports, failures), "utf-8")
    same = sum(not report.differs for report in reports)
    print(f"{same} of {len(due)} posts gave their outputs again; {len(posts) - len(due)} have none.")
    return int(bool(failures) or same < len(due))


def _verify(site: RunSite, due: list[Planned], failures: list[str], arguments: argparse.Namespace) -> Iterator[Report]:
    """Yield how each post that runs compares, and add why the others do not to `failures`."""
    from colophon.cli.progress import Progress
    from colophon.run.engines import run_posts
    from colophon.run.verify import compare

    by_path = {post.path: post for post in due}
    progress = Progress({path: len(post.notebook.cells) for path, post in by_path.items()})
    jobs = [site.job(post, isolated=arguments.isolated) for post in due]
    try:
        with ended_by_sigterm(), machines(site, arguments) as executor:
            for outcome in run_posts(jobs, executor, progress.on_cell, progress.tick):
                post = by_path[outcome.path]
                if outcome.notebook is None:
                    assert outcome.failure is not None
                    lines = list(describe(post.path, outcome.failure, colours=sys.stderr.isatty()))
                    failures.append(lines[0])
                    progress.finished(post.path, *lines)
                    continue
                report = compare(post.path, post.notebook, outcome.notebook)
                progress.finished(post.path, *_lines(report))
                if arguments.record:
                    _record(site, post, report, progress)
                yield report
    finally:
        progress.close()


def _lines(report: Report) -> Iterator[str]:
    yield f"{report.path}: {report.words}"
    for cell in report.differs:
        for difference in cell.differences:
            yield f"  cell {cell.number}, {difference.what}:"
            yield from (f"    {line}" for line in difference.lines)


def _record(site: RunSite, post: Planned, report: Report, progress: Progress) -> None:
    """Write the result into the notebook, where it has the record of a run that still stands."""
    from colophon.run.plan import ChangedError, keep
    from colophon.run.record import Verified
    from colophon.run.stamp import stamp_verified

    if not post.state.is_current:
        progress.note(f"{post.path}: not recorded: {post.state.kind}. Run it with `colophon run` first.")
        return
    numbers = tuple(cell.number for cell in report.differs)
    verified = Verified(datetime.now(UTC), len(report.cells) - len(numbers), len(report.cells), numbers)
    notebook = copy.deepcopy(post.notebook)
    stamp_verified(notebook, verified)
    try:
        keep(site.root, post, notebook)
    except (ChangedError, OSError) as error:
        progress.note(f"{post.path}: not recorded: {error}")
