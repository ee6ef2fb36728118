"""The Python of a cell as a tree."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=512)
def nodes(source: str) -> tuple[ast.AST, ...]:
    """Return all nodes of the tree of a cell, outer ones first: to walk it takes as long as to parse it."""
    found: list[ast.AST] = [tree(source)]
    for node in found:  # which grows meanwhile; `ast.walk`, of generators in generators, takes three times as long
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                found.extend(each for each in value if isinstance(each, ast.AST))
            elif isinstance(value, ast.AST):
                found.append(value)
    return tuple(found)


@lru_cache(maxsize=512)
def imports(source: str) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """Return the imports of a cell, outer ones first."""
    found: list[ast.AST] = [tree(source)] if "import" in source else []
    for node in found:
        found.extend(inside(node))
    return tuple(node for node in found if isinstance(node, ast.Import | ast.ImportFrom))


def inside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in the blocks of a statement, in order; no expression has a statement in it."""
    for name in BLOCKS:
        yield from getattr(node, name, ())


BLOCKS = ("body", "cases", "handlers", "orelse", "finalbody")
"""Fields of statements, of handlers of exceptions and of cases that hold statements, in the order of their lines."""


_NO_PYTHON = re.compile(r"^[^\S\n]*[%!?].*", re.M)


@lru_cache(maxsize=512)  # several rules ask for each cell; nobody changes a tree
def tree(source: str) -> ast.Module:
    """Return the tree of a cell, line numbers kept; an empty one where the cell is no Python.

    Lines that IPython has to itself (`%magic`, `!command`, `?help`) count as blank, and so does that of a cell magic
    whose cell is Python still.
    """
    if re.match(r"\s*%%(?!time|timeit|capture|prun)", source):
        return ast.Module([], [])
    try:
        with warnings.catch_warnings(action="ignore"):  # SyntaxWarning: an author's invalid escape, say
            return ast.parse(_NO_PYTHON.sub("", source))
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])
