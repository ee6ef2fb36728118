"""The record of the last build, a file beside the site; it is the site's lock too."""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field, json

BUSY = 75
"""Exit status while another build runs. Source: sysexits.h, EX_TEMPFAIL."""
FORM = 3
"""Of the record; one of another form is taken for one without entries."""


class Entry(Struct, frozen=True, array_like=True):
    """One file of the old site, as the build left it."""

    key: str
    """Digest of everything it was made from; empty where that is not known."""
    size: int
    modified: int
    """Nanoseconds; with the size it tells whether somebody changed the file since."""


class Standing(Struct, frozen=True):
    """What the site was made from, and how its build ended."""

    settings: str
    """Digest of the settings as Pelican has them."""
    asked: str
    """Digest of the command line and of the settings file's values; empty where Pelican was called by itself."""
    world: str
    """Digest of what is installed, and of the environment as far as pages depend on it."""
    trees: Mapping[str, str]
    """Every file and folder that the build read: its path, and the digest of names, sizes and times in it."""
    left_out: tuple[str, ...] = ()
    """Paths in them that builds write."""
    until: float | None = None
    """When the first waiting post is due, in seconds since 1970; None where none waits."""
    report: str = ""
    """What the build printed of the problems that it found."""
    status: int = 0


class Record(Struct, frozen=True):
    """What a build leaves for the next."""

    entries: Mapping[str, Entry] = field(default_factory=dict, name="files")
    """Every file of the site, by its name."""
    standing: Standing | None = None
    """None where something that the site was made from cannot be told."""
    maker: str = field(default="Colophon", name="made by")
    form: int = FORM


def record_file(output: Path) -> Path:
    """Return where the record of a site is."""
    return output.with_name(f".{output.name}.press")


@contextmanager
def locked(output: Path) -> Iterator[Path]:
    """Hold the lock of a site and yield the path of its record; the system drops the lock when the process ends.

    Raises:
        SystemExit: 75, another build holds it.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    path = record_file(output)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say(f"another build writes to {output}. Wait for it, or choose another output with -o.")
            raise SystemExit(BUSY) from None
        yield path


def read_record(path: Path) -> Record:
    """Return the record in a file; an empty one where it is of another form."""
    return _record(path.read_bytes())


@lru_cache(maxsize=1)  # `colophon build` asks before Pelican is imported, and Pelican's build asks again
def _record(data: bytes) -> Record:
    try:
        record = json.decode(data, type=Record)
    except ValueError:  # of another form, or damaged
        return Record()
    return record if record.form == FORM else Record()


def write_record(path: Path, record: Record) -> None:
    """Write a record into its file."""
    path.write_bytes(json.encode(record, order="sorted"))


def say(sentence: str) -> None:
    """Tell the author something about the build."""
    print(f"Colophon: {sentence}", file=sys.stderr)
