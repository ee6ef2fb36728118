"""Whether a page is light enough to be read on a slow connection, and which cells make it heavy."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from colophon.model import Article, Asset, Problem
from colophon.pagelimits import DEFAULTS, PageLimits

NAMED = 3
"""How many of the heaviest cells are named."""


class Weight(Struct, frozen=True):
    """What a reader loads, in bytes."""

    text: int
    """Of HTML, compressed."""
    pictures: int
    """Of all that are shown; what is only linked to is not loaded."""
    later: int = 0
    """Of what is loaded once a reader scrolls to it or plays it: frames (without their libraries), sound, film."""


def weight(article: Article, limits: PageLimits = DEFAULTS) -> Iterator[Problem]:
    """Yield what makes a page heavier than its budget, each with the cells behind its largest parts."""
    whole = weigh(article.html, article.assets, limits.page_text_bytes)
    if whole.text > limits.page_text_bytes:
        most, found = f"{limits.page_text_bytes / 1e3:g} kB", f"{whole.text / 1e3:.0f} kB"
        message = f"Expected a page of at most {most} without its pictures, compressed, found {found}."
        sizes = {cell: each.text for cell, each in by_cell(article.html, article.assets)}
        remedy = f"Show less, or split the post; {_heaviest(sizes, 1e3, 'kB')}."
        yield Problem(article.post.path, 0, "C801", message, remedy)
    if whole.pictures > limits.page_picture_bytes:
        most, found = f"{limits.page_picture_bytes / 1e6:g} MB", f"{whole.pictures / 1e6:.1f} MB"
        message = f"Expected pictures of at most {most} on a page, found {found}."
        sizes = {cell: each.pictures for cell, each in by_cell(article.html, article.assets)}
        remedy = f"Draw smaller ones, or fewer points; {_heaviest(sizes, 1e6, 'MB')}."
        yield Problem(article.post.path, 0, "C802", message, remedy)


def weigh(html: str, assets: Iterable[Asset], text_bytes: int = 0) -> Weight:
    """Return the weight of HTML with what it loads; of its text a bound, where that is not above `text_bytes`."""
    shown = set(_SHOWN.findall(html))
    loaded = {True: 0, False: 0}
    for asset in assets:
        if asset.name in shown:
            loaded[asset.media_type.startswith("image/")] += len(asset.data)
    return Weight(_compressed(html, text_bytes), loaded[True], loaded[False])


def by_cell(html: str, assets: Iterable[Asset]) -> Iterator[tuple[int, Weight]]:
    """Yield the number of each cell of an article with its weight."""
    files = tuple(assets)
    _, *parts = _CELL.split(html)
    yield from ((int(number), weigh(part, files)) for number, part in zip(parts[::2], parts[1::2], strict=True))


def _heaviest(sizes: Mapping[int, int], unit: float, name: str) -> str:
    """Return `cell 4 has 1.2 MB, cell 9 0.3 MB`, the heaviest first."""
    largest = sorted((cell for cell in sizes if sizes[cell]), key=lambda cell: (-sizes[cell], cell))[:NAMED]
    if not largest:
        return "no cell has much of it"
    first, *rest = (f"{sizes[cell] / unit:.1f} {name}" for cell in largest)
    others = (f"cell {cell} {size}" for cell, size in zip(largest[1:], rest, strict=True))
    return ", ".join([f"cell {largest[0]} has {first}", *others])


def _compressed(text: str, enough: int) -> int:
    """Return the size of a text, compressed; where that is at most `enough`, a bound that is found more quickly."""
    data = text.encode("utf-8", "replace")
    if (bound := len(data) + len(data) // 1000 + 16) <= enough:  # nothing is compressed to more
        return bound
    quick = len(zlib.compress(data, 1))
    return quick if quick <= enough else len(zlib.compress(data, 6))


_CELL = re.compile(r' id="cell-(\d+)"')
_ASSET = r'="\{static\}/assets/'
_SHOWN = re.compile(rf'{_ASSET}(?:(?<= src{_ASSET})|(?<= poster{_ASSET}))([0-9a-f]{{16}}\.\w+)"')
"""What is rare comes first: a pattern that begins with a blank takes twice as long."""
