"""What pages weigh, as lines: for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import asdict

from colophon.check.weight import Weight

HEAVIEST = 5
"""Of a page's cells, how many are named."""
LEAST_BYTES = 2_000
"""What a cell has to weigh to be worth a line."""
PARTS = {"text": "of compressed HTML", "pictures": "of pictures", "later": "in frames, sound and film"}


class Page(Struct, frozen=True):
    """One page and the parts of it that cells are."""

    path: PurePosixPath
    whole: Weight
    cells: Mapping[int, Weight]

    def heaviest(self) -> Iterator[tuple[int, Weight]]:
        """Yield the cells that weigh most, with their weights."""
        ordered = sorted(self.cells.items(), key=lambda each: (-_total(each[1]), each[0]))
        yield from ((cell, weight) for cell, weight in ordered[:HEAVIEST] if _total(weight) >= LEAST_BYTES)


def as_text(pages: Sequence[Page]) -> Iterator[str]:
    """Yield a line for each page, the heaviest first, and one below it for each of its heaviest cells."""
    for page in sorted(pages, key=lambda each: (-_total(each.whole), each.path)):
        yield f"{page.path}: {_words(page.whole)}"
        yield from (f"  cell {cell}: {_words(weight)}" for cell, weight in page.heaviest())


def as_json(pages: Sequence[Page]) -> Iterator[str]:
    """Yield one JSON array with an object for each page, all of its cells in order; sizes in bytes."""
    found = [
        {
            "path": str(page.path),
            **asdict(page.whole),
            "cells": [{"cell": cell, **asdict(weight)} for cell, weight in page.cells.items()],
        }
        for page in pages
    ]
    yield json.dumps(found, indent=2)


FORMATS: Mapping[str, Callable[[Sequence[Page]], Iterator[str]]] = {"text": as_text, "json": as_json}


def _total(weight: Weight) -> int:
    return weight.text + weight.pictures + weight.later


def _words(weight: Weight) -> str:
    sizes = {words: size for name, words in PARTS.items() if (size := getattr(weight, name))}
    return ", ".join(f"{size / 1000:,.1f} kB {words}" for words, size in sizes.items()) or "nothing"
