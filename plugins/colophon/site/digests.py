"""Digests of notebooks, remembered from build to build, so that one that nobody touched is not read again."""

from __future__ import annotations

import json
import time
from hashlib import blake2b
from pathlib import Path

from colophon.site.standing import SETTLED_SECONDS
from colophon.store import Store

KIND, KEY = "digests", "of-files"


def file_digest(path: Path) -> str:
    """Return the digest of a file's bytes.

    Raises:
        OSError: it cannot be read.
    """
    return blake2b(path.read_bytes(), digest_size=20).hexdigest()


class FileDigests:
    """Tells by size, times and number of a file whether it can have changed, as version control does."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._then: dict[str, list[object]] = _read(store)
        self._now: dict[str, list[object]] = {}

    def of(self, path: Path) -> str:
        """Return the digest of a file's bytes.

        Raises:
            OSError: it cannot be read.
        """
        found = path.stat()
        signs = [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
        known = self._then.get(str(path))
        digest = str(known[-1]) if known and known[:-1] == signs else file_digest(path)
        if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > SETTLED_SECONDS * 1e9:
            self._now[str(path)] = [*signs, digest]
        return digest

    def keep(self) -> None:
        """Keep for the next build what was asked for in this one."""
        if self._now != self._then:
            self._store.put(KIND, KEY, json.dumps(self._now).encode())


def _read(store: Store) -> dict[str, list[object]]:
    try:
        found = json.loads(store.get(KIND, KEY) or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
