"""The last pass over an article's HTML: every id once, links to prefixed ids resolved, the first picture at once."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

from colophon.render.links import SAFE_IN_PATH, find_anchor


def finish(html: str) -> tuple[str, frozenset[str]]:
    """Return the HTML and the ids in it. Every `<` that stands in it begins a tag, and no tag has a `>` inside."""
    tags = list(_TAG.finditer(html))
    ids = frozenset(name for tag in tags for name in _ID.findall(tag[0]))
    seen: set[str] = set()
    parts: list[str] = []
    position = 0
    for tag in tags:
        parts += html[position : tag.start()], _settled(tag[0], ids, seen)
        position = tag.end()
    return _first_image_at_once("".join([*parts, html[position:]])), ids


def _settled(tag: str, ids: frozenset[str], seen: set[str]) -> str:
    return _HREF.sub(lambda link: _fragment(link, ids), _ID.sub(lambda found: _once(found, seen), tag))


def _first_image_at_once(html: str) -> str:
    """Return the HTML whose first picture is loaded with the page: it may be what a reader sees first."""
    found = _IMAGE.search(html)
    if not found:
        return html
    return html[: found.start()] + found[0].replace(' loading="lazy"', "", 1) + html[found.end() :]


def _once(found: re.Match[str], seen: set[str]) -> str:
    if found[1] in seen:
        return ""
    seen.add(found[1])
    return found[0]


def _fragment(link: re.Match[str], ids: frozenset[str]) -> str:
    """Lead a link to the id that it means: one that content made has a prefix, JupyterLab spells headings otherwise."""
    anchor = find_anchor(unescape(link[1]), ids)
    return f' href="#{quote(anchor, SAFE_IN_PATH)}"' if anchor else link[0]


_IMAGE = re.compile(r'<img (?!class="frame-picture")[^>]*>')
_TAG = re.compile(r'<[a-z][^<>]*? (?:id="|href="#)[^<>]*>')
_ID = re.compile(r' id="([^"]*)"')
_HREF = re.compile(r' href="#([^"]*)"')
