"""Feeds that last: full content without scripts and frames, bounded in size, ids that never change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from feedgenerator import Rss201rev2Feed
from pelican.utils import set_date_tzinfo
from pelican.writers import Writer

from colophon.site.escaping import plain_text


class FeedWriter(Writer):  # type: ignore[misc]  # Pelican has no types
    """Pelican's writer with feed entries of our own for notebooks."""

    def __init__(self, output_path: str, settings: dict[str, Any]) -> None:
        super().__init__(output_path, settings=settings)
        self._contents: dict[tuple[str, str], str] = {}
        """Entries by source and address: a post is in the feed of all and in one for each of its tags."""

    def _create_new_feed(self, feed_type: str, feed_title: str | None, context: dict[str, Any]) -> Any:
        """Return a feed that is never dated by the clock: one without entries has the first moment of Unix time."""
        feed = super()._create_new_feed(feed_type, feed_title, context)
        newest = feed.latest_post_date
        feed.latest_post_date = lambda: newest() if feed.items else datetime.fromtimestamp(0, UTC)
        return feed

    def _add_item_to_the_feed(self, feed: Any, item: Any) -> None:
        if not hasattr(item, "article"):
            super()._add_item_to_the_feed(feed, item)
            return
        content = self._content(item)
        rss = isinstance(feed, Rss201rev2Feed)
        feed.add_item(
            title=plain_text(item.title),
            link=urljoin(f"{self.site_url.rstrip('/')}/", item.url),
            unique_id=item.feed_id,
            description=content if rss and not self.settings.get("RSS_FEED_SUMMARY_ONLY") else item.summary,
            content=None if rss else content,
            categories=[plain_text(tag) for tag in getattr(item, "tags", ())] or None,
            author_name=plain_text(getattr(item, "author", "")),
            pubdate=set_date_tzinfo(item.date, self.settings.get("TIMEZONE", "UTC")),
            updateddate=set_date_tzinfo(getattr(item, "modified", item.date), self.settings.get("TIMEZONE", "UTC")),
        )

    def _content(self, item: Any) -> str:
        """Return the whole article where it fits, else its summary with a pointer to the rest."""
        place = item.source_path, self.site_url
        if place not in self._contents:
            self._contents[place] = self._made(item)
        return self._contents[place]

    def _made(self, item: Any) -> str:
        from colophon.render.feed import feed_html  # heavy, and only where a feed has changed

        content: str = feed_html(item.get_content(self.site_url))
        if len(content.encode()) <= self.settings.get("COLOPHON_FEED_ENTRY_BYTES", 200_000):
            return content
        address = urljoin(f"{self.site_url.rstrip('/')}/", item.url)
        return f'<p>{item.summary}</p>\n<p><a href="{address}">Read the whole post</a></p>'
