"""Whether a notebook holds what must stay secret: providers' keys, values of this environment, passwords in code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from colophon.check.pieces import Piece, pieces, whole
from colophon.check.scanner import Scanner, suspicious
from colophon.check.syntax import nodes
from colophon.model import Problem
from colophon.notebook.kernel import language_of
from colophon.private import is_random, private_values

REMEDY = (
    "Take it out of the cell and of its outputs, run the cell again, and make the key invalid where it was issued: "
    "whoever has the file has the key."
)


def secrets(
    notebook: Mapping[str, Any],
    path: PurePosixPath,
    scanner: Scanner,
    environment: Mapping[str, str],
    texts: Sequence[Piece] | None = None,
) -> list[Problem]:
    """Return every secret that a notebook holds, in its sources, outputs or metadata, sorted by cell.

    `texts` are its `pieces`, where somebody has them already.
    """
    texts = [*pieces(notebook)] if texts is None else texts
    private = private_values(environment)
    found = [
        *(problem for piece in _suspicious(texts) for problem in _of_provider(piece, path, scanner)),
        *(problem for piece in texts if private for problem in _of_environment(piece, path, private)),
        *_in_code(notebook, path),
    ]
    return sorted(set(found))


def told_of_environment(texts: Iterable[Piece], path: PurePosixPath, environment: Mapping[str, str]) -> list[Problem]:
    """Return only the secrets in the texts of a notebook that are values of this environment, sorted by cell."""
    private = private_values(environment)
    return sorted({problem for piece in texts for problem in _of_environment(piece, path, private)})


def secrets_in_text(text: str, path: PurePosixPath, scanner: Scanner, environment: Mapping[str, str]) -> list[Problem]:
    """Return every secret in the text of a file."""
    piece = Piece(0, "the file", text)
    private = private_values(environment)
    return sorted({*_of_provider(piece, path, scanner), *_of_environment(piece, path, private)})


def _suspicious(texts: Sequence[Piece]) -> Iterator[Piece]:
    return (texts[number] for number in suspicious([piece.text for piece in texts]))


def _of_provider(piece: Piece, path: PurePosixPath, scanner: Scanner) -> Iterator[Problem]:
    for secret in scanner.secrets(piece.text):
        message = f"Found what looks like a secret ({secret.kind}) in {piece.where}, line {secret.line}."
        yield Problem(path, piece.cell, "C601", message, REMEDY)


def _of_environment(piece: Piece, path: PurePosixPath, private: Mapping[str, str]) -> Iterator[Problem]:
    for name, value in private.items():
        if value in piece.text:
            message = f"Found the value of the environment variable {name} in {piece.where}."
            yield Problem(path, piece.cell, "C602", message, REMEDY)


def _in_code(notebook: Mapping[str, Any], path: PurePosixPath) -> Iterator[Problem]:
    """Yield texts in Python code that are as random as a key and stand where a key or password would."""
    if language_of(notebook.get("metadata", {})) != "python":
        return
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "code":
            source = whole(cell["source"])
            for name, line in _named_keys(source) if _has_secret_word(source) else ():
                message = f"Found a text as random as a key for `{name}` in line {line}."
                yield Problem(path, number, "C603", message, REMEDY)


def _has_secret_word(code: str) -> bool:
    """Whether code can have a name that tells of a secret; without one it needs no tree."""
    folded = code.casefold()
    return any(word in folded for word in _SECRET_WORDS) or any(
        common in folded and any(other in folded for other in others) for common, others in _IN_TWO_PARTS.items()
    )


def _named_keys(code: str) -> Iterator[tuple[str, int]]:
    for name, value in _named_values(code):
        text = value.value if isinstance(value, ast.Constant) else None
        if isinstance(text, str) and _SECRET_NAME.search(name) and is_random(text):
            yield name, value.lineno


def _named_values(code: str) -> Iterator[tuple[str, ast.expr]]:
    """Yield every value in Python code that has a name: assigned, passed, or in a dictionary."""
    for node in nodes(code):
        match node:
            case ast.Assign(targets=targets, value=value):
                yield from ((name, value) for target in targets for name in _names(target))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from ((name, value) for name in _names(target))
            case ast.keyword(arg=str(name), value=value):
                yield name, value
            case ast.Dict(keys=keys, values=values):
                yield from _entries(keys, values)


def _entries(keys: Iterable[ast.expr | None], values: Iterable[ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    for key, value in zip(keys, values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, value


def _names(target: ast.expr) -> Iterator[str]:
    match target:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            yield name


_SECRET_NAME = re.compile(
    r"(?i)(?:^|[_-]|\b)(?:pass(?:word|wd|phrase)|pwd|secret|credentials?|bearer|auth|token|api_?-?key"
    r"|access_?-?key|private_?-?key|signing_?-?key)(?:$|[_-]?(?:key|id|value)?\d*$)"
)
_SECRET_WORDS = ("pwd", "secret", "credential", "bearer", "auth", "token")
_IN_TWO_PARTS = {"pass": ("word", "wd", "phrase"), "key": ("api", "access", "private", "signing")}
"""One of these, or both parts of one of the others, is in each name above; a text may be written in parts."""
