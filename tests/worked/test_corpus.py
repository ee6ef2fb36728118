"""The snapshots are those of the manifest, and a damaged one is refused."""

import json
import shutil

import pytest

from worked import corpus


def test_sentences_are_distinct_and_name_their_module():
    found = corpus.sentences()
    assert len(found) == len({sentence.text for sentence in found}) == 45_148
    assert found[0].module == "stdlib.__future__"
    assert all(text.isprintable() and 25 < len(text) < 260 for _, text in found)


def test_source_keeps_a_tenth_of_the_files_apart():
    train, held_out = corpus.source()
    assert (len(train), len(held_out)) == (9_201_204, 1_068_462)
    assert b"/home/" not in train[:1_000_000] and b"import" in held_out


def test_topics_are_sorted_prose():
    found = corpus.topics()
    assert list(found) == sorted(found)
    assert sum(map(len, found.values())) == 464_970


def test_every_snapshot_is_in_the_manifest_and_each_notice_is_kept():
    manifest = json.loads((corpus.DATA / "manifest.json").read_text("utf-8"))
    assert all((corpus.DATA / name).stat().st_size == entry["bytes"] for name, entry in manifest["files"].items())
    notices = (corpus.DATA / "LICENCES.txt").read_text("utf-8").lower()
    for package in manifest["packages"]:
        assert f"{package['name'].removeprefix('Python ').lower()}" in notices


def test_a_changed_snapshot_nope(tmp_path):
    shutil.copytree(corpus.DATA, tmp_path / "data")
    (tmp_path / "data" / "topics.json.gz").write_bytes(b"something else")
    with pytest.raises(ValueError, match=r"topics\.json\.gz: expected SHA-256"):
        corpus.topics(tmp_path / "data")
