"""What a build takes over from the site that stands, whatever else writes the same names."""

from __future__ import annotations

from pathlib import Path

import pytest

from colophon.site.printing.lastsite import lay
from colophon.site.printing.tray import Tray

NAME, OLD, NEW = "sub/a.txt", b"old", b"new"


@pytest.fixture
def tray(tmp_path: Path) -> Tray:
    """A tray for a site that has one file already, made from the key `key`."""
    first = Tray(tmp_path / "old")
    first.write(NAME, OLD, "key")
    return Tray(tmp_path / "next", tmp_path / "old", first.entries)


def laid(tray: Tray) -> bytes:
    """Return what the file has in the new site; the old one must be as it was."""
    old = tray.folder.with_name("old")
    tray.folder.mkdir(exist_ok=True)
    tray.settle_all()
    lay(tray.folder, tray.folder, old, tray.entries, tray.taken)
    assert (old / NAME).read_bytes() == OLD
    return (tray.folder / NAME).read_bytes()


def write(tray: Tray, data: bytes) -> None:
    """Write as other programs do, past the tray."""
    path = tray.path(NAME)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@pytest.mark.parametrize(("data", "expected"), [(OLD, OLD), (NEW, NEW)])
def test_what_something_else_writes_last_is_what_counts(data: bytes, expected: bytes, tray: Tray) -> None:
    assert tray.keep(NAME, "key")
    write(tray, data)
    assert laid(tray) == expected and (NAME in tray.taken) == (data == OLD)


def test_a_file_that_is_taken_over_replaces_one_that_was_written_before(tray: Tray) -> None:
    tray.write(NAME, NEW, "other")
    assert tray.keep(NAME, "key")
    assert laid(tray) == OLD


@pytest.mark.parametrize("key", ["", "other"])
def test_the_same_bytes_are_the_same_file_and_others_are_not(key: str, tray: Tray) -> None:
    tray.write(NAME, OLD, key)
    assert laid(tray) == OLD and (tray.folder / NAME).samefile(tray.folder.with_name("old") / NAME)
    tray.write(NAME, NEW, key)
    assert tray.read(NAME) == NEW and NAME not in tray.taken


def test_a_page_that_is_settled_twice_is_taken_over_once(tray: Tray) -> None:
    for _ in range(2):
        write(tray, OLD)
        tray.settle(NAME, "key")
    assert laid(tray) == OLD and NAME in tray.taken


def test_a_name_outside_the_site_is_refused(tray: Tray) -> None:
    with pytest.raises(ValueError, match="inside the site"):
        tray.write("../a.txt", NEW)


@pytest.mark.parametrize("data", [OLD, NEW])
def test_nothing_is_written_through_a_name_that_another_folder_shares(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "shared.txt").write_bytes(OLD)
    (tmp_path / "site/sub").mkdir(parents=True)
    (tmp_path / "site" / NAME).hardlink_to(tmp_path / "shared.txt")
    tray = Tray(tmp_path / "site")
    tray.write(NAME, data)
    assert (tray.read(NAME), (tmp_path / "shared.txt").read_bytes()) == (data, OLD)
    assert (tmp_path / "shared.txt").samefile(tray.path(NAME)) == (data == OLD)
