"""Whether every post has an address of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from colophon.model import Post, Problem

RESERVED: Mapping[str, str] = {
    "archive": "the archive",
    "assets": "the folder of pictures",
    "colophon": "the table of how all posts were made",
    "drafts": "the folder of drafts",
    "page": "the further pages of the index",
    "series": "the list of series",
    "tags": "the list of tags",
    "theme": "the folder of the theme",
}
"""First parts of addresses that the site itself has, and for what."""

RESERVED_FILES = ("404.html", "feed.atom", "index.html", "robots.txt", "sitemap.xml")


def slug(post: Post) -> str:
    """Return the address of a post on a site that has no rules of its own for addresses."""
    return post.front.slug


def slugs(posts: Iterable[Post], address: Callable[[Post], str] = slug) -> list[Problem]:
    """Return the posts whose address is taken and the aliases that are, sorted by path.

    The first by path keeps an address, a published post before a draft. Posts keep theirs before aliases. `address`
    tells that of a post, without slashes around it.
    """
    ordered = sorted(posts, key=lambda post: (post.front.status == "draft", post.path))
    owners: dict[str, str] = {name: f"{what} of the site" for name, what in RESERVED.items()}
    owners.update({name: f"`{name}` of the site" for name in RESERVED_FILES})
    reserved = dict(owners)
    problems = [problem for post in ordered for problem in _claim_slug(post, address(post), owners, reserved)]
    problems += [problem for post in ordered for problem in _claim_aliases(post, address(post), owners)]
    return sorted(problems)


def _claim_slug(post: Post, address: str, owners: dict[str, str], reserved: Mapping[str, str]) -> Iterator[Problem]:
    """Enter the post as owner of its address; yield a problem where it has one already."""
    owner = owners.get(address) or reserved.get(slug(post))
    if owner:
        shown = f"/{address}" if address.endswith((".html", ".htm")) else f"/{address}/"
        message = f"Expected an address of its own, found `{shown}`, which {owner} has."
        yield Problem(post.path, 0, "C111", message, "Give the post another `slug`.")
    else:
        owners[address] = f"`{post.path}`"


def _claim_aliases(post: Post, address: str, owners: dict[str, str]) -> Iterator[Problem]:
    """Enter the post as owner of its old addresses; yield a problem for each that has one already."""
    for alias in post.front.aliases:
        place = alias.strip("/").removesuffix("/index.html")
        if place not in owners:
            owners[place] = f"`{post.path}`"
        elif place == address and owners[place] == f"`{post.path}`":
            yield _taken(post, alias, "is the post's own address")
        else:
            yield _taken(post, alias, f"{owners[place]} has")


def _taken(post: Post, alias: str, why: str) -> Problem:
    message = f"Expected an old address that nothing else has, found the alias `{alias}`, which {why}."
    return Problem(post.path, 0, "C112", message, "Remove the alias.")
