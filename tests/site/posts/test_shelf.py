"""What a build asks of notebooks that nobody touched, when something beside them changed."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from colophon.model import Article
from colophon.notebook import store
from colophon.render import article as render
from colophon.site.posts.shelf import Shelf
from colophon.site.settings import read_site_settings
from tests.conftest import code, front, notebook


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the notebooks that were read, as they are."""
    found: list[str] = []
    original = store.source

    def told(path: Path, *arguments: Any) -> Any:
        found.append(path.name)
        return original(path, *arguments)

    monkeypatch.setattr(store, "source", told)
    return found


def put(root: Path, name: str, source: str) -> None:
    (root / name).write_text(json.dumps(notebook(front(name, slug=name.removesuffix(".ipynb")), code(source))))


def shelf(root: Path) -> Shelf:
    settings = {"PATH": str(root), "CACHE_PATH": str(root.parent / "cache")}
    return Shelf(read_site_settings(settings), [PurePosixPath(path.name) for path in root.glob("*.ipynb")], {})


def unpinned(shelf: Shelf) -> list[tuple[str, str]]:
    return [(str(each.path), each.message) for each in shelf.problems if each.code == "C704"]


def test_a_new_file_leaves_the_other_notebooks_alone(tmp_path: Path, read: list[str]) -> None:
    root = tmp_path / "content"
    root.mkdir()
    put(root, "one.ipynb", "import helper")
    put(root, "two.ipynb", "import other")
    assert len(unpinned(shelf(root))) == 2
    assert sorted(read) == ["one.ipynb", "two.ipynb"]
    read.clear()

    put(root, "three.ipynb", "1 + 1")
    (root / "data.csv").write_text("a,b")
    (root / "folder").mkdir()
    assert len(unpinned(shelf(root))) == 2
    assert read == ["three.ipynb"]


def test_a_module_that_is_there_or_gone_is_seen_by_those_that_import_it(tmp_path: Path, read: list[str]) -> None:
    root = tmp_path / "content"
    root.mkdir()
    put(root, "one.ipynb", "import helper")
    put(root, "two.ipynb", "import other")
    shelf(root)
    read.clear()

    (root / "helper.py").write_text("")
    assert [path for path, _ in unpinned(shelf(root))] == ["two.ipynb"]
    assert read == ["one.ipynb"]
    read.clear()
    assert [path for path, _ in unpinned(shelf(root))] == ["two.ipynb"]
    assert read == []

    (root / "helper.py").unlink()
    assert [path for path, _ in unpinned(shelf(root))] == ["one.ipynb", "two.ipynb"]
    assert read == ["one.ipynb"]


def test_a_notebook_that_is_saved_while_it_is_converted_is_converted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before must not be kept for what is there now."""
    root = tmp_path / "content"
    root.mkdir()
    put(root, "one.ipynb", "import helper")

    def save(*arguments: Any) -> Article:
        put(root, "one.ipynb", "import other")
        return render.render(*arguments)

    monkeypatch.setattr("colophon.render.render", save)
    shelf(root)
    monkeypatch.undo()
    [(_, message)] = unpinned(shelf(root))
    assert "other" in message
