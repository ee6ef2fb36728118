"""Text that stays harmless in every template, also in one that strips tags from it."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any


class SafeHTML(str):
    """HTML that has been escaped or cleaned.

    Pelican's templates print it as it is. Many of them print titles and summaries through Jinja's `striptags`, which
    also turns entities back into characters: what was escaped would reach the page raw. `striptags` asks an object
    for its HTML first, so it is given a form that is escaped once more.
    """

    def __html__(self) -> str:
        return self.replace("&", "&amp;")


def safe_text(text: str) -> SafeHTML:
    """Return plain text as HTML."""
    return SafeHTML(escape(text))


def plain_text(html: object) -> str:
    """Return the text that HTML stands for; the titles of other readers have tags, ours have none."""
    text = str(html)
    return unescape(_TAG.sub("", text) if "<" in text else text)


def named(kind: Any, name: str, settings: dict[str, Any]) -> Any:
    """Return Pelican's tag, category or author of that name: escaped, with the slug of the plain name."""
    thing = kind(safe_text(name), settings)
    thing.slug = kind(name, settings).slug
    return thing


_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
