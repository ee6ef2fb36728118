"""What is remembered where a post is rendered again: code that was coloured before."""

from __future__ import annotations

from msgspec import json

from colophon.store import digest

MOST_CHARACTERS = 20_000_000
"""Of code and HTML together; some hundred posts."""


class Memory:
    """Coloured code by language and source. Full, it forgets everything and begins anew."""

    def __init__(self, most_characters: int = MOST_CHARACTERS) -> None:
        self._most = most_characters
        self._held = 0
        self._coloured: dict[tuple[str, str], str] = {}

    def recall(self, language: str, code: str) -> str | None:
        """Return what the code became; None where it is not known."""
        return self._coloured.get((language, code))

    def keep(self, language: str, code: str, html: str) -> None:
        """Remember what the code became."""
        self._held += len(code) + len(html)
        if self._held > self._most:
            self._coloured.clear()
            self._held = len(code) + len(html)
        self._coloured[language, code] = html


class PostMemory(Memory):
    """Coloured code of one post, kept from build to build: after an edit of its prose nothing is coloured."""

    def __init__(self, kept: bytes | None) -> None:
        """`kept` is what `used` returned when the post was rendered before; None where it was not."""
        super().__init__()
        self._before: dict[str, str] = json.decode(kept) if kept else {}
        self._now: dict[str, str] = {}

    def recall(self, language: str, code: str) -> str | None:
        """Return what the code became; None where it is not known."""
        name = digest([language, code])
        html = self._before.get(name)
        if html is not None:
            self._now[name] = html
        return html

    def keep(self, language: str, code: str, html: str) -> None:
        """Remember what the code became."""
        self._now[digest([language, code])] = html

    def used(self) -> bytes | None:
        """Return the code of the post as it is now; None where that is what was known before."""
        return json.encode(self._now) if self._now.keys() != self._before.keys() else None
