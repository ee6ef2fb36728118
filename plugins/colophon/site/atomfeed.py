"""Atom with the content of an entry as XHTML, in which formulas are elements and not escaped text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from feedgenerator import Atom1Feed


class AtomFeed(Atom1Feed):  # type: ignore[misc]  # feedgenerator has no types
    """Source: RFC 4287, 3.1.1.3 (XHTML content); escaped HTML has no MathML in the eyes of the W3C's validator."""

    def latest_post_date(self) -> datetime:
        """Return the date of the newest entry; the epoch where there is none, for builds that do not differ."""
        newest: datetime = super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)
        return newest

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an entry."""
        from colophon.render.feed import as_xhtml  # heavy, and only where a feed has changed

        content = item["content"] and as_xhtml(item["content"])
        if not content:
            super().add_item_elements(handler, item)
            return
        super().add_item_elements(handler, {**item, "content": None})
        handler.startElement("content", {"type": "xhtml"})
        handler.ignorableWhitespace(content)  # the one call of a SAX generator that writes XML as it is
        handler.endElement("content")
