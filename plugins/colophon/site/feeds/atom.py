"""Atom with the content of an entry as XHTML, in which formulas are elements and not escaped text."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from typing import Any

from feedgenerator import Atom1Feed
from feedgenerator.django.utils.xmlutils import SimplerXMLGenerator


class AtomFeed(Atom1Feed):  # type: ignore[misc]  # feedgenerator has no types
    """Source: RFC 4287, 3.1.1.3 (XHTML content); escaped HTML has no MathML in the eyes of the W3C's validator.

    What entries are as they are written stands in `known_entries`, by id and address, a dictionary that the feeds of a
    site share: most posts are in more than one of them.
    """

    def latest_post_date(self) -> datetime:
        """Return the date of the newest entry; the epoch where there is none, for builds that do not differ."""
        newest: datetime = super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)
        return newest

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an entry."""
        known: dict[tuple[str, str], str] = self.feed["known_entries"]
        place = item["unique_id"], item["link"]
        if place not in known:
            known[place] = self._entry(item)
        handler.ignorableWhitespace(known[place])  # the one call of a SAX generator that writes XML as it is

    def _entry(self, item: dict[str, Any]) -> str:
        from colophon.render.feed import as_xhtml  # heavy, and only where a feed has changed

        written = StringIO()
        handler = SimplerXMLGenerator(written, "utf-8", short_empty_elements=True)
        content = item["content"] and as_xhtml(item["content"])
        if not content:
            super().add_item_elements(handler, item)
            return written.getvalue()
        super().add_item_elements(handler, {**item, "content": None})
        handler.startElement("content", {"type": "xhtml"})
        handler.ignorableWhitespace(content)
        handler.endElement("content")
        return written.getvalue()
