"""What each element of an article is in Markdown, once all that it holds is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from colophon.render.twin.elements import attributes, classes, unescaped, untagged

MARKS: Mapping[str, str] = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}


class Element(Struct):
    """An element, and what it holds, in Markdown."""

    tag: str
    written: str
    """Its attributes as the fragment has them: few are asked for them."""
    says: Callable[[Any], Any]
    """What the whole is in Markdown."""
    to: list[Any]
    """Where that goes."""
    run: list[str] = []
    """Texts and inline elements."""
    parts: list[Any] = []
    """Blocks, items, or rows of cells."""


def plain(html: str) -> str:
    """Return text in which Markdown sees no marks, all white space as single spaces."""
    return _MARK.sub(lambda mark: f"\\{mark[0]}", " ".join(unescaped(html).split()))


_MARK = re.compile(r"[\\*<`_](?:(?<!_)|(?!\w)|(?<!\w_))")
"""A sign of Markdown's, `_` only beside a word and not in it: with one set in front, text is passed over quickly."""


def nothing(element: Element) -> str:
    """Say nothing."""
    return ""


def blocks(element: Element) -> str:
    """Say blocks."""
    return "\n\n".join(_filled(element))


def inline(element: Element) -> str:
    """Say a run of inline content."""
    text = "".join(element.run)
    return _ROUND_BREAK.sub("\n", text).strip() if "\n" in text else text.strip()


_ROUND_BREAK = re.compile(r" *\n *")


def heading(element: Element) -> str:
    """Say a heading."""
    return f"{'#' * int(element.tag[1])} {inline(element)}"


def listing(element: Element) -> str:
    """Say a list, each item at its mark."""
    first = int(attributes(element.written).get("start") or 1)
    lines = []
    for number, text in enumerate(element.parts, first):
        mark = f"{number}. " if element.tag == "ol" else "- "
        lines.append(mark + re.sub(r"\n(?=[^\n])", "\n" + " " * len(mark), text))
    return "\n".join(lines)


def definition(element: Element) -> str:
    """Say a term or what it means, in one line."""
    return f"{': ' if element.tag == 'dd' else ''}{' '.join(_filled(element))}"


def lines(element: Element) -> str:
    """Say parts of one line each."""
    return "\n".join(element.parts)


def quote(element: Element) -> str:
    """Say a quotation or a remark."""
    return "\n".join(f"> {line}".rstrip() for line in blocks(element).split("\n"))


def cell(element: Element) -> str:
    """Say a cell of a table."""
    return inline(element).replace("|", r"\|").replace("\n", " ")


def table(element: Element) -> str:
    """Say a table; its first row is its head."""
    rows = element.parts
    width = max(map(len, rows), default=0)
    said = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return "\n".join([*said[:1], "|" + " --- |" * width, *said[1:]]) if rows else ""


def frame(element: Element) -> str:
    """Say a page in the page: a link."""
    its = attributes(element.written)
    address = its.get("src", "")
    return f"[{its.get('title', 'Interactive output')}]({address})" if address else ""


def marked(element: Element) -> str:
    """Say an inline element, in the marks that Markdown has for it."""
    text, mark = inline(element), MARKS.get(element.tag, "")
    return f"{mark}{text}{mark}" if text else ""


def link(element: Element) -> str:
    """Say a link; one that only shows a picture large, or leads to a place on the page, is its text."""
    text, address = inline(element), attributes(element.written).get("href", "")
    lead = "figure-full" in classes(element.written) or not address or address.startswith("#")
    return text if lead else f"[{text}]({address})"


def image(element: Element) -> str:
    """Say a picture."""
    its = attributes(element.written)
    alt = " ".join(its.get("alt", "").split()).replace("[", r"\[").replace("]", r"\]")
    return f"![{alt}]({its.get('src', '')})"


def box(element: Element) -> str:
    """Say the box of a task."""
    return "[x]" if "checked" in attributes(element.written) else "[ ]"


def code(html: str) -> str:
    """Return the HTML in a `pre` as a fenced block: the cell's language for code, none for what a cell printed."""
    language = _LANGUAGE.search(html)
    text = untagged(html).strip("\n")
    fence = "`" * max(3, 1 + _most_ticks(text))
    return f"{fence}{language[1] if language else 'text'}\n{text}\n{fence}"


_LANGUAGE = re.compile(r"""<code\b[^>]*?\sclass=["']?[^"'>]*?\blanguage-([^\s"'>]+)""", re.IGNORECASE)


def literal(html: str) -> str:
    """Return the HTML in a `code` as code in a line."""
    text = untagged(html)
    ticks = "`" * (1 + _most_ticks(text))
    space = " " if "`" in text else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _most_ticks(text: str) -> int:
    return max(map(len, re.findall(r"`+", text))) if "`" in text else 0


def latex(html: str) -> str:
    """Return the MathML of a formula as its author wrote it; as text where the page does not have that."""
    source = _ANNOTATION.search(html)
    return " ".join(untagged(source[1] if source else html).split())


_ANNOTATION = re.compile(r"<annotation\b[^>]*>(.*?)</annotation>", re.DOTALL)


def _filled(element: Element) -> list[str]:
    return [block for block in element.parts if block and not block.isspace()]
