"""What is remembered where a post is rendered again: code that was coloured, and formulas that were set."""

from __future__ import annotations

from msgspec import json

from colophon.store import digest

MOST_CHARACTERS = 20_000_000
"""Of sources and HTML together; some hundred posts."""


class Memory:
    """HTML by kind (a language, `$` or `$$`) and source. Full, it forgets everything and begins anew."""

    def __init__(self, most_characters: int = MOST_CHARACTERS) -> None:
        self._most = most_characters
        self._held = 0
        self._html: dict[tuple[str, str], str] = {}

    def recall(self, kind: str, source: str) -> str | None:
        """Return what the source became; None where it is not known."""
        return self._html.get((kind, source))

    def keep(self, kind: str, source: str, html: str) -> None:
        """Remember what the source became."""
        self._held += len(source) + len(html)
        if self._held > self._most:
            self._html.clear()
            self._held = len(source) + len(html)
        self._html[kind, source] = html


class PostMemory(Memory):
    """What is in one post, kept from build to build: after an edit no other code is coloured, no other formula set."""

    def __init__(self, kept: bytes | None) -> None:
        """`kept` is what `used` returned when the post was rendered before; None where it was not."""
        super().__init__()
        self._before: dict[str, str] = json.decode(kept) if kept else {}
        self._now: dict[str, str] = {}

    def recall(self, kind: str, source: str) -> str | None:
        """Return what the source became; None where it is not known."""
        if not self._before:
            return None
        name = digest([kind, source])
        html = self._before.get(name)
        if html is not None:
            self._now[name] = html
        return html

    def keep(self, kind: str, source: str, html: str) -> None:
        """Remember what the source became."""
        self._now[digest([kind, source])] = html

    def used(self) -> bytes | None:
        """Return what is in the post as it is now; None where that is what was known before."""
        return json.encode(self._now) if self._now.keys() != self._before.keys() else None
