"""A check answers from memory as long as nothing changed, and never when something did."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from colophon.model import Problem
from colophon.site.posts.answers import remembered
from colophon.site.settings import read_site_settings
from colophon.store import Store
from tests.conftest import ROOT, code, front, notebook

PROBLEM = Problem(PurePosixPath("a/x.ipynb"), 3, "C401", "Expected “words”, found none.", "Say it.")


class Blog:
    """A folder with what a check depends on, and a count of how often it was made."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.found = folder, 0
        self.paths = [PurePosixPath("x.ipynb")]
        self.settings: dict[str, Any] = {"PATH": str(folder / "notebooks")}
        self.environment = {"HOME": "/home/somebody", "API_TOKEN": "aaaaaaaaaaaa", "LINES": "40"}
        for name in ("notebooks/x.ipynb", "notebooks/data/x.csv", "locks/posts.txt"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("numpy==1")

    def check(self) -> list[Problem]:
        site = read_site_settings(self.settings)
        return remembered(site, self.paths, self._find, Store(self.folder / "store"), self.environment)

    def _find(self) -> list[Problem]:
        self.found += 1
        return [PROBLEM]


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    return Blog(tmp_path)


def nothing(blog: Blog) -> None:
    """Leave all as it was."""


def touch(blog: Blog) -> None:
    os.utime(blog.folder / "notebooks/x.ipynb", (1, 1))


def open_a_window(blog: Blog) -> None:
    blog.environment["LINES"] = "50"


def save_a_checkpoint(blog: Blog) -> None:
    (blog.folder / "notebooks/.ipynb_checkpoints").mkdir()
    (blog.folder / "notebooks/.ipynb_checkpoints/x.ipynb").write_text("old")


def edit(blog: Blog) -> None:
    (blog.folder / "notebooks/x.ipynb").write_text("numpy==2")


def change_data(blog: Blog) -> None:
    (blog.folder / "notebooks/data/x.csv").write_text("numpy==2")


def add_a_file(blog: Blog) -> None:
    (blog.folder / "notebooks/new.png").write_text("")


def change_the_lock(blog: Blog) -> None:
    (blog.folder / "locks/posts.txt").write_text("numpy==2")


def change_a_setting(blog: Blog) -> None:
    blog.settings["COLOPHON_CITATION_STYLE"] = "author-year"


def change_an_address(blog: Blog) -> None:
    blog.settings["ARTICLE_LANG_SAVE_AS"] = "{lang}/{slug}.html"


def change_the_language(blog: Blog) -> None:
    blog.settings["DEFAULT_LANG"] = "de"


def change_a_private_value(blog: Blog) -> None:
    blog.environment["API_TOKEN"] = "bbbbbbbbbbbb"


def ask_for_another_post(blog: Blog) -> None:
    blog.paths.append(PurePosixPath("y.ipynb"))


@pytest.mark.parametrize("change", [nothing, touch, open_a_window, save_a_checkpoint])
def test_what_does_not_matter_is_not_checked_again(change: Callable[[Blog], None], blog: Blog) -> None:
    assert blog.check() == [PROBLEM]
    change(blog)
    assert (blog.check(), blog.found) == ([PROBLEM], 1)


@pytest.mark.parametrize(
    "change",
    [
        edit,
        change_data,
        add_a_file,
        change_the_lock,
        change_a_setting,
        change_an_address,
        change_the_language,
        change_a_private_value,
        ask_for_another_post,
    ],
)
def test_every_cause_of_an_answer_makes_a_new_one(change: Callable[[Blog], None], blog: Blog) -> None:
    blog.check()
    change(blog)
    assert (blog.check(), blog.found) == ([PROBLEM], 2)


def test_no_private_value_is_kept(blog: Blog) -> None:
    blog.check()
    kept = [path.read_bytes() for path in blog.folder.glob("store/*/*")]
    assert kept and not any(b"aaaaaaaa" in data for data in kept)


def test_a_second_check_renders_nothing_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/x.ipynb").write_text(json.dumps(notebook(front(), code("1", count=None), code("2"))))
    program = (
        "import sys; from colophon.cli import main; status = main(['check']); "
        "heavy = {'nbconvert.exporters.exporter', 'nbformat', 'jinja2', 'kingfisher_sdk.scanner', 'PIL'}; "
        "print(sorted(heavy & set(sys.modules))); "
        "sys.exit(status)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-c", program]
    first, second = (
        subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    )
    lines = second.split("\n")
    assert lines[:-2] == first.split("\n")[:-2] and "[C209]" in lines[0]
    assert lines[-2] == "[]" and "nbconvert.exporters.exporter" in first
    assert [path.name for path in tmp_path.iterdir() if path.name != "cache"] == ["notebooks"]
