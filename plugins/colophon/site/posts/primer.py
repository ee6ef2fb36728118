"""A small notebook with something of what most have: to convert it makes what each process makes once.

The lexer's tables, the sanitiser's lists, templates, and modules that are imported where they are needed: a tenth of a
second, after which a process that was forked has them from the first notebook on. No formula is in it: what sets those
starts a thread, and a fork is for processes of one.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from colophon.store import Store

if TYPE_CHECKING:
    from colophon.site.posts.conversion import Desk
    from colophon.site.posts.leaf import Leaf

NAME = PurePosixPath("primer.ipynb")
PROSE = "# Title\n\nSome *text* with `code`, a [link](https://example.org) and\n\n- a list."
CODE = 'def name(value: int = 0) -> str:\n    """Text."""\n    return f"{value}"  # a comment\n'
TABLE = '<table border="1" class="dataframe"><tr><th>a</th></tr><tr><td>1</td></tr></table>'
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg=="  # one grey pixel
)


def prepare(desk: Desk) -> None:
    """Make what nearly every conversion needs, for processes that are forked from this one."""
    convert(desk)
    if desk.checks:
        desk.scanner().prepare()


def convert(desk: Desk) -> Leaf:
    """Convert the notebook as the desk converts others, and keep nothing of it."""
    with TemporaryDirectory(prefix="colophon-") as folder:
        (Path(folder) / NAME).write_text(json.dumps(_notebook()), encoding="utf-8")
        leaf, _ = replace(desk, root=Path(folder), store=Store(None), pictures=Store(None)).convert(NAME)
    return leaf


def _notebook() -> dict[str, Any]:
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": "1\n"},
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": TABLE}},
        {"output_type": "display_data", "metadata": {}, "data": {"image/png": PICTURE}},
    ]
    return {
        "cells": [
            {"id": "a", "cell_type": "raw", "metadata": {}, "source": "---\ntitle: Title\ndate: 2000-01-01\n---"},
            {"id": "b", "cell_type": "markdown", "metadata": {}, "source": PROSE},
            {"id": "c", "cell_type": "code", "metadata": {}, "source": CODE, "execution_count": 1, "outputs": outputs},
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
