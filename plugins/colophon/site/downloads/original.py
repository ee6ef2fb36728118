"""The notebook of a post as its author saved it, and with absolute links, for whoever reads it elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import msgspec

Absolute = Callable[[str], str | None]
"""Returns the address on the web of what a link in the notebook names; None where it has none."""


class Original:
    """The notebook in a file, read, parsed and searched for links once for all of its downloads."""

    def __init__(self, file: Path) -> None:
        self.data = file.read_bytes()
        document, self.is_plain = _parsed(self.data)
        self.targets = frozenset(_targets(document))
        """What its Markdown links to, as it is written there."""
        self._document: dict[str, Any] | None = document

    def addresses(self, absolute: Absolute) -> dict[str, str]:
        """Return the addresses on the web of those targets that have one."""
        return {target: address for target in self.targets if (address := absolute(target)) is not None}

    def document(self, addresses: Mapping[str, str]) -> dict[str, Any]:
        """Return the notebook with addresses in place of targets; it is the caller's, to be changed further.

        One is nearly always all that is wanted: the second is parsed anew.
        """
        document, self._document = self._document or _parsed(self.data)[0], None
        if addresses:
            _link(document, addresses)
        return document


def notebook_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a notebook as a file, as `json` would indent it, which is done there in Python: msgspec takes two thirds.

    Half of a pair of surrogates becomes its JSON escape.
    """
    try:
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        return msgspec.json.format(text, indent=1) + b"\n"
    except UnicodeEncodeError:  # such a half, which msgspec does not take
        return json.dumps(document, indent=1, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def beside(post: PurePosixPath, target: str) -> Iterator[PurePosixPath]:
    """Yield the file of the content folder that a relative link means, `..` played out."""
    if _ELSEWHERE.match(target):
        return
    parts: list[str] = []
    for part in PurePosixPath(post.parent, unquote(re.split(r"[?#]", target)[0])).parts:
        if part == "..":
            if not parts:
                return
            parts.pop()
        else:
            parts.append(part)
    if parts:
        yield PurePosixPath(*parts)


def _parsed(data: bytes) -> tuple[dict[str, Any], bool]:
    """Return the notebook in a file, and whether the file says nothing else.

    Where an object has a key twice only the last counts, and only that was checked for secrets.
    """
    twice = False

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        found = dict(pairs)
        twice |= len(found) < len(pairs)
        return found

    return json.loads(data.decode("utf-8-sig"), object_pairs_hook=once), not twice


def _targets(document: Mapping[str, Any]) -> Iterator[str]:
    return (link["target"] for _, text in _linking(document) for link in _LINK.finditer(text) if link["target"])


def _link(document: Mapping[str, Any], addresses: Mapping[str, str]) -> None:
    def replaced(link: re.Match[str]) -> str:
        return f"{link['before']}{addresses[link['target']]}" if link["target"] in addresses else link[0]

    for cell, text in _linking(document):
        linked = _LINK.sub(replaced, text)
        if linked != text:
            cell["source"] = linked.splitlines(keepends=True)


def _linking(document: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the Markdown cells that may have a link, each with its text."""
    for cell in document.get("cells") or [cell for sheet in document.get("worksheets", ()) for cell in sheet["cells"]]:
        if cell["cell_type"] == "markdown":
            text = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
            if any(mark in text for mark in _MARKS):
                yield cell, text


_ELSEWHERE = re.compile(r"[a-zA-Z][\w+.-]*:|/|#")
"""How addresses begin that no file beside the notebook has."""
_MARKS = ("](", "]:", "href", "src")
"""Every text with a link has one of these, and few others have."""
_LINK = re.compile(
    r"""
    (?=[ `~\]\[hs])(?:                                        # how they begin: three times as fast as to try each
      ^[ ]{0,3}(?P<fence>`{3,}|~{3,}).*?(?:\n[ ]{0,3}(?P=fence)|\Z)            # a block of code: left as it is
    | (?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)                               # code in a line
    | (?P<before>\]\(\s*<?|^[ ]{0,3}\[[^\]\n]+\]:\s*<?|\b(?:href|src)\s*=\s*["'])(?P<target>[^\s)>"']+)
    )""",
    re.S | re.X | re.M,
)
"""Code, or a link with what stands before its address."""
