"""The HTML of an article, tag by tag.

It is what a sanitiser or a template wrote: tags are whole, and `<` in text is escaped. The standard library's parser,
which takes anything, needs ten times as long.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import unescape

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "source", "track", "wbr"})

_ATTRIBUTES = r"""[^>"']*+(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*+"""
TAG = re.compile(
    r"<(?:/([a-zA-Z][^\s/>]*+)[^>]*+>"
    rf"|((?i:pre|code|math))(?=[\s>])({_ATTRIBUTES})>([^<]*+(?:<(?!/(?i:\2)\b)[^<]*+)*+)(?:</[^>]*+>|\Z)"
    rf"|([a-zA-Z][^\s/>]*+)({_ATTRIBUTES})>"
    r"|!--.*?-->)",
    re.DOTALL,
)
"""A tag: the name of the element that ends; or of code and formulas, which are passed over to their end, the name,
attributes and content; or name and attributes of another element that begins.
"""


def untagged(html: str) -> str:
    """Return the text of a fragment, without its tags."""
    return unescaped(_ANY_TAG.sub("", html) if "<" in html else html)


def unescaped(html: str) -> str:
    """Return a text with its signs for entities; those that nearly all are need no call for each."""
    if "&" not in html:
        return html
    for entity, sign in _USUAL:
        html = html.replace(entity, sign)
    return html.replace("&amp;", "&") if html.count("&") == html.count("&amp;") else unescape(html)


_USUAL = (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&quot;", '"'), ("&#39;", "'"), ("&nbsp;", "\xa0"))


def classes(written: str) -> list[str]:
    """Return the names in the `class` of a tag."""
    return attributes(written).get("class", "").split() if written else []


@lru_cache(1000)  # most elements of a page are written as others are
def attributes(written: str) -> Mapping[str, str]:
    """Return the attributes of a tag by name, in lower case."""
    found = _ATTRIBUTE.findall(written)
    return {name.lower(): unescape(double or single or bare) for name, double, single, bare in found}


_ANY_TAG = re.compile(rf"<(?:(?!!--){_ATTRIBUTES}|!--.*?--)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([^\s"'=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
