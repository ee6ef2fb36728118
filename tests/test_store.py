"""The store keeps values by their causes, and nobody misses it."""

from __future__ import annotations

import os
from pathlib import Path

from colophon.store import Store, digest


class Marked(str):
    """A text of a class of its own."""


def test_a_digest_tells_sequences_apart() -> None:
    sequences = [[], [""], ["", ""], ["ab"], ["a", "b"], [b"ab"], ["a", b"b"], [["a"], "b"], ["\ud83d"], ["\ud83d", ""]]
    assert len({digest(each) for each in sequences}) == len(sequences)
    assert digest(iter("ab")) == digest(["a", "b"]) == digest([Marked("a"), "b"])


def test_a_value_comes_back_and_another_key_or_kind_has_none(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.put("articles", digest(["a"]), b"one")
    store.put("cards", digest(["a"]), b"two")
    assert store.get("articles", digest(["a"])) == b"one"
    assert store.get("cards", digest(["a"])) == b"two"
    assert store.get("articles", digest(["b"])) is None
    assert (tmp_path / "store/.gitignore").read_text() == "*\n"


def test_a_damaged_or_deleted_value_is_none(tmp_path: Path) -> None:
    store, key = Store(tmp_path), digest(["a"])
    store.put("articles", key, b"a long value")
    [file] = (tmp_path / "articles").iterdir()
    whole = file.read_bytes()
    for damaged in (whole[:-3], whole[:5], b"", whole[:-1] + b"?", whole + b"?"):
        file.write_bytes(damaged)
        assert store.get("articles", key) is None
    file.unlink()
    assert store.get("articles", key) is None


def test_the_oldest_goes_first_and_the_store_stays_within_its_limit(tmp_path: Path) -> None:
    store = Store(tmp_path, limit_bytes=250)
    for age, name in enumerate("abc"):
        store.put("x", digest([name]), b"v" * 100)
        os.utime(tmp_path / "x" / digest([name]), (1e9 - age, 1e9 - age))
    store.prune()
    assert [store.get("x", digest([name])) is None for name in "abc"] == [False, False, True]


def test_a_store_is_not_pruned_again_for_a_while(tmp_path: Path) -> None:
    store = Store(tmp_path, limit_bytes=50)
    kept = []
    for name in "abc":
        store.put("x", digest([name]), b"v" * 100)
        store.prune(every_seconds=3600)
        kept.append(store.get("x", digest([name])) is not None)
    assert kept == [False, True, True]
    store.prune()
    assert not any(store.get("x", digest([name])) for name in "abc")


def test_without_a_folder_nothing_is_kept() -> None:
    store = Store(None)
    store.put("x", "key", b"value")
    assert store.get("x", "key") is None
    store.prune()


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file")
    store.put("x", "key", b"value")
    assert store.get("x", "key") is None


def test_where_one_part_ends_makes_a_difference() -> None:
    assert digest(["ab", "c"]) != digest(["a", "bc"]) != digest(["abc"])


def test_what_is_kept_is_for_its_owner_alone_and_nothing_else_is_left_beside_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    for value in (b"one", b"other"):
        store.put("kind", "ab12", value)
    [kept] = (tmp_path / "store" / "kind").iterdir()
    assert (kept.name, kept.stat().st_mode & 0o777) == ("ab12", 0o600)
    assert store.get("kind", "ab12") == b"other"
