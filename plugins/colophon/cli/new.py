"""Make a new post: a notebook with its front matter."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

FAILED, WRONG_USAGE = 1, 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `colophon new`."""
    parser.add_argument("what", metavar="TITLE|PATH", help="the title, or the path of the notebook (ending in .ipynb)")
    parser.add_argument("--dir", type=Path, help="folder for a TITLE (default: where the settings have posts)")
    parser.add_argument("--settings", metavar="FILE", type=Path, default=Path("pelicanconf.py"))


def run(arguments: argparse.Namespace, today: Callable[[], date] = date.today) -> int:
    """Make the notebook and say where it is.

    Raises:
        SettingsError: the settings file cannot be run.
    """
    path, title = place(arguments.what, arguments.dir or _posts(arguments.settings))
    if path.stem == "":
        print("colophon new: the title has no Latin letters or digits for a file name. Give a PATH.", file=sys.stderr)
        return WRONG_USAGE
    if path.exists() or path.is_symlink():
        print(f"colophon new: {path} is there already. Choose another title or path.", file=sys.stderr)
        return FAILED
    try:
        create(path, title, today())
    except OSError as error:
        print(f"colophon new: {path} cannot be written: {error.strerror}.", file=sys.stderr)
        return FAILED
    print(f"{path} is made. Open it in JupyterLab, write and run it, then `colophon check`.")
    return 0


def _posts(settings: Path) -> Path:
    """Return the first folder of posts that the settings name, `notebooks` without settings."""
    from colophon.cli.sitefile import settings_in, texts

    if not settings.is_file():
        return Path("notebooks")
    values = settings_in(settings)
    return Path(settings.parent, str(values.get("PATH", ".")), *texts(values, "ARTICLE_PATHS", "")[:1])


def place(what: str, folder: Path) -> tuple[Path, str]:
    """Return the path of the new notebook and its title; the path's name is empty where no title gives one."""
    from colophon.notebook.values import slugify

    if what.endswith(".ipynb"):
        words = re.sub(r"[-_\s]+", " ", Path(what).stem).strip()
        return Path(what), words[:1].upper() + words[1:]
    slug = slugify(what)
    return folder / f"{slug}.ipynb" if slug else Path(), " ".join(what.split())


def create(path: Path, title: str, day: date) -> None:
    """Write a notebook with front matter and a first paragraph."""
    from colophon.notebook import store

    path.parent.mkdir(parents=True, exist_ok=True)
    store.write(path, _notebook(title, day))


def _notebook(title: str, day: date) -> NotebookNode:
    from nbformat import v4

    front = f"---\ntitle: {_yaml(title)}\ndate: {day.isoformat()}\nsummary:\ntags: []\n---"
    return v4.new_notebook(  # type: ignore[no-any-return, no-untyped-call]
        cells=[
            v4.new_raw_cell(front, id="front-matter"),  # type: ignore[no-untyped-call]
            v4.new_markdown_cell("Which question does this post answer?", id="opening"),  # type: ignore[no-untyped-call]
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"},
            "language_info": {"name": "python"},
        },
    )


def _yaml(text: str) -> str:
    """Return the text as YAML: as it stands where that is safe, else in double quotes, which read as JSON does."""
    plain = re.fullmatch(r"\w[\w ,.'()/-]*", text) and text.lower() not in ("null", "~")
    return text if plain else json.dumps(text, ensure_ascii=False)
