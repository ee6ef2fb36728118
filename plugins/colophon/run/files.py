"""Digests of files."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path, PurePosixPath


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hex digits; a file that did not change is read once a process.

    Raises:
        OSError: it cannot be read.
    """
    status = path.stat()
    return _digest(path, status.st_mtime_ns, status.st_size)


def content_digest(root: Path, path: PurePosixPath) -> str:
    """Return the digest of a file of the content folder; "" where it is not there or lies outside."""
    try:
        place = (root / path).resolve()
        return file_digest(place) if place.is_relative_to(root.resolve()) and place.is_file() else ""
    except (OSError, RuntimeError, ValueError):
        return ""


@lru_cache(maxsize=4096)
def _digest(path: Path, modified: int, size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
