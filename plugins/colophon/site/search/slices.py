"""The words of an index in small files: Pagefind (1.5.2) makes them 35 kB large, and a word asked for needs one."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from cbor2 import CBORError, dumps, loads  # of the extra `search`
from deflate import gzip_compress

from colophon.site.search.filters import SIGNATURE, content
from colophon.site.search.shards import ENTRY
from colophon.store import digest

Word = tuple[bytes, bytes]
"""The bytes in which a file has a word and its places, and its letters in UTF-8."""

LEAST_BYTES = 8_000
"""Of a file of words before it is compressed, which halves it."""
PREFIX = 2
"""Letters that begin no two files: what a reader has typed of a word is looked for in one file alone."""
LEVEL = 9
"""Of 12: files as small as zlib's smallest, in half of the time."""
LAST = "\U0010ffff"
"""Follows every letter, so that a file is asked for all that begins like its last word."""
LIST_OF_ONE, LIST_OF = b"\x81", b"\x9a"
"""How a list begins in CBOR; after the second come four bytes with its length."""
LIST_KIND, ONE_BYTE_LENGTH, LONGEST_LENGTH = 4, 24, 27
"""Of a list the upper three bits; then lengths of less than 24, or in how many bytes they follow (1, 2, 4, 8)."""
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
        words = [word for _, _, key in table for word in _encoded(content(made.pop(_words(key))))]
        slices = []
        for part in _parts(words):
            data = _closed(LIST_OF_ONE + LIST_OF + len(part).to_bytes(4) + b"".join([code for code, _ in part]))
            key = _key(name, data)
            made[_words(key)] = data
            slices.append([_start(part[0]), _end(part[-1]), key])
        data = _closed(dumps([version, pages, slices, *rest]))
        language["hash"] = _key(name, data)
        made[_meta(language)] = data
    made[ENTRY] = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
    return made


def _encoded(data: bytes) -> list[Word]:
    """Return the words in a file: a list of one list of them. Their bytes are taken over; to make them costs most."""
    outer, start = _list_at(data, 0)
    count, start = _list_at(data, start)
    found: list[Word] = _WORD.findall(data, start)
    read = sum([len(code) for code, _ in found])
    if (outer, len(found), read) != (1, count, len(data) - start):
        raise ValueError(f"Expected one list of {count} words, found {outer} and {len(found)} words in {read} bytes.")
    return found


_HEAD = rb"(?: [\x60-\x77] | \x78. | \x79.. )"
_LETTERS = rb"(?: [\x00-\x7f]++ | [\xc2-\xdf]. | [\xe0-\xef].. | [\xf0-\xf4]... )*+"
_WORD = re.compile(
    rb"( \x83" + _HEAD + rb"(" + _LETTERS + rb")"  # a list of three: the word,
    rb"(?: [\x00-\x17\x20-\x37\x80-\x82\x84-\x97]++"  # and small numbers and lists,
    rb"| [\x18\x38\x98]. | [\x19\x39\x99].. | [\x1a\x3a\x9a]...."  # larger ones,
    rb"| \x83 (?!" + _HEAD + rb") |" + _HEAD + _LETTERS + rb")*+ )",  # lists of three that are no word, other spellings
    re.DOTALL | re.VERBOSE,
)
"""The bytes of a word, and its letters: they are UTF-8, and the list that follows them begins like no letter. To decode
each word takes twice as long. Source: RFC 8949, section 3.
"""


def _list_at(data: bytes, place: int) -> tuple[int, int]:
    """Return how long the list is that begins there, and where its first element does. Source: RFC 8949, section 3."""
    kind, length = data[place] >> 5, data[place] & 0x1F
    if kind != LIST_KIND or length > LONGEST_LENGTH:
        raise ValueError(f"Expected a list with its length, found {data[place]:#x}.")
    if length < ONE_BYTE_LENGTH:
        return length, place + 1
    end = place + 1 + (1 << length - ONE_BYTE_LENGTH)
    return int.from_bytes(data[place + 1 : end]), end


def _parts(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Yield the words, which are sorted, in parts that are large enough and begin with letters of their own."""
    sizes = [0, *accumulate([len(code) for code, _ in words])]
    start = 0
    while start < len(words):
        end = bisect_left(sizes, sizes[start] + LEAST_BYTES, start)
        while end < len(words) and _start(words[end]) == _start(words[end - 1]):
            end += 1
        yield words[start:end]
        start = end


def _start(word: Word) -> str:
    """Return the letters that a word begins with."""
    return word[1].decode()[:PREFIX]


def _end(word: Word) -> str:
    """Return a text after all that begin like a word, and before those that do not."""
    letters = word[1].decode()
    return letters[:PREFIX] + LAST if len(letters) >= PREFIX else letters


def _closed(data: bytes) -> bytes:
    return bytes(gzip_compress(SIGNATURE + data, LEVEL))


def _meta(language: Mapping[str, str]) -> str:
    return f"pagefind.{language['hash']}.pf_meta"


def _words(key: str) -> str:
    return f"index/{key}.pf_index"


def _key(language: str, data: bytes) -> str:
    return f"{language}_{digest([data])[:10]}"
