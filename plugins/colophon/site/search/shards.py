"""A large index in parts, of which one edit makes one anew: Pagefind joins them in the reader's browser."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import TypeVar

from colophon.errors import ColophonError

FEW, POSTS, MOST = 20, 8, 32
"""So many posts are one index, which ranks best; of more, about so many are in a shard, since Pagefind takes 10 ms for
each. So many shards are there at most: a reader's first search asks each for three small files.
"""

MOST_AT_ONCE = 120
"""Posts in one run of Pagefind, about: with 1,000 a build took 1 GB of memory."""

ENTRY = "pagefind-entry.json"
"""The file that leads into an index: its language."""

MARK = "-x-shard"
"""Stands in the language of a document between the language itself and the shard that it is in: Pagefind makes an index
for each language, and so many shards in one run, where a run for each takes a quarter longer. Source: RFC 5646, section
2.2.7: what follows an `x` is for private use.
"""


Part = TypeVar("Part")


def shards(paths: Iterable[str]) -> dict[str, list[str]]:
    """Return the pages of each shard, by its name: a number, and of the first one, which readers begin with, nothing.

    A page stays in its shard while the number of shards, a power of two, is the same.
    """
    pages = sorted(paths)
    count = 1
    while len(pages) > FEW and count < MOST and count * POSTS < len(pages):
        count *= 2
    found: dict[int, list[str]] = defaultdict(list)
    for page in pages:
        found[blake2b(page.encode(), digest_size=2).digest()[0] % count].append(page)
    return {f"{number}" if place else "": found[number] for place, number in enumerate(sorted(found))}


def runs(parts: Iterable[Part], posts: Callable[[Part], int]) -> Iterator[list[Part]]:
    """Yield the shards of each run; `posts` says how many a shard has."""
    some: list[Part] = []
    for part in parts:
        if some and sum(map(posts, some)) + posts(part) > MOST_AT_ONCE:
            yield some
            some = []
        some.append(part)
    if some:
        yield some


def language_in(shard: str, language: str) -> str:
    """Return the language that a document of a shard is to have."""
    return f"{language}{MARK}{shard}" if shard else language


def apart(files: Mapping[str, bytes], names: Collection[str]) -> dict[str, dict[str, bytes]]:
    """Return the files of the index of each shard, of those that Pagefind made of all their documents.

    The first shard has the program for the reader's browser, for all.

    Raises:
        ColophonError: the index does not tell its shards apart as that of Pagefind 1.5.2 does.
    """
    if not any(names):
        return {name: dict(files) for name in names}
    try:
        return {name: _of_shard(files, name) for name in names}
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        remedy = "Install pagefind-bin 1.5.2, or set COLOPHON_SEARCH = False."
        raise ColophonError(f"Expected an index with its languages from Pagefind, found {error!r}. {remedy}") from error


def _of_shard(files: Mapping[str, bytes], shard: str) -> dict[str, bytes]:
    entry = json.loads(files[ENTRY])
    mark = language_in(shard, "")
    [(language, told)] = [each for each in entry["languages"].items() if _shard_of(each[0]) == shard]
    wasm = told["wasm"] and told["wasm"].removesuffix(mark)
    entry["languages"] = {language.removesuffix(mark): {**told, "wasm": wasm}}
    own = {name: data for name, data in files.items() if _shard_of(name) == shard}
    if shard:
        own = {name: data for name, data in own.items() if not name.startswith("wasm.")}
    return {**own, ENTRY: json.dumps(entry).encode()}


def _shard_of(name: str) -> str:
    """Return the shard that a language says, or a file that is named by its language."""
    found = _MARKED.search(name)
    return found[1] if found else ""


_MARKED = re.compile(rf"{MARK}(\d+)")
