"""What running the posts of a site needs: its settings, its posts, and the words for how they went."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from colophon.errors import SettingsError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from colophon.run.job import Failure, Job
    from colophon.run.limits import Limits
    from colophon.run.pins import Lock
    from colophon.run.plan import Planned
    from colophon.site.settings import SiteSettings


class RunSite(Struct, frozen=True):
    """A site, as far as running its posts is concerned."""

    root: Path
    paths: tuple[PurePosixPath, ...]
    """The posts that were asked for, relative to the content folder."""
    python: str
    """The Python that the kernels run on."""
    allowed: tuple[str, ...]
    limits: Limits
    lock: Lock
    pins: Mapping[str, str]
    """What the lock pins, else what is installed."""

    def job(self, planned: Planned, *, isolated: bool = False) -> Job:
        """Return the work of running one post."""
        from colophon.run.job import Job

        return Job(
            path=planned.path,
            root=self.root,
            notebook=planned.notebook,
            python=self.python,
            allowed=self.allowed,
            limits=self.limits,
            isolated=isolated,
            pins=self.lock.pins,
        )


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of all commands that run posts."""
    parser.add_argument("posts", metavar="POST", type=Path, nargs="*", help="notebooks and folders (default: all)")
    parser.add_argument("--content", metavar="DIR", type=Path, help="the content folder (default: the settings' PATH)")
    parser.add_argument("--settings", metavar="FILE", type=Path, default=Path("pelicanconf.py"))
    parser.add_argument("--python", metavar="FILE", type=Path, help="the Python of the kernels; it needs ipykernel")
    parser.add_argument("-j", "--jobs", metavar="N", type=_count, default=1, help="how many posts run at one time")
    parser.add_argument("--cluster", metavar="ADDRESS", help="run on the workers of a Dask scheduler, tcp://host:8786")
    parser.add_argument("--isolated", action="store_true", help="without network and sight of home (needs bubblewrap)")


def run_site(arguments: argparse.Namespace) -> RunSite:
    """Return the site that the arguments mean.

    Raises:
        SettingsError: a setting cannot be used, or the Python is not there.
    """
    from colophon.cli.sitefile import site_settings
    from colophon.run.pins import read_lock, read_pins

    site, folders = site_settings(arguments.settings, arguments.content)
    home = arguments.settings.parent
    lock = home / site["COLOPHON_LOCK"] if site["COLOPHON_LOCK"] else None
    python = _python(arguments.python, site["COLOPHON_RUN_PYTHON"], home)
    return RunSite(
        root=site.root,
        paths=chosen(site, folders, arguments.posts),
        python=python,
        allowed=tuple(site["COLOPHON_RUN_ENVIRONMENT"]),
        limits=_limits(site),
        lock=read_lock(lock),
        pins=read_pins(lock, python),
    )


def chosen(site: SiteSettings, folders: tuple[str, ...], asked: list[Path]) -> tuple[PurePosixPath, ...]:
    """Return the notebooks that were asked for, relative to the content folder; all posts where none was."""
    from colophon.cli.sitefile import notebooks

    if not asked:
        return tuple(sorted(set(notebooks(site, folders))))
    named = [PurePosixPath(os.path.relpath(path.resolve(), site.root)) for path in asked]
    below = [path for path in notebooks(site, [""]) if any(path.is_relative_to(folder) for folder in named)]
    return tuple(sorted({*below, *(path for path in named if path.suffix == ".ipynb")}))


@contextmanager
def machines(site: RunSite, arguments: argparse.Namespace) -> Iterator[Executor]:
    """Give the executor that the arguments ask for: this machine's, or a cluster's."""
    from colophon.run.engines import this_machine

    if not arguments.cluster:
        with this_machine(arguments.jobs) as executor:
            yield executor
        return
    from colophon.run.cluster import cluster

    with cluster(arguments.cluster, site.lock, lambda line: print(line, file=sys.stderr)) as executor:
        yield executor


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end what runs as Ctrl-C does: kernels first, scratch copies with them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def describe(path: PurePosixPath, failure: Failure, *, colours: bool) -> Iterator[str]:
    """Yield the lines that say why a post failed: the cell's code, and its traceback."""
    where = f"cell {failure.cell} " if failure.cell else ""
    yield f"{path}: failed: {where}{failure.reason.rstrip('.')}."
    yield from (f"    {line}" for line in failure.code.split("\n") if failure.code)
    traceback = failure.traceback if colours else re.sub(r"\x1b\[[0-9;]*m", "", failure.traceback)
    yield from (f"  │ {line}" for line in traceback.split("\n") if traceback)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1, found {text!r}")
    return int(text)


def _python(flag: Path | None, setting: str, home: Path) -> str:
    """Return the path of the Python to use; not resolved, since a link tells a virtual environment."""
    if flag is None and not setting:
        return sys.executable
    place = (flag or home / setting).absolute()
    if not place.is_file():
        raise SettingsError(f"{place} is no Python. Set COLOPHON_RUN_PYTHON or --python to one that has ipykernel.")
    return str(place)


def _limits(site: SiteSettings) -> Limits:
    from colophon.run.limits import Limits

    return Limits(
        cell_seconds=site["COLOPHON_RUN_CELL_SECONDS"],
        post_seconds=site["COLOPHON_RUN_POST_SECONDS"],
        memory_bytes=site["COLOPHON_RUN_MEMORY_MB"] * 1_000_000,
        output_bytes=site["COLOPHON_RUN_OUTPUT_MB"] * 1_000_000,
    )
