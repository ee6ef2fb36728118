"""The words of an index in small files: Pagefind (1.5.2) makes them 35 kB large, and a word asked for needs one."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cbor2 import CBORError, dumps, loads  # of the extra `search`

from colophon.site.search.filters import SIGNATURE, content
from colophon.store import digest

ENTRY = "pagefind-entry.json"
LEAST_BYTES = 8_000
"""Of a file of words before it is compressed, which halves it."""
PREFIX = 2
"""Letters that begin no two files: what a reader has typed of a word is looked for in one file alone."""
LAST = "\U0010ffff"
"""Follows every letter, so that a file is asked for all that begins like its last word."""
OTHER_FORM = (CBORError, EOFError, OSError, ValueError, AttributeError, LookupError, TypeError)
"""What reading an index of another version of Pagefind raises: it cannot be read, or its parts are elsewhere."""


def in_slices(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of an index, by name, with its words in smaller ones; unchanged where their form is another."""
    try:
        return _sliced(files)
    except OTHER_FORM:
        return dict(files)


def _sliced(files: Mapping[str, bytes]) -> dict[str, bytes]:
    made = dict(files)
    entry = json.loads(files[ENTRY])
    for name, language in entry["languages"].items():
        version, pages, table, *rest = loads(content(made.pop(_meta(language))))
        words = [word for _, _, key in table for word in loads(content(made.pop(_words(key))))[0]]
        slices = []
        for part in _parts(words):
            data = _closed([part])
            key = _key(name, data)
            made[_words(key)] = data
            slices.append([_start(part[0]), _end(part[-1]), key])
        data = _closed([version, pages, slices, *rest])
        language["hash"] = _key(name, data)
        made[_meta(language)] = data
    made[ENTRY] = json.dumps(entry, separators=(",", ":")).encode()
    return made


def _parts(words: Sequence[Any]) -> Iterator[list[Any]]:
    """Yield the words, which are sorted, in parts that are large enough and begin with letters of their own."""
    part: list[Any] = []
    size = 0
    for word in words:
        if size >= LEAST_BYTES and _start(word) != _start(part[-1]):
            yield part
            part, size = [], 0
        part.append(word)
        size += len(dumps(word))
    if part:
        yield part


def _start(word: Sequence[Any]) -> str:
    """Return the letters that a word begins with."""
    return str(word[0][:PREFIX])


def _end(word: Sequence[Any]) -> str:
    """Return a text after all that begin like a word, and before those that do not."""
    return _start(word) + LAST if len(word[0]) >= PREFIX else str(word[0])


def _closed(value: Any) -> bytes:
    return gzip.compress(SIGNATURE + dumps(value), mtime=0)


def _meta(language: Mapping[str, str]) -> str:
    return f"pagefind.{language['hash']}.pf_meta"


def _words(key: str) -> str:
    return f"index/{key}.pf_index"


def _key(language: str, data: bytes) -> str:
    return f"{language}_{digest([data])[:10]}"
