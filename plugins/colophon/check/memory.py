"""What a check may remember between two runs, in a folder that can be deleted at any time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 4_000_000
"""Of one file; a longer one is begun anew."""


def cache_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder in which Colophon keeps what it can make again. Source: XDG Base Directory Specification."""
    environment = os.environ if environment is None else environment
    cache = environment.get("XDG_CACHE_HOME") or Path(environment.get("HOME", "/tmp")) / ".cache"
    return Path(cache) / "colophon" / "check"


class Memory:
    """A folder of small files; where it cannot be written, nothing is remembered and nothing else changes."""

    def __init__(self, folder: Path | None = None) -> None:
        """Without a folder it is that of the user's cache."""
        self._folder = folder or cache_folder()

    def folder(self, name: str) -> Path | None:
        """Return a folder that only its owner can write to; None where it cannot be made."""
        place = self._folder / name
        with suppress(OSError):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            return place
        return None

    def lines(self, name: str) -> Lines:
        """Return the set of lines that a file holds."""
        return Lines(self._folder / name)

    def text(self, name: str) -> str:
        """Return what was kept under a name; "" where nothing was."""
        with suppress(OSError, UnicodeDecodeError):
            return (self._folder / name).read_text("utf-8")
        return ""

    def keep(self, name: str, text: str) -> None:
        """Keep a text under a name, whole or not at all."""
        place = self._folder / name
        temporary = place.with_name(f".{place.name}.{os.getpid()}")
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary.write_text(text, "utf-8")
            temporary.replace(place)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


class Lines:
    """A set of short texts that grows, one a line of a file."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._lines: set[str] | None = None

    def __contains__(self, line: str) -> bool:
        return line in self._read()

    def add(self, line: str) -> None:
        """Add a line to the set and to the file."""
        self._read().add(line)
        with suppress(OSError):
            self._place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            mode = "a" if not self._place.exists() or self._place.stat().st_size < MOST_BYTES else "w"
            with self._place.open(mode, encoding="ascii") as file:
                file.write(f"{line}\n")

    def _read(self) -> set[str]:
        if self._lines is None:
            self._lines = set()
            with suppress(OSError, UnicodeDecodeError):
                self._lines.update(self._place.read_text("ascii").split())
        return self._lines
