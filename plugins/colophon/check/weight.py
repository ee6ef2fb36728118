"""Whether a page is light enough to be read on a slow connection."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from colophon.model import Article, Problem

TEXT_BYTES = 80_000
"""Of an article's HTML, compressed; the theme's styles and scripts take 20 kB of the 100 kB of a page."""
PICTURE_BYTES = 3_000_000
"""Of all files that a page brings along; 6 seconds at 4 Mbit/s."""


def weight(article: Article) -> Iterator[Problem]:
    """Yield what makes a page heavier than its budget."""
    text = len(zlib.compress(article.html.encode("utf-8", "replace"), 6))
    if text > TEXT_BYTES:
        most, found = f"{TEXT_BYTES / 1e3:.0f} kB", f"{text / 1e3:.0f} kB"
        message = f"Expected a page of at most {most} without its pictures, compressed, found {found}."
        yield Problem(article.post.path, 0, "C801", message, _largest(article))
    files = sum(len(asset.data) for asset in article.assets)
    if files > PICTURE_BYTES:
        largest = max(len(asset.data) for asset in article.assets)
        message = f"Expected pictures of at most {PICTURE_BYTES / 1e6:.0f} MB on a page, found {files / 1e6:.1f} MB."
        remedy = f"Draw smaller ones, or fewer points; the largest takes {largest / 1e6:.1f} MB."
        yield Problem(article.post.path, 0, "C802", message, remedy)


def _largest(article: Article) -> str:
    """Return the remedy: which cell has the longest output."""
    sizes = {cell.number: len(str(cell.outputs)) for cell in article.post.cells if cell.kind == "code"}
    cell = max(sizes, key=lambda number: sizes[number], default=0)
    return f"Show less of a long output; cell {cell} has the longest." if cell else "Split the post."
