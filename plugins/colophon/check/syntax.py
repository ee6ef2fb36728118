"""The Python of a cell as a tree."""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache


@lru_cache(maxsize=512)
def nodes(source: str) -> tuple[ast.AST, ...]:
    """Return all nodes of the tree of a cell: to walk it takes longer than to parse it, and several rules do."""
    return tuple(ast.walk(tree(source)))


@lru_cache(maxsize=512)  # several rules ask for each cell; nobody changes a tree
def tree(source: str) -> ast.Module:
    """Return the tree of a cell, line numbers kept; an empty one where the cell is no Python.

    Lines that IPython has to itself (`%magic`, `!command`, `?help`) count as blank, and so does that of a cell magic
    whose cell is Python still.
    """
    if re.match(r"\s*%%(?!time|timeit|capture|prun)", source):
        return ast.Module([], [])
    lines = ["" if re.match(r"\s*[%!?]", line) else line for line in source.split("\n")]
    try:
        with warnings.catch_warnings(action="ignore"):  # SyntaxWarning: an author's invalid escape, say
            return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])
