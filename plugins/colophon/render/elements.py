"""The HTML of an article as a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from msgspec import Struct, field

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "source", "track", "wbr"})


class Element(Struct):
    """A tag with what stands between it and its end."""

    tag: str
    written: str = ""
    """Its attributes as the fragment has them: they are read of the few elements that are asked for them."""
    children: list[Element | str] = field(default_factory=list)

    @property
    def attributes(self) -> dict[str, str]:
        """Its attributes by name, in lower case."""
        found = _ATTRIBUTE.findall(self.written)
        return {name.lower(): _text(double or single or bare) for name, double, single, bare in found}

    @property
    def classes(self) -> list[str]:
        """The names in its `class`."""
        return self.attributes.get("class", "").split() if "class" in self.written.lower() else []

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def all(self, *tags: str) -> Iterator[Element]:
        """Yield the elements below it that have one of the tags, in order."""
        for child in self.children:
            if isinstance(child, Element):
                if child.tag in tags:
                    yield child
                yield from child.all(*tags)


def parse_elements(html: str) -> Element:
    """Return the root of a fragment; an end tag without a beginning is left out.

    The fragment is one that a sanitiser or a template wrote: tags are whole, and `<` in text is escaped. The standard
    library's parser, which takes anything, needs twice as long.
    """
    root = Element("")
    nested = [root]
    place = 0
    for tag in _TAG.finditer(html):
        start, end = tag.span()
        if place < start:
            nested[-1].children.append(_text(html[place:start]))
        place = end
        closed, name, attributes = tag.groups()
        if name:
            element = Element(name.lower(), attributes)
            nested[-1].children.append(element)
            if element.tag not in VOID and not attributes.endswith("/"):
                nested.append(element)
        elif closed:
            _close(nested, closed.lower())
    if place < len(html):
        nested[-1].children.append(_text(html[place:]))
    return root


def _close(nested: list[Element], name: str) -> None:
    for place in range(len(nested) - 1, 0, -1):
        if nested[place].tag == name:
            del nested[place:]
            return


def _text(text: str) -> str:
    return unescape(text) if "&" in text else text


_TAG = re.compile(
    r"""<!--.*?-->|</([a-zA-Z][^\s/>]*)[^>]*>|<([a-zA-Z][^\s/>]*)([^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*)>""",
    re.DOTALL,
)
SPAN = re.compile(r"</?span\b[^>]*>")
"""Most tags of a page are colours of its code: quicker taken out than read where nobody needs them."""
_ATTRIBUTE = re.compile(r"""([^\s"'=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
