"""Whether the site that stands is the one that a build would make: then there is nothing to build.

All that a site is made from is looked at from outside, as version control looks at a work tree: names, sizes and
times. What cannot be looked at so (another plugin, a setting that is an object) makes every build a whole one.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path

from msgspec.structs import replace

from colophon.private import private_values
from colophon.site.posts.causes import installation
from colophon.site.posts.digests import SETTLED_SECONDS
from colophon.site.printing.record import Entry, Record, Standing, say
from colophon.store import digest

TOLD = ("HOME", "USER", "HOSTNAME", "SOURCE_DATE_EPOCH", "TZ", "LANG", "LC_ALL", "LC_TIME")
"""Variables of the environment that pages or checks can depend on, beside the private ones."""

asked: ContextVar[str] = ContextVar("asked", default="")
"""Set by `colophon build` for the build that it starts: the digest of what was asked for."""


def look(
    settings: str, places: Iterable[Path], environment: Mapping[str, str], left_out: Iterable[str] = ()
) -> Standing | None:
    """Return what a build that begins now is made from; None where that cannot be told.

    `settings` is the digest of the settings, empty where they have none; `places` are the files and folders that it
    reads, `left_out` paths in them that it writes.
    """
    written = tuple(left_out)
    trees = {str(place): tree(place, written) for place in places}
    if not settings or not all(trees.values()):
        return None
    return Standing(settings, asked.get(), world(environment), trees, written)


def world(environment: Mapping[str, str]) -> str:
    """Return the digest of what is installed, and of the environment as far as a site depends on it."""
    told = {name: environment[name] for name in TOLD if name in environment}
    return digest([installation(), repr(sorted({**private_values(environment), **told}.items()))])


def tree(place: Path, left_out: Sequence[str] = (), now: int | None = None) -> str:
    """Return the digest of a file, or of all below a folder, by names, sizes and times; "" while it changes.

    What is `left_out` is not looked at, with what a build puts beside it for a while (`.output.next`), nor is the time
    of the folder that it is in. `now` is the present in nanoseconds, else the clock's.
    """
    newest, parts = 0, []
    for path, found in _files(place, left_out):
        newest = max(newest, found.st_mtime_ns, found.st_ctime_ns)
        parts.append(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0{found.st_ctime_ns}\0{found.st_ino}")
    settled = (now or time.time_ns()) - newest > SETTLED_SECONDS * 1e9
    return digest(["tree", *sorted(parts)]) if settled else ""


def stands(record: Record, output: Path, now: Standing) -> bool:
    """Whether the site in `output` is what a build would make that is made from `now`.

    Of settings and of what was asked for, one has to be known and equal.
    """
    then = record.standing
    if then is None or not (now.settings == then.settings or now.asked == then.asked != ""):
        return False
    if then.until is not None and time.time() >= then.until:
        return False
    same = replace(now, settings="", asked="") == Standing("", "", then.world, then.trees, then.left_out)
    return same and _untouched(output, record.entries)


def again(then: Standing, environment: Mapping[str, str], *, asked: str) -> Standing | None:
    """Return what a build would be made from that looks where the last one looked."""
    trees = {place: tree(Path(place), then.left_out) for place in then.trees}
    return Standing("", asked, world(environment), trees, then.left_out) if all(trees.values()) else None


def tell(standing: Standing) -> int:
    """Print what the last build found, and return the status with which it ended."""
    sys.stderr.write(standing.report)
    say("nothing has changed since the last build; its site stands.")
    return standing.status


def _files(
    place: Path, left_out: Sequence[str] = (), above: frozenset[tuple[int, int]] = frozenset()
) -> Iterator[tuple[str, os.stat_result]]:
    """Yield all at and below a place, folders too, each with what its file system says of it; a loop of links once."""
    try:
        found = place.stat()
    except OSError:
        return
    here = [each for each in left_out if each.rpartition("/")[0] == str(place)]
    if not here:
        yield str(place), found
    identity = found.st_dev, found.st_ino
    if identity in above or not stat.S_ISDIR(found.st_mode):
        return
    for entry in os.scandir(place):
        if any(_is_at(entry.path, each) for each in here):
            continue
        if entry.is_file():
            yield entry.path, entry.stat()
        else:
            yield from _files(Path(entry.path), left_out, above | {identity})


def _is_at(path: str, written: str) -> bool:
    """Whether a path is one that builds write, or beside it under a hidden name, as its record is."""
    folder, _, name = written.rpartition("/")
    return path == written or path.startswith(f"{folder}/.{name}.")


def _untouched(output: Path, entries: Mapping[str, Entry]) -> bool:
    """Whether the site has the files of the record, as they were left, and no other."""
    start = len(str(output)) + 1
    found = {
        path[start:]: (each.st_size, each.st_mtime_ns)
        for path, each in _files(output)
        if not stat.S_ISDIR(each.st_mode)
    }
    return found == {name: (entry.size, entry.modified) for name, entry in entries.items()}
