"""The last pass over an article's HTML: every id once, links to prefixed ids resolved, the first picture at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

from colophon.render.links import SAFE_IN_PATH, find_anchor


def finish(html: str) -> tuple[str, frozenset[str]]:
    """Return the HTML and the ids in it. Every `<` that stands in it begins a tag, and no tag has a `>` inside."""
    named = list(_named(html))
    ids = frozenset(each["id"] for each in named if each["id"] is not None)
    seen: set[str] = set()
    parts: list[str] = []
    position = 0
    for each in named:
        settled = _fragment(each, ids) if each["id"] is None else _once(each, seen)
        if settled != each[0]:
            parts += html[position : each.start()], settled
            position = each.end()
    return _first_image_at_once("".join([*parts, html[position:]])), ids


def _named(html: str) -> Iterator[re.Match[str]]:
    """Yield the ids and the links to ids that stand in tags; what reads like one may also stand in text.

    One tag in fourteen has any: it is these that are looked for, and then the tag around them.
    """
    end = 0
    for found in _NAMED.finditer(html):
        if found.start() >= end:
            tag = html.rfind("<", end, found.start())
            end = html.find(">", tag) if tag >= 0 else found.start()
        if found.start() < end:
            yield found


def _first_image_at_once(html: str) -> str:
    """Return the HTML whose first picture is loaded with the page: it may be what a reader sees first."""
    found = _IMAGE.search(html)
    if not found:
        return html
    return html[: found.start()] + found[0].replace(' loading="lazy"', "", 1) + html[found.end() :]


def _once(found: re.Match[str], seen: set[str]) -> str:
    if found["id"] in seen:
        return ""
    seen.add(found["id"])
    return found[0]


def _fragment(link: re.Match[str], ids: frozenset[str]) -> str:
    """Lead a link to the id that it means: one that content made has a prefix, JupyterLab spells headings otherwise."""
    anchor = find_anchor(unescape(link["link"]), ids)
    return f' href="#{quote(anchor, SAFE_IN_PATH)}"' if anchor else link[0]


_IMAGE = re.compile(r'<img (?!class="frame-picture")[^>]*>')
_NAMED = re.compile(r' (?:id="(?P<id>[^"]*)"|href="#(?P<link>[^"]*)")')
