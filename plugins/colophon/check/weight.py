"""Whether a page is light enough to be read on a slow connection, and which cells make it heavy."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping

from colophon.model import Article, Problem

TEXT_BYTES = 80_000
"""Of an article's HTML, compressed; the theme's styles and scripts take 20 kB of the 100 kB of a page."""
PICTURE_BYTES = 3_000_000
"""Of all pictures of a page; 6 seconds at 4 Mbit/s. What waits in frames, and files to download, do not count."""
NAMED = 3
"""How many of the heaviest cells are named."""


def weight(article: Article) -> Iterator[Problem]:
    """Yield what makes a page heavier than its budget, each with the cells behind its largest parts."""
    text = len(_compressed(article.html))
    if text > TEXT_BYTES:
        most, found = f"{TEXT_BYTES / 1e3:.0f} kB", f"{text / 1e3:.0f} kB"
        message = f"Expected a page of at most {most} without its pictures, compressed, found {found}."
        sizes = {cell: len(_compressed(html)) for cell, html in _parts(article)}
        remedy = f"Show less, or split the post; {_heaviest(sizes, 1e3, 'kB')}."
        yield Problem(article.post.path, 0, "C801", message, remedy)
    pictures = {asset.name: len(asset.data) for asset in article.assets if asset.media_type.startswith("image/")}
    files = _pictured(article.html, pictures)
    if files > PICTURE_BYTES:
        message = f"Expected pictures of at most {PICTURE_BYTES / 1e6:.0f} MB on a page, found {files / 1e6:.1f} MB."
        sizes = {cell: _pictured(html, pictures) for cell, html in _parts(article)}
        remedy = f"Draw smaller ones, or fewer points; {_heaviest(sizes, 1e6, 'MB')}."
        yield Problem(article.post.path, 0, "C802", message, remedy)


def _parts(article: Article) -> Iterator[tuple[int, str]]:
    """Yield the number of each cell with its HTML."""
    _, *parts = _CELL.split(article.html)
    yield from ((int(number), html) for number, html in zip(parts[::2], parts[1::2], strict=True))


def _pictured(html: str, pictures: Mapping[str, int]) -> int:
    """Return the bytes of the pictures that the HTML shows; what it only links to is not loaded."""
    return sum(pictures.get(name, 0) for name in set(_SHOWN.findall(html)))


def _heaviest(sizes: Mapping[int, int], unit: float, name: str) -> str:
    """Return `cell 4 has 1.2 MB, cell 9 0.3 MB`, the heaviest first."""
    largest = sorted((cell for cell in sizes if sizes[cell]), key=lambda cell: (-sizes[cell], cell))[:NAMED]
    if not largest:
        return "no cell has much of it"
    first, *rest = (f"{sizes[cell] / unit:.1f} {name}" for cell in largest)
    others = (f"cell {cell} {size}" for cell, size in zip(largest[1:], rest, strict=True))
    return ", ".join([f"cell {largest[0]} has {first}", *others])


def _compressed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "replace"), 6)


_CELL = re.compile(r' id="cell-(\d+)"')
_SHOWN = re.compile(r' (?:src|poster)="\{static\}/assets/([0-9a-f]{16}\.\w+)"')
