"""Leaves out the characters that no page and no feed may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Source: XML 1.0, section 2.2 (Char), and the C1 controls, which the HTML Standard, 13.2.3.5, calls errors."""

NO_TERMINAL = re.compile("[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""The same without backspace and escape, by which a terminal's text moves and colours; the renderer ends them."""

BINARY = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")
"""Media types in base64, megabytes long: no text to search."""


_PLAIN = bytes([*b"\t\n\r", *range(32, 127), *range(0x80, 0xC2), *range(0xC3, 0xED), 0xEE, *range(0xF0, 0xF5)])
"""Of UTF-8, without the first bytes of U+0080 to U+00BF, of surrogates, and of what is near U+FFFF."""


def is_plain(text: str) -> bool:
    """Whether a text certainly has no such character; true of nearly all, and seen in a third of a pattern's time."""
    return not text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)


class Sieve:
    """Cleans texts and notes what it left out, `U+0000` and so on."""

    def __init__(self) -> None:
        self.left_out: list[str] = []

    def text(self, text: str, forbidden: re.Pattern[str] = FORBIDDEN) -> str:
        """Return the text without forbidden characters."""
        found = () if is_plain(text) else forbidden.findall(text)
        if not found:
            return text
        self.left_out.extend(f"U+{ord(each):04X}" for each in found)
        return forbidden.sub("", text)

    def source(self, text: str) -> str:
        """Return the source of a cell, lines ended by line feeds only."""
        return self.text(text).replace("\r\n", "\n").replace("\r", "\n")

    def tree(self, value: Any, forbidden: re.Pattern[str] = FORBIDDEN) -> Any:
        """Return a JSON value with clean texts and keys."""
        if isinstance(value, str):
            return self.text(value, forbidden)
        if isinstance(value, dict):
            return {self.text(str(key)): self.tree(each, forbidden) for key, each in value.items()}
        return [self.tree(each, forbidden) for each in value] if isinstance(value, list) else value

    def bundle(self, bundle: Mapping[str, Any]) -> dict[str, Any]:
        """Return a MIME bundle with clean texts; pictures are passed on as they are."""
        return {media: data if media in BINARY else self.tree(data, _kind(media)) for media, data in bundle.items()}

    def output(self, output: Mapping[str, Any]) -> dict[str, Any]:
        """Return an output with clean texts; what a terminal shows keeps its escapes."""
        kept = {key: self.tree(value, NO_TERMINAL) for key, value in output.items() if key != "data"}
        return kept if "data" not in output else {**kept, "data": self.bundle(output["data"])}


def _kind(media: str) -> re.Pattern[str]:
    return NO_TERMINAL if media == "text/plain" else FORBIDDEN
