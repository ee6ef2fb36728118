"""The theme's files as a site publishes them: named by their content, so that a browser may keep each for ever."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from colophon.errors import SettingsError

ENTRY = "css/theme.css"
"""The style sheet that names all others; a theme with such a file is published by this module."""
THEME_FILE = "theme_file"
"""What templates call."""
TOKENS = "css/tokens.css"
LOOK = "css/look.css"
"""The name of a look in a preview."""
PLAIN = "COLOPHON theme files keep their names"
"""Key of the settings with which a preview asks for that; no name that a user could set."""
IMPORT = re.compile(r'^@import "([^"]+)";\n?', re.M)
REFERENCES = {
    ".css": re.compile(r'(?<=url\(")(?!data:)([^":]+)(?="\))'),
    ".js": re.compile(r'(?<=from ")(\.[^"]+)(?=")|(?<=import\(")(\.[^"]+)(?=")|(?<=import ")(\.[^"]+)(?=")'),
}
"""Where a file names another one of the theme, relative to itself."""


class ThemeFiles(Mapping[str, str]):
    """The files of a theme's `static` folder: name in the theme to published name. A template calls it with a name."""

    def __init__(self, folder: Path, look: Path | None = None, *, plain: bool = False) -> None:
        """Read nothing yet: `look` is a style sheet that redefines the theme's tokens.

        `plain` keeps names and parts as they are, for a preview that shows each as soon as it changes.
        """
        self._folder = folder
        self._look = look
        self._plain = plain
        self._names: dict[str, str] = {}
        self._data: dict[str, bytes] = {}

    def __call__(self, name: str) -> str:
        """Return the published name, relative to the theme's address.

        Raises:
            SettingsError: the theme has no such file, or two files name each other.
        """
        if self._plain:
            return name
        if name not in self._names:
            self._publish(name)
        if not self._names[name]:
            raise SettingsError(f"In the theme, {name} names files that name it again. Take one of the names out.")
        return self._names[name]

    __getitem__ = __call__

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._files()))

    def __len__(self) -> int:
        return len(self._files())

    @property
    def sheets(self) -> list[str]:
        """The style sheets that a page loads, in order: one that is joined, or its parts."""
        if not self._plain:
            return [ENTRY]
        parts = [f"css/{part}" for part in imports(self._folder / ENTRY)]
        return [*parts[: parts.index(TOKENS) + 1], *([LOOK] if self._look else []), *parts[parts.index(TOKENS) + 1 :]]

    @cached_property
    def published(self) -> Mapping[str, bytes]:
        """Every file to write, by its published name; the parts of the entry are in it and not beside it."""
        if self._plain:
            return {LOOK: self._look.read_bytes()} if self._look else {}
        for name in self:
            self(name)
        return dict(sorted(self._data.items()))

    def _files(self) -> set[str]:
        parts = {f"css/{part}" for part in imports(self._folder / ENTRY)}
        found = (path for path in self._folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        names = {path.relative_to(self._folder).as_posix() for path in found if path.suffix != ".md"}
        return names - parts

    def _publish(self, name: str) -> None:
        self._names[name] = ""  # until it is known; who asks now is asked for by this file itself
        data = self._read(name)
        pattern = REFERENCES.get(posixpath.splitext(name)[1])
        if pattern:
            data = pattern.sub(lambda found: self._reference(name, found[0]), data.decode()).encode()
        stem, extension = posixpath.splitext(name)
        self._names[name] = published = f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}{extension}"
        self._data[published] = data

    def _reference(self, name: str, address: str) -> str:
        """Return the address of another file as it is published, relative to the file that names it."""
        folder = posixpath.dirname(name)
        target = self(posixpath.normpath(posixpath.join(folder, address)))
        relative = posixpath.relpath(target, folder or ".")
        return relative if relative.startswith(".") or not address.startswith(".") else f"./{relative}"

    def _read(self, name: str) -> bytes:
        if name == ENTRY:
            return joined(self._folder / ENTRY, self._look).encode()
        try:
            return (self._folder / name).read_bytes()
        except OSError as error:
            raise SettingsError(f"The theme has no file static/{name}: {error.strerror}.") from error


def has_entry(theme: str | Path) -> bool:
    """Whether the theme is Colophon's own or made like it: its style sheets are joined and its files named anew."""
    return (Path(theme) / "static" / ENTRY).is_file()


def joined(entry: Path, look: Path | None = None) -> str:
    """Return the style sheets that the entry imports as one, without comments; the look follows the tokens."""
    parts = [entry.parent / part for part in imports(entry)]
    if look:
        parts.insert(1 + parts.index(entry.parent / posixpath.basename(TOKENS)), look)
    return "".join(compact(part.read_text(encoding="utf-8")) for part in parts)


def imports(entry: Path) -> list[str]:
    """Return the names of the style sheets that the entry imports, in order."""
    return IMPORT.findall(entry.read_text(encoding="utf-8"))


def compact(css: str) -> str:
    """Return a style sheet without comments and the space that only its readers need."""
    lines = re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", css, flags=re.S)).strip()
    return re.sub(r"(?<=[{};])([\w-]+): ", r"\1:", re.sub(r"(?<=[{};,])\n", "", lines)) + "\n"
