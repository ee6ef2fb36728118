"""What is made from posts and costs something: made once for equal causes, and written where it is not there yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from colophon.site.posts.causes import installation
from colophon.site.posts.reader import SHELF
from colophon.site.posts.shelf import Shelf
from colophon.store import digest


def kept(settings: Mapping[str, Any], kind: str, causes: Iterable[bytes | str], make: Callable[[], bytes]) -> bytes:
    """Return what `make` makes, from the store where the same causes have made it before."""
    shelf: Shelf = settings[SHELF][0]
    key = key_of(causes)
    value = shelf.store.get(kind, key)
    if value is None:
        value = make()
        shelf.store.put(kind, key, value)
    return value


def key_of(causes: Iterable[bytes | str]) -> str:
    """Return the key of what the causes make, with what is installed here."""
    return digest([installation(), *causes])


def html_of(content: Any) -> str:
    """Return the body of an article or page as it was read, from a notebook or not; links are not resolved."""
    if not hasattr(content, "article"):
        return str(content._content)
    return str(content.settings[SHELF][0].html(content.article.post.path))


def body_key(content: Any) -> str:
    """Return the digest of the body."""
    return str(content.body_digest) if hasattr(content, "article") else digest([str(content._content)])


def asset_of(content: Any, name: str) -> bytes:
    """Return the bytes of a file that an article brings along; none where it has no such."""
    assets = content.settings[SHELF][0].assets(content.article.post.path)
    return next((asset.data for asset in assets if asset.name == name), b"")
