"""A large index in parts, of which one edit makes one anew: Pagefind joins them in the reader's browser."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from hashlib import blake2b

FEW, POSTS, MOST = 20, 8, 32
"""So many posts are one index, which ranks best; of more, about so many are in a shard, since Pagefind takes 20 ms for
each. So many shards are there at most: a reader's first search asks each for three small files.
"""


def shards(paths: Iterable[str]) -> dict[str, list[str]]:
    """Return the pages of each shard, by the folder of its index below the first one's, whose name is empty.

    A page stays in its shard while the number of shards, a power of two, is the same.
    """
    pages = sorted(paths)
    count = 1
    while len(pages) > FEW and count < MOST and count * POSTS < len(pages):
        count *= 2
    found: dict[int, list[str]] = defaultdict(list)
    for page in pages:
        found[blake2b(page.encode(), digest_size=2).digest()[0] % count].append(page)
    return {f"{number}/" if place else "": found[number] for place, number in enumerate(sorted(found))}
