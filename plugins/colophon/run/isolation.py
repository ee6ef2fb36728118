"""Wraps a kernel so that it has no network and does not see the home folder. Linux, with bubblewrap."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from colophon.errors import ColophonError

HIDDEN = ("/home", "/root", "/run/user", "/mnt", "/media", "/srv", "/var/tmp", "/tmp")
"""Where people keep their files; empty folders stand in for them."""


def isolated(
    python: str, *, scratch: Path, hidden: Iterable[Path] = (), shared: Iterable[Path] = (), program: str = "bwrap"
) -> tuple[str, ...]:
    """Return the command that runs `python` without network, and without sight of `HIDDEN`, home and `hidden`.

    It can write to `scratch` and to the folders in `shared` that are there; all else is read-only. Its processes
    are a family of their own: with the first of them all end.

    Raises:
        ColophonError: bubblewrap is not installed.
    """
    bwrap = shutil.which(program)
    if bwrap is None:
        raise ColophonError("--isolated needs bubblewrap, and there is no `bwrap`. Install the package `bubblewrap`.")
    options = [
        *("--unshare-all", "--die-with-parent", "--unsetenv", "JPY_PARENT_PID"),
        *("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"),
        *(word for folder in _hidden(hidden) for word in ("--tmpfs", str(folder))),
        *(word for folder in _prefixes(Path(python)) for word in ("--ro-bind", str(folder), str(folder))),
        *(word for folder in (scratch, *shared) for word in ("--bind-try", str(folder), str(folder))),
    ]
    return (bwrap, *options, "--", python)


def _hidden(more: Iterable[Path]) -> list[Path]:
    """Return the folders to hide, outer ones first: the later mount is what is seen."""
    places = {Path(name) for name in (*HIDDEN, tempfile.gettempdir())} | {Path.home(), *more}
    return [place for place in sorted(places) if place.is_dir()]


def _prefixes(python: Path) -> Iterator[Path]:
    """Yield the folders that a Python runs from: its environment, and the installation that this was made of."""
    yield python.absolute().parent.parent
    base = python.resolve().parent.parent
    if base != Path("/usr"):
        yield base
