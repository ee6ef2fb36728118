"""Bytes that cost something to make, kept by the digest of everything they were made from.

A store is a folder of files that nobody misses: it can be deleted at any time, also while a build runs, and several
builds can use it at once. A file that was damaged is taken for none.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from threading import get_ident
from zlib import crc32

from msgspec import Struct
from msgspec.msgpack import Encoder

SEAL_BYTES = 12
"""Length and checksum before each value, by which a damaged file is known."""
HOUR_SECONDS, DAY_SECONDS = 3_600, 86_400
APART = "apart"
"""Folder in a store for what is no value with a key; clearing leaves it alone."""
CACHEDIR_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n"
"""Tells backup programs to leave the folder out. Source: Cache Directory Tagging Specification 0.6."""


def digest(parts: Iterable[bytes | str | list[str]]) -> str:
    """Return one name for a sequence of texts and byte strings; other sequences have other names."""
    whole = [*parts]
    try:
        data = _ENCODER.encode(whole)  # in one go: there are ten thousand sequences in a build
    except UnicodeEncodeError:  # half of a pair of surrogates
        data = repr(whole).encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=20).hexdigest()


_ENCODER = Encoder(enc_hook=str)
"""Sees in a text of a class of its own the text."""


class Store(Struct, frozen=True):
    """Values by kind and key; a key is what `digest` makes of every cause of the value."""

    folder: Path | None
    """None: nothing is kept."""
    limit_bytes: int = 500_000_000

    def get(self, kind: str, key: str) -> bytes | None:
        """Return a value; None where it is not there, or not whole."""
        if self.folder is None:
            return None
        path = self._path(kind, key)
        try:
            with open(path, "rb") as file:  # noqa: PTH123  # see `_path`
                data = file.read()
            if time.time() - os.stat(path).st_mtime > DAY_SECONDS:  # noqa: PTH116  # see `_path`
                os.utime(path)  # lately used: the last to be cleared away
        except OSError:
            return None
        value = data[SEAL_BYTES:]
        return value if data[:SEAL_BYTES] == _seal(value) else None

    def put(self, kind: str, key: str, value: bytes) -> None:
        """Keep a value; where the disk does not take it, it is not kept."""
        if self.folder is None:
            return
        path = self._path(kind, key)
        data = _seal(value) + value
        with suppress(OSError):
            try:
                _replace(path, data)
            except FileNotFoundError:  # its folder
                self._open(path)
                _replace(path, data)

    def prune(self, every_seconds: float = 0) -> None:
        """Clear away what was not used for longest, until the store is within its limit; not again for a while."""
        if self.folder is None or not self._is_due(every_seconds):
            return
        files = sorted(file for kind in _folders(self.folder) if kind.name != APART for file in _files(kind.path))
        excess = sum(size for _, size, _ in files) - self.limit_bytes
        for _, size, path in files:
            if excess <= 0:
                return
            Path(path).unlink(missing_ok=True)
            excess -= size

    def _is_due(self, every_seconds: float) -> bool:
        """Whether the store was not pruned for so long; if so, it counts as pruned now."""
        assert self.folder is not None
        stamp = self.folder / "pruned"
        try:
            if every_seconds and 0 <= time.time() - stamp.stat().st_mtime < every_seconds:
                return False
        except OSError:  # never
            pass
        with suppress(OSError):
            stamp.touch()
        return True

    def _path(self, kind: str, key: str) -> str:
        """Return where a value is, as a text: a path object costs more than to ask the disk."""
        assert self.folder is not None
        return f"{self.folder}/{kind}/{key}"

    def _open(self, path: str) -> None:
        """Make the folder for a value, in one that is marked as what version control and backups leave out."""
        assert self.folder is not None
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        if not (self.folder / ".gitignore").exists():
            (self.folder / ".gitignore").write_text("*\n")
            (self.folder / "CACHEDIR.TAG").write_text(CACHEDIR_TAG)


def _folders(folder: Path) -> list[os.DirEntry[str]]:
    try:
        return [entry for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)]
    except OSError:  # nothing was kept yet
        return []


def _files(folder: str) -> Iterator[tuple[float, int, str]]:
    """Yield time of last use, size and path of each file in a folder."""
    with suppress(OSError):  # another build was quicker
        for entry in os.scandir(folder):
            found = entry.stat()
            yield found.st_mtime, found.st_size, entry.path


def _seal(value: bytes) -> bytes:
    return len(value).to_bytes(8) + crc32(value).to_bytes(4)


def _replace(path: str, data: bytes) -> None:
    """Put the file there whole or not at all, for its owner's eyes."""
    folder, _, name = path.rpartition("/")
    new = f"{folder}/.{name}.{os.getpid()}-{get_ident()}"
    try:
        with open(new, "wb", opener=_private) as file:  # see `Store._path`
            file.write(data)
        os.replace(new, path)  # noqa: PTH105  # likewise
    except BaseException:
        Path(new).unlink(missing_ok=True)
        raise


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
