"""The folder that a build writes to, and what it takes over from the old site."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from colophon.site.printing.lastsite import Identity
from colophon.site.printing.progress import Printing
from colophon.site.printing.record import Entry
from colophon.store import digest


class Tray:
    """Writes files by name, relative to the site.

    A file that the old site has with the same bytes is taken over: it is not written, its time stays, and a host that
    copies only what is new has nothing to do. `taken` says which; they are put beside the written ones at the end.
    """

    def __init__(
        self,
        folder: Path,
        old: Path | None = None,
        record: Mapping[str, Entry] | None = None,
        progress: Printing | None = None,
    ) -> None:
        """`old` is the site that stands, `record` what `entries` was at its end; None where there is none."""
        self.folder = Path(os.path.abspath(folder))  # noqa: PTH100  # as Pelican does it with every file
        self.entries: dict[str, Entry] = {}
        self.taken: dict[str, Identity] = {}
        """The files of the old site that are those of the new one."""
        self._old = old
        self._record = record or {}
        self._progress = progress
        self._made: set[str] = set()
        """Folders that are there."""
        self._names: dict[str, list[str]] = {}
        for name, entry in self._record.items():
            self._names.setdefault(entry.key, []).append(name)

    def names(self, key: str) -> list[str]:
        """Return the files of the old site that were made from a key."""
        return self._names.get(key, [])

    def put(self, name: str, key: str, produce: Callable[[], bytes]) -> None:
        """Write a file, or take it over where it was made from the same `key`."""
        if not self.keep(name, key):
            self.write(name, produce(), key)

    def keep(self, name: str, key: str) -> bool:
        """Take a file over where the old site has it, untouched, and it was made from the same key."""
        found = self._standing(name, key)
        if found:
            self._take(name, found, self._record[name])
        return bool(found)

    def keep_all(self, key: str) -> bool:
        """Take over every file that was made from a key; none where there is none, or one is missing or was touched."""
        names = self.names(key) if key else []
        found = {name: status for name in names if (status := self._standing(name, key))}
        if not found or len(found) < len(names):
            return False
        for name, status in found.items():
            self._take(name, status, self._record[name])
        return True

    def has(self, name: str, key: str) -> bool:
        """Whether `keep` would take the file over."""
        return bool(self._standing(name, key))

    def write(self, name: str, data: bytes, key: str = "") -> None:
        """Write a file, or take it over where the old site has the same bytes; without a key they are its key."""
        if not key:
            key = digest([data])
            if self.keep(name, key):
                return
        if self._old is not None and (found := _same(f"{self._old}/{name}", data)):
            self._take(name, found, _entry(key, found))
            return
        place = self.place(name)
        self._make_room(place)
        _write(place, data, spare=self._old is None)
        self._note(name, key)

    def settle(self, name: str, key: str = "") -> None:
        """Note a file that something else wrote into the folder; take it over where the old site has its bytes."""
        found = self._old is not None and _same(f"{self._old}/{name}", self.path(name).read_bytes())
        if found:
            self._take(name, found, _entry(key, found))
            self.path(name).unlink(missing_ok=True)
        else:
            self._note(name, key)

    def settle_all(self) -> None:
        """Settle every file in the folder that is not noted yet, or was taken over before something else wrote it."""
        start = len(str(self.folder)) + 1
        for folder, _, names in os.walk(self.folder):
            for each in names:
                name = f"{folder}/{each}"[start:]
                if name not in self.entries or name in self.taken:
                    self.settle(name)

    def read(self, name: str) -> bytes:
        """Return the bytes of a file of the new site."""
        return (Path(f"{self._old}/{name}") if name in self.taken else self.path(name)).read_bytes()

    def drop(self, name: str) -> None:
        """Remove a file, there or not."""
        self.path(name).unlink(missing_ok=True)
        self.entries.pop(name, None)
        self.taken.pop(name, None)

    def path(self, name: str) -> Path:
        """Return where a file goes.

        Raises:
            ValueError: that would be outside the folder.
        """
        return Path(self.place(name))

    def place(self, name: str) -> str:
        """Return `path` as a text: a path object costs more than to ask the disk, and there are some for each file."""
        if name.startswith("/") or ".." in name.split("/"):
            raise ValueError(f"Expected a name inside the site, found {name!r}.")
        return f"{self.folder}/{name}"

    def _standing(self, name: str, key: str) -> os.stat_result | None:
        """Return what the disk says of a file of the old site that was made from the key, and not touched since."""
        entry = self._record.get(name)
        if self._old is None or not key or entry is None or entry.key != key:
            return None
        try:
            found = os.stat(f"{self._old}/{name}")  # noqa: PTH116  # see `place`
        except OSError:
            return None
        return found if (found.st_size, found.st_mtime_ns) == (entry.size, entry.modified) else None

    def _take(self, name: str, found: os.stat_result, entry: Entry) -> None:
        if name in self.entries:  # written before
            self.drop(name)
        self.entries[name] = entry
        self.taken[name] = found.st_dev, found.st_ino
        self._tell()

    def _make_room(self, path: str) -> None:
        parent = path.rpartition("/")[0]
        if parent not in self._made:
            os.makedirs(parent, exist_ok=True)  # noqa: PTH103  # see `place`
            self._made.add(parent)

    def _note(self, name: str, key: str) -> None:
        self.entries[name] = _entry(key, os.stat(self.place(name)))  # noqa: PTH116  # likewise
        self.taken.pop(name, None)
        self._tell()

    def end_progress(self) -> None:
        """Tell nothing more of how many files there are, and leave no trace of it: others write to the terminal now."""
        if self._progress:
            self._progress.end()
            self._progress = None

    def _tell(self) -> None:
        if self._progress:
            self._progress(len(self.entries))


def _entry(key: str, found: os.stat_result) -> Entry:
    return Entry(key, found.st_size, found.st_mtime_ns)


def _write(path: str, data: bytes, *, spare: bool) -> None:
    """Write a file of its own: one that is there may be the old site's under a second name.

    `spare` one that has these bytes already.
    """
    try:
        file = open(path, "xb")  # noqa: PTH123, SIM115  # likewise
    except FileExistsError:
        if spare and _same(path, data):
            return
        os.unlink(path)  # noqa: PTH108  # likewise
        file = open(path, "xb")  # noqa: PTH123, SIM115  # likewise
    with file:
        file.write(data)


def _same(path: str, data: bytes) -> os.stat_result | None:
    """Return what the disk says of a file that has these bytes; None where it has others, or is none."""
    try:
        found = os.stat(path)  # noqa: PTH116  # see `Tray.place`
        if found.st_size != len(data):
            return None
        with open(path, "rb") as file:  # noqa: PTH123  # likewise
            return found if file.read() == data else None
    except OSError:
        return None
