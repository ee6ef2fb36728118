"""Tells the option lines of a code cell from its code."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

_LANGUAGES_OF_PREFIX: Mapping[str, str] = {
    "--": "sql postgresql mysql sqlite plsql haskell lua ada elm",
    "//": "c c++ cpp csharp c# d fsharp f# go groovy java javascript typescript kotlin ojs php rust scala swift",
    "%": "matlab octave tex latex tikz prolog erlang",
    ";": "clojure lisp common-lisp scheme racket",
}
PREFIXES: Mapping[str, str] = {
    language: f"{prefix}|" for prefix, languages in _LANGUAGES_OF_PREFIX.items() for language in languages.split()
}
"""Language to the start of an option line; `#|` for all others. Source: Quarto's documentation, "Cell options"."""

MAGIC_LANGUAGES: Mapping[str, str] = {"js": "javascript", "bigquery": "sql", "script": "bash"}
"""Cell magics that are not called after their language."""

FILE_MAGICS = ("writefile", "file")
"""Cell magics whose lines belong to a file: an option line in there is the file's own."""

IGNORE = re.compile(r"(?:#|--|//|%|;) ?(colophon:\s*ignore\b.*)$", re.M)
"""A comment that says which rule is to be silent, and why; at the top of a cell it is no part of the code."""

STARTS = ("#|", "#colophon:", "# colophon:", "--", "//", "%", ";")
"""How every option line, every ignore and every cell magic begins; of most cells, no first line does."""

_MAGIC = re.compile(r"%%(\w+)")


class OptionLines(Struct, frozen=True):
    """The option lines of a cell without their prefix, and the source without them."""

    text: str
    """One YAML mapping."""
    source: str
    numbers: tuple[int, ...] = ()
    """The line in the cell, from 1, of each line of `text`."""

    def number(self, line: int) -> int:
        """Return the line in the cell of a line of the text."""
        return self.numbers[line - 1] if 0 < line <= len(self.numbers) else 1


def split_options(source: str, language: str) -> OptionLines:
    """Return the option lines at the top of a cell, before and below the line of a cell magic, apart from the rest."""
    if not source.lstrip().startswith(STARTS):
        return OptionLines("", source)
    lines = source.split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    end = _end(lines, start, _prefix(language))
    taken = list(range(start, end))
    magic = _MAGIC.match(lines[end]) if end < len(lines) else None
    if magic and magic[1] not in FILE_MAGICS:
        prefix = _prefix(_magic_language(magic[1], language))
        taken += range(end + 1, _end(lines, end + 1, prefix))
    if not taken:
        return OptionLines("", source)
    rest = [line for index, line in enumerate(lines) if index >= start and index not in taken]
    options = [index for index in taken if not IGNORE.match(lines[index])]
    return OptionLines(
        "\n".join(map(_without_prefix, (lines[index] for index in options))),
        "\n".join(rest),
        tuple(index + 1 for index in options),
    )


def _prefix(language: str) -> str:
    return PREFIXES.get(language, "#|")


def _magic_language(magic: str, language: str) -> str:
    """Return the language of a cell with a magic: the kernel's where the magic names none that we know."""
    name = MAGIC_LANGUAGES.get(magic.lower(), magic.lower())
    return name if name in PREFIXES or name in ("bash", "sh", "r", "ruby", "perl", "python") else language


def _end(lines: list[str], start: int, prefix: str) -> int:
    """Return the index of the first line from `start` on that is neither an option line nor an ignore."""
    return next((index for index in range(start, len(lines)) if not _is_option(lines[index], prefix)), len(lines))


def _is_option(line: str, prefix: str) -> bool:
    return line.startswith(prefix) or IGNORE.match(line) is not None


def _without_prefix(line: str) -> str:
    return line.partition("|")[2].removeprefix(" ").rstrip()
