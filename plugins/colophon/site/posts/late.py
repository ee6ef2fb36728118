"""Pelican's contents with bodies that are opened when a page is printed, and links made where they stand.

Pelican would hold the HTML of all posts in memory and search each for links with a regular expression that takes
time quadratic in the longest text without a tag. A converted body says itself where its links are.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urljoin

from colophon.site.posts.conversion import TARGET
from colophon.site.posts.shelf import Shelf
from colophon.site.stylesheet import styled


def open_late(content: Any, shelf: Shelf) -> None:
    """Let a content of Pelican that came from a notebook read its body from the shelf, each time it is asked for."""
    path = content.article.post.path

    def body(siteurl: str) -> str:
        return linked(styled(shelf.html(path), content.settings), siteurl, content)

    content.get_content = body
    content.get_static_links = lambda: set(_files(shelf.targets(path)))
    content.body_digest = shelf.body_digest(path)
    content._expand_settings = _remembered(content)
    find = content.get_relative_source_path  # asked with every address; the answer stands in the content already
    content.get_relative_source_path = lambda path=None: find(path) if path else content.relative_source_path


def _remembered(content: Any) -> Callable[[str], str]:
    """Return Pelican's method that fills `{slug}` and others into an address, which is asked twenty times a build."""
    known: dict[str, tuple[tuple[object, ...], str]] = {}
    expand = content._expand_settings

    def expanded(key: str) -> str:
        causes = content.status, content.slug, getattr(content, "date", None), getattr(content, "category", None)
        found = known.get(key)
        if found is None or found[0] != causes:
            found = known[key] = causes, expand(key)
        return found[1]

    return expanded


def settle_address(content: Any) -> None:
    """Let a content say from now on the address that it has now, unless another is given to it.

    It is asked for thirty times a build, and Pelican makes it anew each time.
    """
    known, own = {"url": content.url, "save_as": content.save_as}, vars(content)
    content.get_url_setting = lambda key: own.get(f"override_{key}", known[key])


def linked(html: str, siteurl: str, content: Any) -> str:
    """Return the HTML with every `{filename}/…` and `{static}/…` as the address that it has on this site."""
    return TARGET.sub(lambda found: f'="{address(found[1], found[2], siteurl, content)}"', html)


def address(kind: str, target: str, siteurl: str, content: Any) -> str:
    """Return the address of a notebook or file; `#` for a notebook without a page, which the checks have named."""
    path, hash_sign, fragment = target.partition("#")
    url = _url(kind, path, content)
    if url is None:
        return "#"
    joined = os.path.join(siteurl, url) if content.settings["RELATIVE_URLS"] else _joined(siteurl, url)  # noqa: PTH118  # as Pelican joins
    return f"{joined}{hash_sign}{fragment}"


@lru_cache(10_000)
def _joined(siteurl: str, url: str) -> str:
    """Return the address under a site's; each is asked for by a page and a feed, and by all that link to it."""
    return urljoin(f"{siteurl}/", url)


def addresses(content: Any, shelf: Shelf) -> list[str]:
    """Return what the links of a body lead to on this site, from its root: they change with other posts."""
    found = []
    for kind, target in shelf.targets(content.article.post.path):
        path, hash_sign, fragment = target.partition("#")
        found.append(f"{_url(kind, path, content)}{hash_sign}{fragment}")
    return found


def _url(kind: str, path: str, content: Any) -> str | None:
    """Return where the site has a notebook or file, from its root; None for a notebook without a page."""
    found = content._context["generated_content" if kind == "filename" else "static_content"].get(unquote(path))
    if found is None:
        return path if kind == "static" else None
    return str(found.url)


def _files(targets: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Yield the files of the content folder that are linked to; assets are not there."""
    for kind, target in targets:
        path = unquote(target.partition("#")[0])
        if kind == "static" and not path.startswith("assets/"):
            yield path
