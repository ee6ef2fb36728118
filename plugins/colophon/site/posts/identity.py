"""The identity of posts and feeds: made once, the same after a new title, a new slug and a new host."""

from __future__ import annotations

from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from colophon.model import Post
from colophon.site.settings import SiteSettings


def feed_id(post: Post, settings: SiteSettings) -> str:
    """Return the post's `tag:` URI, or the id that its front matter names.

    It is made of the site's authority, the post's first date and its first name: the last part of its oldest
    alias where it was renamed, else its file name. Source: RFC 4151.
    """
    if post.front.id:
        return post.front.id
    authority = settings["COLOPHON_FEED_AUTHORITY"] or "localhost"
    date = f"{post.front.date:%Y-%m-%d}" if post.front.date else "1970-01-01"
    return f"tag:{authority},{date}:{quote(_first_name(post))}"


def feed_urn(authority: str, path: str) -> str:
    """Return the id of a feed: a `urn:uuid:` of the site's authority and the feed's path, whoever serves it.

    Unlike a `tag:` URI it needs no date, and a feed has none that stays. Source: RFC 9562, 5.5.
    """
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'tag:{authority}/{path}')}"


def _first_name(post: Post) -> str:
    oldest = post.front.aliases[0].rstrip("/").rpartition("/")[2] if post.front.aliases else ""
    return oldest.removesuffix(".html") or post.path.stem
