"""An index in parts: all come from one run, and each is what a run for it alone makes."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from cbor2 import loads

from colophon.errors import ColophonError
from colophon.site.search.documents import document
from colophon.site.search.filters import content, result_pages
from colophon.site.search.pagefind import find_pagefind
from colophon.site.search.shards import ENTRY, apart, runs, shards

PAGES = {
    "": {"a.html": "A wombat.", "b.html": "Die Wombats."},
    "1": {"c.html": "Two wombats.", "d.html": "Ein Wombat.", "e.html": "wombatpu'"},
    "12": {"f.html": "Twelve wombats."},
}
"""The text of the pages of each shard."""


def indexed(*names: str, language: str = "en") -> dict[str, dict[str, bytes]]:
    """Return the index of each of these shards, made in one run."""
    pagefind = find_pagefind()
    assert pagefind is not None
    post = SimpleNamespace(title="Page", lang=language, metadata={})
    documents = {
        path: document(post, f"<p>{text}</p>", language, name) for name in names for path, text in PAGES[name].items()
    }
    return apart(pagefind.index(documents, ["img"]).files(), names)


def test_a_shard_of_one_run_for_all_is_what_a_run_for_it_alone_makes() -> None:
    together = indexed(*PAGES)
    assert together == indexed("12", "", "1")
    for name in ("1", "12"):
        assert together[name] == indexed(name)[name]
    alone = indexed("")[""]
    assert alone.pop(ENTRY) and together[""].pop(ENTRY)
    assert together[""] == alone


@pytest.mark.parametrize(("language", "stemmer"), [("en", "en"), ("de-at", "de-at"), ("tlh", None)])
def test_each_shard_has_its_own_pages_and_is_asked_in_their_language(language: str, stemmer: str | None) -> None:
    for name, files in indexed(*PAGES, language=language).items():
        assert set(result_pages(files).values()) == PAGES[name].keys()
        told = json.loads(files[ENTRY])["languages"]
        assert {each: known["wasm"] for each, known in told.items()} == {language: stemmer}


def test_pages_have_the_order_in_which_they_are_given_on_every_file_system() -> None:
    pagefind = find_pagefind()
    assert pagefind is not None
    for names in ("abcdefgh", "hgfedcba"):
        documents = {f"{name}.html": f"<html lang=en><body>{name} wombat {name}</body></html>" for name in names}
        files = pagefind.index(documents, ["img"]).files()
        [meta] = [data for name, data in files.items() if name.endswith(".pf_meta")]
        pages = result_pages(files)
        assert [pages[result] for result, *_ in loads(content(meta))[1]] == list(documents)


def test_what_pagefind_cannot_do_is_told() -> None:
    pagefind = find_pagefind()
    assert pagefind is not None
    with pytest.raises(ColophonError, match=r"Pagefind failed: .*\. Install"):
        pagefind.index({"a.html": "<p>A wombat.</p>"}, ["!"]).files()


def test_the_first_shard_alone_has_the_program() -> None:
    files = indexed(*PAGES)
    programs = {name: {each for each in own if each.startswith("wasm.")} for name, own in files.items()}
    assert programs == {"": {"wasm.unknown.pagefind", "wasm.en.pagefind"}, "1": set(), "12": set()}
    assert [name for name, own in files.items() if "pagefind.js" in own] == [""]


@pytest.mark.parametrize("entry", [b"[]", b"{}", b"no JSON", b'{"languages": [1]}', b'{"languages": {"en": {}}}'])
def test_an_index_of_another_form_is_an_error_that_names_the_remedy(entry: bytes) -> None:
    with pytest.raises(ColophonError, match="COLOPHON_SEARCH = False"):
        apart({ENTRY: entry}, ["", "1"])


def test_an_index_that_is_not_in_parts_is_taken_as_it_is() -> None:
    assert apart({ENTRY: b"of another form"}, [""]) == {"": {ENTRY: b"of another form"}}


def test_few_posts_are_one_shard_and_each_of_many_is_in_one() -> None:
    assert shards(map(str, range(20))) == {"": sorted(map(str, range(20)))}
    many = shards(map(str, range(118)))
    assert len(many) == 16 and list(many)[:2] == ["", "1"]
    assert sorted(page for pages in many.values() for page in pages) == sorted(map(str, range(118)))


def test_a_run_has_so_many_posts_that_memory_stays_small() -> None:
    assert [*runs([50, 60, 30, 200, 10, 110], int)] == [[50, 60], [30], [200], [10, 110]]
    assert [*runs([], int)] == []
