"""Atom with the content of an entry as XHTML, in which formulas are elements and not escaped text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from feedgenerator import Atom1Feed


class AtomFeed(Atom1Feed):  # type: ignore[misc]  # feedgenerator has no types
    """Source: RFC 4287, 3.1.1.3 (XHTML content); escaped HTML has no MathML in the eyes of the W3C's validator.

    What contents are as XHTML stands in `known_xhtml`, a dictionary that the feeds of a site share: most posts are in
    more than one of them.
    """

    def latest_post_date(self) -> datetime:
        """Return the date of the newest entry; the epoch where there is none, for builds that do not differ."""
        newest: datetime = super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)
        return newest

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an entry."""
        content = item["content"] and self._xhtml(item["content"])
        if not content:
            super().add_item_elements(handler, item)
            return
        super().add_item_elements(handler, {**item, "content": None})
        handler.startElement("content", {"type": "xhtml"})
        handler.ignorableWhitespace(content)  # the one call of a SAX generator that writes XML as it is
        handler.endElement("content")

    def _xhtml(self, content: str) -> str | None:
        from colophon.render.feed import as_xhtml  # heavy, and only where a feed has changed

        known: dict[str, str | None] = self.feed["known_xhtml"]
        if content not in known:
            known[content] = as_xhtml(content)
        return known[content]
