"""Pins come from the lock, else from what is installed, under one spelling."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

from colophon.run.pins import installed, read_pins


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
