"""Digests of notebooks, remembered from build to build, so that one that nobody touched is not read again."""

from __future__ import annotations

import os
import time
from hashlib import sha256
from typing import NamedTuple

from msgspec import json

from colophon.store import Store

KIND, KEY = "digests", "of-files"
SETTLED_SECONDS = 0.1
"""How old the newest change must be: a file can change twice within one tick of its file system's clock."""


def file_digest(path: str) -> str:
    """Return the digest of a file's bytes, the same as that of `run.files`.

    Raises:
        OSError: it cannot be read.
    """
    with open(path, "rb") as file:  # noqa: PTH123  # a path object costs more than to ask the disk
        return sha256(file.read()).hexdigest()


class Seen(NamedTuple):
    """One file as it was when it was last read."""

    size: int
    modified: int
    changed: int
    number: int
    digest: str


class FileDigests:
    """Tells by size, times and number of a file whether it can have changed, as version control does."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._then = _read(store)
        self._now: dict[str, Seen] = {}

    def of(self, path: str) -> str:
        """Return the digest of a file's bytes.

        Raises:
            OSError: it cannot be read.
        """
        found = os.stat(path)  # noqa: PTH116  # as above
        signs = found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
        known = self._then.get(path)
        digest = known.digest if known and known[:-1] == signs else file_digest(path)
        if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > SETTLED_SECONDS * 1e9:
            self._now[path] = Seen(*signs, digest)
        return digest

    def keep(self) -> None:
        """Keep for the next build what was asked for in this one."""
        if self._now != self._then:
            self._store.put(KIND, KEY, json.encode(self._now))


def _read(store: Store) -> dict[str, Seen]:
    try:
        return json.decode(store.get(KIND, KEY) or b"{}", type=dict[str, Seen])
    except ValueError:
        return {}
