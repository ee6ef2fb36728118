"""Pins come from the lock, else from what is installed, under one spelling."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from colophon.run.pins import Lock, installed, read_lock, read_pins


def test_a_lock_with_hashes_markers_and_extras_is_read(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(
        "# a comment\n--index-url x\nFlask_Thing[async]==1.0 ; python_version > '3' \\\n    --hash=sha256:aa==\n"
        "torch==2.13.0+cpu \\\n    --hash=sha256:bb\n    # via x==3\n"
    )
    assert read_pins(lock) == {"flask-thing": "1.0", "torch": "2.13.0+cpu"}


def test_without_a_lock_what_is_installed_counts(tmp_path: Path) -> None:
    assert read_pins(tmp_path / "none.txt")["nbformat"] == version("nbformat")
    assert read_pins(None)["nbformat"] == version("nbformat")


def test_what_is_installed_for_another_python_is_found_without_running_it(tmp_path: Path) -> None:
    folder = tmp_path / f"lib/python3.{sys.version_info.minor}/site-packages/Some_Thing-1.2.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: Some_Thing\nVersion: 1.2\n")
    assert installed(str(tmp_path / "bin/python")) == {"some-thing": "1.2"}


def test_of_two_installations_the_first_on_the_path_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "nbformat-0.1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: nbformat\nVersion: 0.1\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert installed()["nbformat"] == "0.1"


def test_a_lock_tells_what_every_machine_needs(tmp_path: Path) -> None:
    (tmp_path / "lock.txt").write_text("numpy==2.4.6 \\\n    --hash=sha256:aa\ncolorama==1 ; sys_platform == 'win32'\n")
    lock = read_lock(tmp_path / "lock.txt")
    assert (dict(lock.pins), set(lock.required)) == ({"numpy": "2.4.6", "colorama": "1"}, {"numpy"})
    assert read_lock(tmp_path / "none.txt") == Lock()
