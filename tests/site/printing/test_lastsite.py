"""The site before the last one is what the next is made of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from colophon.site import warm
from colophon.site.printing import press
from colophon.site.printing.lastsite import lay
from colophon.site.printing.tray import Tray
from tests.conftest import Site, front, markdown, notebook

PRESS = "from colophon.site import Press\nPELICAN_CLASS = Press\nOUTPUT_RETENTION = ['CNAME', '.git']"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def rest(site: Site) -> Path:
    return site.folder / "cache/colophon/apart/last-site"


def write(site: Site, text: str) -> None:
    site.add("a.ipynb", notebook(front("A"), markdown(text)))


@pytest.fixture
def built(site: Site) -> Site:
    """A site of three posts that was built twice."""
    for name in "abc":
        site.add(f"{name}.ipynb", notebook(front(name.upper()), markdown(f"Text of {name}.")))
    for text in ("First.", "Second."):
        write(site, text)
        assert site.build(settings=PRESS).returncode == 0
    return site


@pytest.mark.parametrize("is_there", [False, True])
def test_the_first_site_has_one_already(is_there: bool, site: Site) -> None:
    if is_there:
        site.output.mkdir()
    write(site, "First.")
    assert site.build(settings=PRESS).returncode == 0
    files = [path.relative_to(rest(site)) for path in rest(site).rglob("*") if path.is_file()]
    assert {str(file) for file in files} == snapshot(site.output).keys()
    assert all((rest(site) / file).samefile(site.output / file) for file in files)


def test_one_of_a_site_that_is_gone_is_not_mistaken_for_it(built: Site) -> None:
    shutil.rmtree(built.output)
    for text in ("Third.", "Fourth."):
        write(built, text)
        assert built.build(settings=PRESS).returncode == 0
    assert "Fourth." in built.read("a.html") and "Text of b." in built.read("b.html")


def test_it_rests_in_the_cache_and_holds_nothing_that_the_site_does_not_show(built: Site) -> None:
    files = [path.relative_to(rest(built)) for path in rest(built).rglob("*") if path.is_file()]
    assert Path("b.html") in files and Path("a.html") not in files
    assert all((rest(built) / file).samefile(built.output / file) for file in files)


def test_a_folder_that_did_not_change_is_not_made_again(built: Site) -> None:
    write(built, "Third.")
    folders = {path.stat().st_ino for path in rest(built).rglob("*") if path.is_dir()}
    assert built.build(settings=PRESS).returncode == 0
    assert folders and folders <= {path.stat().st_ino for path in built.output.rglob("*") if path.is_dir()}


def test_a_removed_post_is_nowhere(built: Site) -> None:
    (built.content / "b.ipynb").unlink()
    assert built.build(settings=PRESS).returncode == 0
    assert not [path for folder in (built.output, rest(built)) for path in folder.rglob("b.*")]


def spoil(folder: Path) -> None:
    (folder / "b.html").write_text("somebody's own")  # the site's too: it is one file
    (folder / "feeds").mkdir(exist_ok=True)
    (folder / "feeds/more.txt").write_text("more")


def replace(folder: Path) -> None:
    (folder / "c.html").unlink()
    (folder / "c.html").write_text("another file")
    (folder / "b.html").unlink()
    (folder / "b.html").mkdir()
    shutil.rmtree(folder / "assets", ignore_errors=True)
    (folder / "assets").write_text("no folder")


def copy(folder: Path) -> None:
    shutil.copytree(folder, folder.with_name("copy"))
    shutil.rmtree(folder)
    folder.with_name("copy").rename(folder)


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("no folder")


@pytest.mark.parametrize("harm", [spoil, replace, copy, empty, shutil.rmtree])
def test_whatever_became_of_it_the_next_site_is_whole(harm: Callable[[Path], None], built: Site) -> None:
    harm(rest(built))
    write(built, "Third.")
    assert built.build(settings=PRESS).returncode == 0
    clean = Site(built.folder / "clean")
    shutil.copytree(built.content, clean.content, dirs_exist_ok=True)
    assert clean.build(settings=PRESS).returncode == 0
    assert snapshot(built.output) == snapshot(clean.output)


def test_one_that_a_kill_left_beside_the_site_is_used_and_gone(built: Site) -> None:
    rest(built).rename(built.folder / ".output.last")
    write(built, "Third.")
    assert built.build(settings=PRESS).returncode == 0
    assert rest(built).is_dir() and not (built.folder / ".output.last").exists()


def test_what_the_site_retains_is_not_kept_twice(built: Site) -> None:
    (built.output / "CNAME").write_text("blog.example")
    (built.output / ".git").mkdir()
    (built.output / ".git/HEAD").write_text("main")
    for text in ("Third.", "Fourth."):
        write(built, text)
        assert built.build(settings=PRESS).returncode == 0
        assert not (rest(built) / "CNAME").exists() and not (rest(built) / ".git").exists()
    assert (built.read("CNAME"), built.read(".git/HEAD")) == ("blog.example", "main")


def test_a_preview_has_one_of_its_own(built: Site, tmp_path: Path) -> None:
    before = snapshot(rest(built))
    for text in ("Third.", "Fourth."):
        write(built, text)
        warm.build(built.folder / "pelicanconf.py", built.content, tmp_path / "preview/site")
    assert snapshot(rest(built)) == before
    assert sorted(path.name for path in (tmp_path / "preview").iterdir()) == [".site.press", "last-site", "site"]


def test_without_a_cache_nothing_is_kept(built: Site) -> None:
    shutil.rmtree(built.folder / "cache")
    write(built, "Third.")
    assert built.build(settings=f"{PRESS}\nCOLOPHON_CACHE = False").returncode == 0
    assert not (built.folder / "cache").exists()
    assert sorted(path.name for path in built.folder.glob(".output*")) == [".output.press"]


def test_where_there_are_no_hard_links_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    old, written, new = (tmp_path / name for name in ("old", "written", "new"))
    for path in (old / "sub/kept.txt", written / "sub/new.txt"):
        path.parent.mkdir(parents=True)
        path.write_text(path.name)
    found = (old / "sub/kept.txt").stat()
    lay(new, written, old, ["sub/kept.txt", "sub/new.txt"], {"sub/kept.txt": (found.st_dev, found.st_ino)})
    assert snapshot(new) == {"sub/kept.txt": b"kept.txt", "sub/new.txt": b"new.txt"}
    assert (new / "sub/kept.txt").stat().st_mtime_ns == found.st_mtime_ns


def test_a_site_that_is_made_where_it_was_written_is_not_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("nothing to move")

    (tmp_path / "a.txt").write_text("A")
    monkeypatch.setattr(os, "replace", refuse)
    lay(tmp_path, tmp_path, tmp_path / "old", ["a.txt"], {})
    assert snapshot(tmp_path) == {"a.txt": b"A"}


def test_a_first_site_is_compared_with_nothing(built: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    olds = []

    class Seen(Tray):
        def __init__(self, folder: Path, old: Path | None, *others: Any) -> None:
            olds.append(old)
            super().__init__(folder, old, *others)

    monkeypatch.setattr(press, "Tray", Seen)
    output = tmp_path / "preview/site"
    for _ in range(2):
        warm.build(built.folder / "pelicanconf.py", built.content, output)
    assert olds == [None, output]
