"""What a process that renders a post again and again remembers: code that it has coloured before."""

from __future__ import annotations

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
