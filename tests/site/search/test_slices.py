"""An index in slices: every word once, with those that begin alike, in a file that the table names for it."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from cbor2 import dumps, loads

from colophon.site.search.filters import SIGNATURE
from colophon.site.search.pagefind import find_pagefind
from colophon.site.search.shards import ENTRY
from colophon.site.search.slices import PREFIX, in_slices


def opened(data: bytes) -> Any:
    return loads(gzip.decompress(data).removeprefix(SIGNATURE))


def table(files: Mapping[str, bytes], language: str) -> list[tuple[str, str, list[Any]]]:
    """Return first and last of what each file of words is asked for, and its words, in the index's order."""
    told = json.loads(files[ENTRY])["languages"][language]["hash"]
    chunks = opened(files[f"pagefind.{told}.pf_meta"])[2]
    return [(first, last, opened(files[f"index/{key}.pf_index"])[0]) for first, last, key in chunks]


@pytest.fixture(scope="module")
def index() -> dict[str, bytes]:
    """Pagefind's index of pages in two languages, with words that begin alike and some that are no English."""
    rng = random.Random(7)
    pagefind = find_pagefind()
    assert pagefind is not None
    pages = {}
    for number, language in enumerate(("en", "en", "de")):
        words = ["".join(rng.choices("abcdeéλ", k=rng.randint(1, 9))) for _ in range(3_000)]
        body = f"<h1>Page</h1><p>{' '.join(words)}</p>"
        pages[f"{number}.html"] = f"<!DOCTYPE html><html lang={language}><body data-pagefind-body>{body}</body></html>"
    return pagefind.index(pages, ["img"]).files()


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_word_is_in_the_one_small_file_that_is_asked_for_it(index: dict[str, bytes], language: str) -> None:
    before, after = (table(files, language) for files in (index, in_slices(index)))
    assert [word for *_, words in after for word in words] == [word for *_, words in before for word in words]
    assert len(after) > 2 * len(before)
    for first, last, words in after:
        assert all(first <= word <= last for word, *_ in words)
        assert all(first <= f"{word}ing" <= last for word, *_ in words if len(word) >= PREFIX)
    assert all(one[1] < other[0] for one, other in pairwise(after))


def test_words_are_told_apart_by_their_form_and_not_by_what_their_places_look_like() -> None:
    """In `19 83 61`, the place 33,633, are the bytes that a word of a letter begins with; a word can have spellings."""
    places = [0, 23, 24, 255, 256, 33_633, 65_536, 0x8361_6101, -1, -24, -25, -257, -33_634, -65_537]
    texts = ["", "a", "é", "λόγος", "木", "\U0001d4b3y", "b" * 23, "c" * 24, "c" * 131, "d" * 300, "\x7f", "z"]
    pages = [[number, places, places[:number]] for number in (0, 23, 24, 99)]
    words = [[text, pages, [[text + "a", pages], ["é", []]] if text > "c" else []] for text in sorted(texts)]
    many = [[f"{number:03}", pages[:1], []] for number in range(200)]
    index = {
        ENTRY: b'{"languages": {"en": {"hash": "en_1"}}}',
        "pagefind.en_1.pf_meta": gzip.compress(SIGNATURE + dumps(["1.5.2", [], [["", "z", "en_2"]], [], []])),
        "index/en_2.pf_index": gzip.compress(SIGNATURE + dumps([many + words])),
    }
    sliced = table(in_slices(index), "en")
    assert len(sliced) > 1
    assert [word for *_, each in sliced for word in each] == many + words


def test_slices_are_named_by_their_content_and_nothing_else_of_the_index_changes(index: dict[str, bytes]) -> None:
    made = in_slices(index)
    assert made == in_slices(index)
    kept = {name: data for name, data in index.items() if name != ENTRY and not name.endswith(("_index", "_meta"))}
    assert kept.items() <= made.items()
    assert {name for name in index if name.endswith("_meta")}.isdisjoint(made)
    assert json.loads(made[ENTRY])["version"] == json.loads(index[ENTRY])["version"]


def test_languages_in_another_order_give_the_same_files(index: dict[str, bytes]) -> None:
    """Pagefind writes them in any."""
    entry = json.loads(index[ENTRY])
    turned = entry | {"languages": dict(reversed(entry["languages"].items()))}
    assert len(turned["languages"]) == 2
    assert in_slices({**index, ENTRY: json.dumps(turned).encode()}) == in_slices(index)


@pytest.mark.parametrize("broken", [b"{}", b"[]", b'{"languages": [1]}', b"no JSON"])
def test_an_index_of_another_form_stays_as_it_is(index: dict[str, bytes], broken: bytes) -> None:
    assert in_slices({**index, ENTRY: broken}) == {**index, ENTRY: broken}


def test_an_index_whose_words_cannot_be_read_stays_as_it_is(index: dict[str, bytes]) -> None:
    codes = (b"\x82", b"\x01", b"\x81", b"\x81\x01", b"\x81\x9f\x81aa\xff", b"\x81\x82\x81aa", b"\x81\x81\x81\x01")
    damaged = (b"", gzip.compress(b"")[:-1], *(gzip.compress(SIGNATURE + code) for code in codes))
    for end in ("_meta", "_index"):
        for data in damaged:
            other = {name: data if name.endswith(end) else value for name, value in index.items()}
            assert in_slices(other) == other
