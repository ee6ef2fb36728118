"""The notebooks that all tools build, given or generated, with the same titles, dates and tags for each tool."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FIRST_DAY = date(1990, 1, 1)
"""Of the first post. Each has a day of its own, 10,000 of them too: one that is still to come would be a draft."""
TAGS = 24


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of the corpus."""

    slug: str
    title: str
    day: date
    tags: tuple[str, ...]
    plain: Path
    """The notebook as it was given."""
    fronted: Path
    """The same with a first raw cell of front matter."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The posts, and what they weigh."""

    entries: tuple[Entry, ...]
    megabytes: float
    cells: int
    images: int

    def __str__(self) -> str:
        count = f"{len(self.entries):,} notebooks, {self.megabytes:.1f} MB"
        return f"{count}, {self.cells:,} cells, {self.images:,} pictures in outputs"


def prepare(documents: Iterable[tuple[str, dict[str, Any]]], folder: Path) -> Corpus:
    """Write both forms of each named notebook below `folder`, which is emptied, and return the corpus."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "plain").mkdir(parents=True)
    (folder / "fronted").mkdir()
    entries, size, cells, images = [], 0, 0, 0
    for number, (slug, document) in enumerate(documents):
        entry = _entry(number, slug, document, folder)
        entry.plain.write_text(_text(document), "utf-8")
        entry.fronted.write_text(_text(_with_front(document, entry)), "utf-8")
        entries.append(entry)
        size += entry.plain.stat().st_size
        cells += len(document["cells"])
        images += sum(1 for _ in _images(document))
    return Corpus(tuple(entries), size / 1e6, cells, images)


def given(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a slug and a notebook of format 4 for each one below the folder, in order of their names."""
    taken = set()
    for path in sorted(folder.rglob("*.ipynb")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        document = json.loads(path.read_bytes())
        slug = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
        if document.get("nbformat") == 4 and slug not in taken | {"", "index"}:
            taken.add(slug)
            yield slug, document


def edit(path: Path, mark: str) -> None:
    """Add a sentence with the word `mark` to the last Markdown cell of a notebook, as an author would."""
    document = json.loads(path.read_bytes())
    prose = next(cell for cell in reversed(document["cells"]) if cell["cell_type"] == "markdown")
    prose["source"] = f"{''.join(prose['source'])}\n\nOne sentence more, with the word {mark}."
    path.write_text(_text(document), "utf-8")


def can_be_edited(entry: Entry) -> bool:
    """Whether the notebook has a Markdown cell."""
    return any(cell["cell_type"] == "markdown" for cell in json.loads(entry.plain.read_bytes())["cells"])


def _entry(number: int, slug: str, document: dict[str, Any], folder: Path) -> Entry:
    tags = tuple(sorted({f"tag {number % TAGS}", f"tag {number * 7 % TAGS}"}))
    name = f"{slug}.ipynb"
    day = FIRST_DAY + timedelta(days=number)
    return Entry(slug, _title(document, slug), day, tags, folder / "plain" / name, folder / "fronted" / name)


def _title(document: dict[str, Any], slug: str) -> str:
    """Return the first heading of the first level as plain words, since tools escape differently."""
    for cell in document["cells"]:
        found = re.search(r"^# +(.+)$", "".join(cell["source"]), re.M) if cell["cell_type"] == "markdown" else None
        words = re.sub(r"[^\w ,.-]+", "", found[1]).strip() if found else ""
        if words:
            return words
    return slug.replace("-", " ").capitalize()


def _with_front(document: dict[str, Any], entry: Entry) -> dict[str, Any]:
    front = {"title": entry.title, "date": entry.day.isoformat(), "tags": list(entry.tags), "slug": entry.slug}
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())
    cell: dict[str, Any] = {"cell_type": "raw", "metadata": {}, "source": f"---\n{lines}---"}
    if document.get("nbformat_minor", 0) >= 5:
        cell["id"] = "front-matter"
    return {**document, "cells": [cell, *document["cells"]]}


def _images(document: dict[str, Any]) -> Iterator[str]:
    for cell in document["cells"]:
        for output in cell.get("outputs", ()):
            yield from (kind for kind in output.get("data", {}) if kind.startswith("image/"))


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
