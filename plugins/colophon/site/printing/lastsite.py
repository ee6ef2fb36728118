"""The site before the one that stands, kept so that a build need not lay every file of a site anew.

Nearly all of its files are files of the site that stands, under a second name. A good build makes the new site of it,
by what changed, and exchanges the two.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from colophon.store import APART

Identity = tuple[int, int]
"""Device and number of a file, the same under all its names."""


def resting_place(store: Path | None) -> Path | None:
    """Return where the last site lies between builds: with what can be deleted at any time; None where that is off."""
    return store / APART / "last-site" if store else None


def fetch(folder: Path, rest: Path | None) -> bool:
    """Bring the last site from its resting place to `folder`, and return whether it is there."""
    if rest and not folder.exists():
        with suppress(OSError):  # none is there, or on another file system
            rest.rename(folder)
    return folder.is_dir()


def begin(rest: Path | None, site: Path, names: Iterable[str]) -> None:
    """Put a twin of the first site to rest, so that the first edit costs no more than the others; its files are links.

    Nothing is kept where they cannot be.
    """
    if rest is None:
        return
    shutil.rmtree(rest, ignore_errors=True)  # of an earlier time
    try:
        files, _ = _by_folder(names)
        for parent, inside in sorted(files.items()):
            Path(rest, parent).mkdir(parents=True, exist_ok=True)
            for name in inside:
                os.link(f"{site}/{parent}/{name}", f"{rest}/{parent}/{name}")
    except OSError:  # a file system without hard links, or another build was quicker
        shutil.rmtree(rest, ignore_errors=True)


def put_away(folder: Path, rest: Path | None, gone: Iterable[str]) -> None:
    """Put the site that stood until now to rest, without what is named as `gone`: nothing outlives its time."""
    with suppress(OSError):  # another file system, or another build, with another output, was first
        for name in gone:
            _remove(f"{folder}/{name}")
        if rest is not None:
            rest.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(rest)
    shutil.rmtree(folder, ignore_errors=True)  # where it is there still


def lay(folder: Path, written: Path, old: Path, names: Iterable[str], taken: Mapping[str, Identity]) -> None:
    """Make `folder` the site that has `names`: those of `taken` from the old site, all others from where they were
    written, which may be `folder` itself. What is there already of the old site stays; nothing is written through a
    name of it.

    Raises:
        OSError: the disk does not take it.
    """
    files, folders = _by_folder(names)
    for parent in sorted(files):
        place = f"{folder}/{parent}".rstrip("/")
        there = _clear(place, files[parent], folders[parent])
        for name in files[parent]:
            whole = f"{parent}/{name}" if parent else name
            if whole not in taken:
                if folder != written:
                    os.replace(f"{written}/{whole}", f"{place}/{name}")  # noqa: PTH105  # a path object costs more
            elif there.get(name) != taken[whole]:
                _link(f"{old}/{whole}", f"{place}/{name}")


def _by_folder(names: Iterable[str]) -> tuple[dict[str, list[str]], dict[str, set[str]]]:
    """Return the files and the folders in each folder of a site; "" is the site itself."""
    files: dict[str, list[str]] = {"": []}
    folders: dict[str, set[str]] = {"": set()}
    for name in names:
        parent, _, last = name.rpartition("/")
        if parent not in files:
            _open(parent, files, folders)
        files[parent].append(last)
    return files, folders


def _open(parent: str, files: dict[str, list[str]], folders: dict[str, set[str]]) -> None:
    above, _, last = parent.rpartition("/")
    if above not in files:
        _open(above, files, folders)
    folders[above].add(last)
    files[parent], folders[parent] = [], set()


def _clear(place: str, files: Iterable[str], folders: set[str]) -> dict[str, Identity]:
    """Leave in a folder only what is wanted there, and return what its files are; it is made where it is missing."""
    wanted, there = {*files}, {}
    try:
        entries, device = [*os.scandir(place)], os.stat(place).st_dev  # noqa: PTH116  # as above
    except FileNotFoundError:
        Path(place).mkdir(parents=True)
        return {}
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in folders:
                _remove(entry.path)
        elif entry.name in wanted:
            there[entry.name] = device, entry.inode()  # which the folder knows: a file need not be asked
        else:
            _remove(entry.path)
    return there


def _remove(path: str) -> None:
    """Remove a file, or a folder with all in it, there or not."""
    try:
        os.unlink(path)  # noqa: PTH108  # as above
    except FileNotFoundError:
        pass
    except OSError:
        shutil.rmtree(path)


def _link(old: str, new: str) -> None:
    _remove(new)
    try:
        os.link(old, new)
    except OSError:  # a file system without hard links
        shutil.copy2(old, new)
