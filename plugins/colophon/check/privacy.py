"""Whether a notebook tells whose machine it ran on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from colophon.check.pieces import Piece
from colophon.model import Problem

EVERYBODY = re.compile(
    r"(?i)alice|bob|example|jovyan|jupyter|me|(?:my|your|user)?name|public|runner|shared|some(?:one|body)|user|vscode|you"
)
"""Names in paths that are nobody's: stand-ins, and the users of well-known images."""

_HOME = re.compile(r"(?:(?<![\w.~/])/(?:home|Users)/|\b[A-Z]:\\{1,2}Users\\{1,2})([A-Za-z][\w.-]*)")


def homes(
    notebook: Mapping[str, Any], texts: Iterable[Piece], path: PurePosixPath, environment: Mapping[str, str]
) -> list[Problem]:
    """Return the cells whose code or outputs have a home folder's path, or the user and host of this machine.

    `texts` are the notebook's `pieces`.
    """
    code = {number for number, cell in enumerate(notebook["cells"], 1) if cell["cell_type"] == "code"}
    asked = [piece for piece in texts if piece.cell in code and "metadata" not in piece.where]
    own = [*_own(environment)]
    found = {(piece.cell, what, piece.where) for piece in asked for what in _told(piece.text, own)}
    return [
        Problem(
            path,
            cell,
            "C611",
            f"Expected nothing of whose machine it was, found `{what}` in {where}.",
            "Use a path relative to the notebook, and run the cell again.",
        )
        for cell, what, where in sorted(found)
    ]


def _told(text: str, own: Iterable[str]) -> Iterator[str]:
    for match in _HOME.finditer(text) if "home" in text or "Users" in text else ():
        if not EVERYBODY.fullmatch(match[1]):
            yield match[0]
    yield from (each for each in own if each in text and re.search(rf"(?<![\w/]){re.escape(each)}(?![\w-])", text))


def _own(environment: Mapping[str, str]) -> Iterable[str]:
    """Return the texts that tell of this machine: its home folder, and its user at its host."""
    home, user, host = (environment.get(name, "") for name in ("HOME", "USER", "HOSTNAME"))
    places = [home.rstrip("/")] if home.count("/") > 1 and not home.startswith(("/home/", "/Users/")) else []
    return [*places, *([f"{user}@{host}"] if user and host else [])]
