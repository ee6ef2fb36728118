"""A notebook that nobody touched is not read again."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from colophon.site.posts import digests
from colophon.site.posts.digests import FileDigests, file_digest
from colophon.store import Store

LONG_AGO = 1_000_000_000


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that was last changed long ago, by a clock that runs ahead of it."""
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"one")
    os.utime(path, (LONG_AGO, LONG_AGO))
    monkeypatch.setattr(time, "time_ns", lambda: time.clock_gettime_ns(time.CLOCK_REALTIME) + 10**9)
    return path


def asked(store: Store, path: Path) -> str:
    """Return the digest as a build finds it, which then ends."""
    build = FileDigests(store)
    found = build.of(str(path))
    build.keep()
    return found


def test_a_file_is_read_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(file.parent / "store")
    first = asked(store, file)
    monkeypatch.setattr(digests, "file_digest", lambda _: pytest.fail("it was read again"))
    assert asked(store, file) == first == file_digest(str(file))


@pytest.mark.parametrize("keeps_its_time", [True, False])
def test_a_change_of_the_same_size_is_seen(file: Path, keeps_its_time: bool) -> None:
    store = Store(file.parent / "store")
    first = asked(store, file)
    file.write_bytes(b"two")
    if keeps_its_time:
        os.utime(file, (LONG_AGO, LONG_AGO))
    assert asked(store, file) == file_digest(str(file)) != first


def test_a_file_that_was_just_written_is_read_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It could change once more within one tick of its file system's clock."""
    monkeypatch.undo()
    file.write_bytes(b"two")
    build = FileDigests(Store(file.parent / "store"))
    build.of(str(file))
    build.keep()
    assert not (file.parent / "store").exists()


def test_a_damaged_memory_is_none(file: Path) -> None:
    store = Store(file.parent / "store")
    for rubbish in (b"[1]", b"{", b"\xff"):
        store.put(digests.KIND, digests.KEY, rubbish)
        assert asked(store, file) == file_digest(str(file))
