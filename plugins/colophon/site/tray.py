"""The folder that a build writes to: what the old site has already is taken over from there, as the same file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from colophon.site.record import Entry


class Tray:
    """Writes files by name, relative to the site.

    A file that the old site has with the same bytes is linked, not written: its time stays, and a host that copies
    only what is new has nothing to do. Nothing is ever written through such a link.
    """

    def __init__(self, folder: Path, old: Path | None = None, record: Mapping[str, Entry] | None = None) -> None:
        """`old` is the site that stands, `record` what `entries` was at its end; None where there is none."""
        self.folder = folder
        self.entries: dict[str, Entry] = {}
        self._old = old
        self._record = record or {}
        self._made: set[str] = set()
        """Folders that are there."""
        self._names: dict[str, list[str]] = {}
        for name, entry in self._record.items():
            self._names.setdefault(entry.key, []).append(name)

    def names(self, key: str) -> list[str]:
        """Return the files of the old site that were made from a key."""
        return self._names.get(key, [])

    def put(self, name: str, key: str, produce: Callable[[], bytes]) -> None:
        """Write a file, or take it over where it was made from the same `key`; empty: only its bytes tell."""
        if not self.keep(name, key):
            self.write(name, produce(), key)

    def keep(self, name: str, key: str) -> bool:
        """Take a file over where the old site has it, untouched, and it was made from the same key."""
        if not self.has(name, key):
            return False
        self._take(name)
        return True

    def keep_all(self, key: str) -> bool:
        """Take over every file that was made from a key; none where there is none, or one is missing or was touched."""
        names = self.names(key) if key else []
        if not names or not all(self.has(name, key) for name in names):
            return False
        for name in names:
            self._take(name)
        return True

    def has(self, name: str, key: str) -> bool:
        """Whether `keep` would take the file over."""
        entry = self._record.get(name)
        if self._old is None or not key or entry is None or entry.key != key:
            return False
        try:
            found = os.stat(f"{self._old}/{name}")  # noqa: PTH116  # see `_place`
        except OSError:
            return False
        return (found.st_size, found.st_mtime_ns) == (entry.size, entry.modified)

    def write(self, name: str, data: bytes, key: str = "") -> None:
        """Write a file, or take it over where the old site has the same bytes."""
        standing = self._place(name) if self._old is None else f"{self._old}/{name}"
        if not _has_bytes(standing, data):
            path = self.path(name)
            self._make_room(str(path))
            path.unlink(missing_ok=True)
            path.write_bytes(data)
        elif self._old is not None:
            self._link(name)
        self._note(name, key)

    def settle(self, name: str, key: str = "") -> None:
        """Note a file that something else wrote into the folder; take it over where the old site has its bytes."""
        if self._old is not None and _has_bytes(f"{self._old}/{name}", self.path(name).read_bytes()):
            self._link(name)
        self._note(name, key)

    def settle_all(self) -> None:
        """Settle every file in the folder that is not noted yet."""
        start = len(str(self.folder)) + 1
        for folder, _, names in os.walk(self.folder):
            for each in names:
                name = f"{folder}/{each}"[start:]
                if name not in self.entries:
                    self.settle(name)

    def path(self, name: str) -> Path:
        """Return where a file goes.

        Raises:
            ValueError: that would be outside the folder.
        """
        return Path(self._place(name))

    def _place(self, name: str) -> str:
        """Return `path` as a text: a path object costs more than to ask the disk, and there are some for each file."""
        if name.startswith("/") or ".." in name.split("/"):
            raise ValueError(f"Expected a name inside the site, found {name!r}.")
        return f"{self.folder}/{name}"

    def _take(self, name: str) -> None:
        self._link(name)
        self.entries[name] = self._record[name]

    def _make_room(self, path: str) -> None:
        parent = path.rpartition("/")[0]
        if parent not in self._made:
            os.makedirs(parent, exist_ok=True)  # noqa: PTH103  # see `_place`
            self._made.add(parent)

    def _link(self, name: str) -> None:
        old, new = f"{self._old}/{name}", self._place(name)
        self._make_room(new)
        try:
            os.link(old, new)
        except FileExistsError:
            os.unlink(new)  # noqa: PTH108  # see `_place`
            self._link(name)
        except OSError:  # a file system without hard links
            shutil.copy2(old, new)

    def _note(self, name: str, key: str) -> None:
        found = os.stat(self._place(name))  # noqa: PTH116  # see `_place`
        self.entries[name] = Entry(key, found.st_size, found.st_mtime_ns)


def _has_bytes(path: str, data: bytes) -> bool:
    try:
        if os.stat(path).st_size != len(data):  # noqa: PTH116  # see `_place`
            return False
        with open(path, "rb") as file:  # noqa: PTH123  # see `_place`
            return file.read() == data
    except OSError:
        return False
