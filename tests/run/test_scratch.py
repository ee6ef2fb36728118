"""A post runs in a copy: it can damage nothing, and what it reads is known."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from colophon.run.files import content_digest
from colophon.run.scratch import Scratch


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "content"
    for name in ("data/x.csv", "data/y.csv", "m/__init__.py", "m/__pycache__/a.pyc", ".git/x", "other.ipynb"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    (tmp_path / "secret").write_text("secret")
    (root / "data/leak").symlink_to(tmp_path / "secret")
    (root / "data/link.csv").symlink_to("x.csv")
    return root


def test_the_copy_has_the_content_but_no_other_posts_and_nothing_from_outside(root: Path) -> None:
    with Scratch(root) as scratch:
        copied = {path.relative_to(scratch.content).as_posix() for path in scratch.content.rglob("*") if path.is_file()}
    assert copied == {"data/x.csv", "data/y.csv", "data/link.csv", "m/__init__.py"}
    assert not scratch.folder.exists()


def test_files_that_a_program_reads_are_known_whatever_reads_them(root: Path) -> None:
    with Scratch(root) as scratch:
        (scratch.content / "data/y.csv").read_text()
        assert scratch.digests() == {"data/y.csv": content_digest(root, PurePosixPath("data/y.csv"))}


def test_files_that_the_kernel_has_logged_are_known(root: Path) -> None:
    with Scratch(root) as scratch:
        names = [scratch.content / "data/../data/x.csv", scratch.content / "own.txt", "/etc/passwd"]
        scratch.reads.write_bytes(b"".join(str(name).encode() + b"\0" for name in names))
        assert list(scratch.digests()) == ["data/x.csv"]


def test_a_post_that_changes_what_it_read_has_read_the_original(root: Path) -> None:
    with Scratch(root) as scratch:
        place = scratch.content / "data/x.csv"
        place.write_text(place.read_text() * 2)
        (scratch.content / "data/y.csv").unlink()
        found = scratch.digests()
    assert found == {name: content_digest(root, PurePosixPath(name)) for name in ("data/x.csv", "data/y.csv")}
    assert (root / "data/x.csv").read_text() == "data/x.csv"


def test_a_post_in_a_folder_runs_in_that_folder(root: Path) -> None:
    with Scratch(root) as scratch:
        folder = scratch.working_folder(PurePosixPath("posts/deep/x.ipynb"))
        assert folder == scratch.content / "posts/deep" and folder.is_dir()
