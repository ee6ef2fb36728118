"""The HTML of an article as a tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import unescape

from msgspec import Struct

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "source", "track", "wbr"})


class Element(Struct):
    """A tag with what stands between it and its end."""

    tag: str
    written: str
    """Its attributes as the fragment has them: they are read of the few elements that are asked for them."""
    children: list[Element | str]

    @property
    def attributes(self) -> Mapping[str, str]:
        """Its attributes by name, in lower case."""
        return _attributes(self.written)

    @property
    def classes(self) -> list[str]:
        """The names in its `class`."""
        return self.attributes.get("class", "").split() if self.written else []

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join([child if isinstance(child, str) else child.text for child in self.children])

    def all(self, *tags: str) -> list[Element]:
        """Return the elements below it that have one of the tags, in order."""
        found, left = [], self.children[::-1]
        while left:
            child = left.pop()
            if isinstance(child, Element):
                if child.tag in tags:
                    found.append(child)
                left += child.children[::-1]
        return found


def parse_elements(html: str) -> Element:
    """Return the root of a fragment; an end tag without a beginning is left out.

    The fragment is one that a sanitiser or a template wrote: tags are whole, and `<` in text is escaped. The standard
    library's parser, which takes anything, needs five times as long.
    """
    root = Element("", "", [])
    nested, children = [root], root.children
    pieces = _TAG.split(html)
    each = iter(pieces)
    for text, closed, name, written in zip(each, each, each, each, strict=False):  # the last text stands alone
        if text:
            children.append(_text(text))
        if name:
            element = Element(name.lower(), written, [])
            children.append(element)
            if element.tag not in VOID and not written.endswith("/"):
                nested.append(element)
        elif closed == nested[-1].tag:
            nested.pop()
        elif closed:
            _close(nested, closed.lower())
        children = nested[-1].children
    if pieces[-1]:
        children.append(_text(pieces[-1]))
    return root


def _close(nested: list[Element], name: str) -> None:
    for place in range(len(nested) - 1, 0, -1):
        if nested[place].tag == name:
            del nested[place:]
            return


def _text(text: str) -> str:
    return unescape(text) if "&" in text else text


@lru_cache(1000)  # most elements of a page are written as others are
def _attributes(written: str) -> Mapping[str, str]:
    found = _ATTRIBUTE.findall(written)
    return {name.lower(): _text(double or single or bare) for name, double, single, bare in found}


_TAG = re.compile(
    r"""<!--.*?-->|</([a-zA-Z][^\s/>]*)[^>]*>|<([a-zA-Z][^\s/>]*)([^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*)>""",
    re.DOTALL,
)
SPAN = re.compile(r"</?span\b[^>]*>")
"""Most tags of a page are colours of its code: quicker taken out than read where nobody needs them."""
_ATTRIBUTE = re.compile(r"""([^\s"'=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
