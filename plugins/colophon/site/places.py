"""Where Pelican will put the page of a post, told from the settings before Pelican reads any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from colophon.model import Post

DEFAULTS = {
    "ARTICLE_SAVE_AS": "{slug}.html",
    "ARTICLE_LANG_SAVE_AS": "{slug}-{lang}.html",
    "PAGE_SAVE_AS": "pages/{slug}.html",
    "PAGE_LANG_SAVE_AS": "pages/{slug}-{lang}.html",
}
"""Source: Pelican 4.12, `pelican.settings.DEFAULT_CONFIG`."""


class Places(Struct, frozen=True):
    """The formats of addresses of a site."""

    formats: Mapping[str, str]
    language: str
    """Of the site, lower case; posts in others have addresses of their own."""

    def of(self, post: Post, *, page: bool) -> str:
        """Return the address of a post in the site, without slashes around it; that of a draft once it is published.

        Where only Pelican can tell it, or writes none, the slug stands for it.
        """
        front = post.front
        is_foreign = front.lang.lower() not in ("", self.language)
        name = f"{'PAGE' if page else 'ARTICLE'}{'_LANG' if is_foreign else ''}_SAVE_AS"
        told = {"slug": front.slug, "lang": front.lang, "date": front.date, "category": front.category}
        try:
            place = self.formats[name].format(**told, author=" ".join(front.authors))
        except (LookupError, TypeError, ValueError, AttributeError):  # another name, or a date that a page has not
            return front.slug
        return place.strip("/").removesuffix("index.html").rstrip("/") or front.slug


def read_places(settings: Mapping[str, Any]) -> Places:
    """Return the formats of Pelican's settings."""
    formats = {name: str(settings.get(name, default)) for name, default in DEFAULTS.items()}
    return Places(formats, str(settings.get("DEFAULT_LANG", "en")).lower())
