"""Which posts a filter leaves: a table of our own, as Pagefind (1.5.2) writes its own in another order each time."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.json import decode

SIGNATURE = b"pagefind_dcd"
"""Before the content of each file of an index."""


class _Fragment(Struct):
    """Of a result, in which all of its text is."""

    url: str


def filter_table(
    pages: Mapping[str, str], choices: Mapping[str, Mapping[str, list[str]]]
) -> dict[str, dict[str, list[str]]]:
    """Return the ids of the results that each value of each filter leaves.

    `pages` has the page of each result, `choices` the filters and values of each page.
    """
    table: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for result, page in sorted(pages.items()):
        for name, values in choices.get(page, {}).items():
            for value in values:
                table[name][value].append(result)
    return {name: dict(values) for name, values in table.items()}


def content(data: bytes) -> bytes:
    """Return what is in a file of an index."""
    return gzip.decompress(data).removeprefix(SIGNATURE)


def result_pages(index: Mapping[str, bytes]) -> dict[str, str]:
    """Return the page of each result, by its id, of the files of an index: a fragment's name is the result's id."""
    pages = {}
    for name, data in index.items():
        if name.startswith("fragment/"):
            url = decode(content(data), type=_Fragment).url.lstrip("/")
            pages[PurePosixPath(name).stem] = f"{url}index.html" if url.endswith("/") or not url else url
    return pages
