"""Feeds that last: full content without scripts and frames, bounded in size, ids that never change."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import urljoin

from feedgenerator import Rss201rev2Feed
from markupsafe import Markup
from pelican.utils import sanitised_join, set_date_tzinfo
from pelican.writers import Writer

from colophon.site.escaping import plain_text
from colophon.site.feeds.atom import AtomFeed
from colophon.site.feeds.jsonfeed import JsonFeed
from colophon.site.posts.identity import feed_urn
from colophon.site.posts.kept import kept
from colophon.site.posts.late import addresses
from colophon.site.posts.reader import SHELF
from colophon.site.stylesheet import styled

KINDS = {"atom": AtomFeed, "rss": Rss201rev2Feed, "json": JsonFeed}


class FeedWriter(Writer):  # type: ignore[misc]  # Pelican has no types
    """Pelican's writer with feeds and entries of our own, and a JSON feed beside each Atom feed."""

    def __init__(self, output_path: str, settings: dict[str, Any]) -> None:
        super().__init__(output_path, settings)
        self._contents: dict[tuple[str, str], str] = {}
        """Entries by source and address: a post is in the feeds of all, its tags and its series, in three formats."""
        self._items: dict[tuple[str, str, bool], dict[str, Any]] = {}
        """What a post is in feeds of our own, those of RSS apart."""
        self._entries: dict[tuple[str, str], str] = {}
        """Entries of Atom as they are written."""
        self._around = styled("", settings)

    def write_feed(
        self, elements: Any, context: dict[str, Any], path: str | None = None, url: str | None = None,
        feed_type: str = "atom", override_output: bool = False, feed_title: str | None = None,
    ) -> Any:  # fmt: skip
        """Write a feed, and return it; where its file is another feed already, say so and write none.

        Pelican gives the feeds of categories and of authors one pattern, and stops where two slugs are equal.
        """
        if path and not override_output and self._is_taken(path):
            name = f" of {plain_text(feed_title)}" if feed_title else ""
            remedy = "Set CATEGORY_FEED_ATOM or AUTHOR_FEED_ATOM to another pattern, or to None."
            print(f"Colophon: {path} is a feed already, the one{name} is left out. {remedy}", file=sys.stderr)
            return None
        self._path = path or ""
        return super().write_feed(elements, context, path, url, feed_type, override_output, feed_title)

    def _is_taken(self, path: str) -> bool:
        return sanitised_join(self.output_path, path) in self._written_files

    def _create_new_feed(self, feed_type: str, feed_title: str | None, context: dict[str, Any]) -> Any:
        name = context["SITENAME"]
        subtitle = context.get("SITESUBTITLE") or None
        authority = self.settings.get("COLOPHON_FEED_AUTHORITY")
        return KINDS[feed_type](
            title=Markup(f"{name} - {feed_title}" if feed_title else name).striptags(),
            link=f"{self.site_url}/",
            feed_url=self.feed_url,
            feed_guid=feed_urn(authority, self._path) if authority else self.feed_url,
            description=subtitle or name,  # RSS wants one
            subtitle=subtitle,
            author_name=context.get("AUTHOR") or name,
            language=context.get("DEFAULT_LANG"),
            feed_copyright=(self.settings.get("COLOPHON_LICENSE") or ("",))[0] or None,
            known_entries=self._entries,
        )

    def _add_item_to_the_feed(self, feed: Any, item: Any) -> None:
        if not hasattr(item, "article"):
            super()._add_item_to_the_feed(feed, item)
            return
        place = item.source_path, self.site_url, isinstance(feed, Rss201rev2Feed)
        if place not in self._items:
            self._items[place] = self._item(item, rss=place[2])
        feed.add_item(**self._items[place])

    def _item(self, item: Any, *, rss: bool) -> dict[str, Any]:
        content = self._content(item)
        zone = self.settings.get("TIMEZONE", "UTC")
        return {
            "title": plain_text(item.title),
            "link": urljoin(f"{self.site_url.rstrip('/')}/", item.url),
            "unique_id": item.feed_id,
            "unique_id_is_permalink": False,
            "description": content if rss and not self.settings.get("RSS_FEED_SUMMARY_ONLY") else item.summary,
            "content": None if rss else content,
            "categories": [plain_text(tag) for tag in getattr(item, "tags", ())] or None,
            "author_name": plain_text(getattr(item, "author", "")) or None,
            "pubdate": set_date_tzinfo(item.date, zone),
            "updateddate": set_date_tzinfo(getattr(item, "modified", item.date), zone),
        }

    def _content(self, item: Any) -> str:
        """Return the whole article where it fits, else its summary with a pointer to the rest."""
        place = item.source_path, self.site_url
        if place not in self._contents:
            limit = self.settings.get("COLOPHON_FEED_ENTRY_BYTES", 200_000)
            links = addresses(item, self.settings[SHELF][0])
            causes = (item.body_digest, *links, self._around, self.site_url, item.url, str(item.summary), str(limit))
            made = kept(self.settings, "entries", causes, lambda: self._entry(item, limit))
            self._contents[place] = made.decode()
        return self._contents[place]

    def _entry(self, item: Any, limit: int) -> bytes:
        from colophon.render.feed import feed_html  # heavy, and only where an entry is new

        content = feed_html(item.get_content(self.site_url)).encode()
        if len(content) <= limit:
            return content
        address = urljoin(f"{self.site_url.rstrip('/')}/", item.url)
        return f'<p>{item.summary}</p>\n<p><a href="{address}">Read the whole post</a></p>'.encode()
