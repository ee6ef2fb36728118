"""An article as Markdown, for readers that are programs: outputs as text, pictures as links, formulas as LaTeX.

The article is read once, from tag to tag. What stands in an element goes to a writer, and at the element's end it is
said in Markdown; no tree is made, whose nodes cost more than what is said of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from colophon.render.twin import spoken
from colophon.render.twin.elements import TAG, VOID, attributes, classes
from colophon.render.twin.spoken import Element

INTERFACE: Mapping[str, tuple[str, ...]] = {
    "a": ("anchor", "backref"),
    "div": ("cell-label",),
    "span": ("equation-number",),
}
"""Classes, by tag, of what only a page needs."""
INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "input", "ins", "kbd",
    "mark", "math", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
})  # fmt: skip
_BETWEEN = "\1"
"""Stands between texts that are made plain together; in HTML it is forbidden."""


def markdown_twin(html: str) -> str:
    """Return an article's body as GitHub's Markdown; addresses in it must be absolute already."""
    body = _Blocks("", "", spoken.blocks, [])
    _read(html.replace(_BETWEEN, "") if _BETWEEN in html else html, body)
    body.pause()
    return f"{spoken.blocks(body)}\n"


def _read(html: str, writer: _Writer) -> None:
    """Give a fragment to a writer; an end without a beginning is left out, and what has no end ends with the rest."""
    pieces: list[Any] = [*TAG.split(html), *[None] * 6]  # after the last text comes no tag
    written_texts = pieces[::7]
    texts = spoken.plain(_BETWEEN.join(written_texts)).split(_BETWEEN)  # one by one it takes twice as long
    nested = [(writer, "")]
    for written_text, text, ended, verbatim, its, content, begun, written in zip(
        written_texts, texts, *(pieces[place::7] for place in range(1, 7)), strict=True
    ):
        if text and (text != " " or writer.run):
            writer.run.append(text)
        if begun:
            tag = begun.lower()
            inner = writer.open(tag, written)
            if tag not in VOID and not written.endswith("/"):
                nested.append((inner, tag))
                writer = inner
            elif inner is not writer:
                inner.close("")
        elif ended:
            if ended == nested[-1][1] or _is_reached(nested, ended.lower()):
                writer = _end(nested, written_text)
        elif verbatim:
            writer.take(verbatim.lower(), its, content)
    while len(nested) > 1:
        _end(nested, "")


def _end(nested: list[tuple[_Writer, str]], last: str) -> _Writer:
    """End the innermost element, before whose end stands a text, and return what writes on."""
    ended = nested.pop()[0]
    outer = nested[-1][0]
    if ended is outer:
        outer.pause()
    else:
        ended.close(last)
    return outer


def _is_reached(nested: list[tuple[_Writer, str]], name: str) -> bool:
    """Whether an element of a name is there; those in it are ended, so that it is the innermost."""
    if name not in [tag for _, tag in nested]:
        return False
    while nested[-1][1] != name:
        _end(nested, "")
    return True


class _Writer(Element):
    """Takes what stands in an element; this one for nothing."""

    def open(self, tag: str, written: str) -> _Writer:
        """Return what writes an element in this one: itself, where the element says nothing of its own."""
        return self

    def take(self, tag: str, written: str, html: str) -> None:
        """Take code or a formula."""

    def pause(self) -> None:
        """End a paragraph."""

    def close(self, last: str) -> None:
        """Say what was taken; `last` is the text between the last tag and the end."""
        self.pause()
        self.to.append(self.says(self))


class _Blocks(_Writer):
    """Mixed content: runs of inline content are paragraphs."""

    def open(self, tag: str, written: str) -> _Writer:
        if tag in INLINE:
            return _span(self, tag, written)
        if self.run:
            self.pause()
        if tag in BLOCKS:
            kind, says = BLOCKS[tag]
            return kind(tag, written, says, self.parts)
        return (
            _Writer(tag, written, spoken.nothing, self.parts)
            if tag in INTERFACE and _is_interface(tag, written)
            else self
        )

    def take(self, tag: str, written: str, html: str) -> None:
        if tag == "pre":
            self.pause()
            self.parts.append(spoken.code(html))
        elif tag == "math" and attributes(written).get("display") == "block":
            self.pause()
            self.parts.append(f"$$\n{spoken.latex(html)}\n$$")
        else:
            self.run.append(_in_line(tag, html))

    def pause(self) -> None:
        if self.run:
            self.parts.append(spoken.inline(self))
            self.run.clear()


class _Phrase(_Writer):
    """Inline content: blocks in it are as good as spans."""

    def open(self, tag: str, written: str) -> _Writer:
        return _span(self, tag, written)

    def take(self, tag: str, written: str, html: str) -> None:
        if tag == "pre":
            inner = _Span(tag, written, spoken.marked, self.run)
            _read(_COLOUR.sub("", html), inner)
            inner.close(html.rpartition(">")[2])
        else:
            self.run.append(_in_line(tag, html))


_COLOUR = re.compile(r"</?span\b[^>]*>")


class _Span(_Phrase):
    """A phrase in marks, or in none: a space at its end stands after them."""

    def close(self, last: str) -> None:
        self.to.append(self.says(self))
        if last.endswith(" "):
            self.to.append(" ")


class _Items(_Writer):
    def open(self, tag: str, written: str) -> _Writer:
        item = tag == "li"
        return _Blocks(tag, written, spoken.blocks, self.parts) if item else _Writer(tag, written, spoken.nothing, [])


class _Definitions(_Writer):
    def open(self, tag: str, written: str) -> _Writer:
        return _Blocks(tag, written, spoken.definition, self.parts)


class _Rows(_Writer):
    def open(self, tag: str, written: str) -> _Writer:
        if tag in ("td", "th"):
            return _Phrase(tag, written, spoken.cell, self.parts[-1] if self.parts else [])
        if tag == "tr":
            self.parts.append([])
        return self


def _span(outer: _Writer, tag: str, written: str) -> _Writer:
    if tag in INTERFACE and _is_interface(tag, written):
        return _Writer(tag, written, spoken.nothing, outer.run)
    if tag in SPANS:
        return _Phrase(tag, written, SPANS[tag], outer.run)
    return _Span(tag, written, spoken.marked, outer.run)


def _in_line(tag: str, html: str) -> str:
    return spoken.literal(html) if tag == "code" else f"${spoken.latex(html)}$"


def _is_interface(tag: str, written: str) -> bool:
    for name in INTERFACE[tag]:  # noqa: SIM110  # a third of all elements come here: `any` takes twice as long
        if name in written and name in classes(written):
            return True
    return False


BLOCKS: Mapping[str, tuple[type[_Writer], Callable[[Element], str]]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), (_Phrase, spoken.heading)),
    **dict.fromkeys(("ul", "ol"), (_Items, spoken.listing)),
    **dict.fromkeys(("blockquote", "aside"), (_Blocks, spoken.quote)),
    **dict.fromkeys(("summary", "link", "script", "style"), (_Writer, spoken.nothing)),
    "table": (_Rows, spoken.table),
    "dl": (_Definitions, spoken.lines),
    "iframe": (_Writer, spoken.frame),
    "hr": (_Writer, lambda element: "---"),
}
SPANS: Mapping[str, Callable[[Element], str]] = {
    "a": spoken.link,
    "img": spoken.image,
    "br": lambda element: "\\\n",
    "input": spoken.box,
}
