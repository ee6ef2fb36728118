"""The figures, tables and equations of a post that have a number, and what is printed for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from markdown_it.token import Token

from colophon.model import Cell, Float, FloatKind, Post
from colophon.render.markdown.parser import parse, parse_inline
from colophon.render.markdown.text import plain_text
from colophon.render.math.equations import labels, tag
from colophon.render.sanitize import printable

FLOAT_WORDS: dict[FloatKind, str] = {"fig": "Figure", "tbl": "Table", "eq": "Equation"}
KINDS: dict[str, FloatKind] = {"fig-": "fig", "tbl-": "tbl"}


def number_floats(post: Post) -> tuple[Float, ...]:
    """Return every labelled figure, table and equation in the order of the post, each kind counted from 1.

    A label counts once, where it stands first.
    """
    counts: Counter[str] = Counter()
    found: dict[str, Float] = {}
    for cell in post.cells:
        for label, kind, caption, alt in _labelled(cell):
            if label not in found:
                counts[kind] += 1
                found[label] = Float(label, kind, counts[kind], caption, alt)
    return tuple(found.values())


def printed_number(entry: Float) -> str:
    r"""Return what stands for the number: the author's `\tag` of an equation, else the number itself."""
    return entry.caption if entry.kind == "eq" and entry.caption else str(entry.number)


def _labelled(cell: Cell) -> Iterator[tuple[str, FloatKind, str, str]]:
    """Yield label, kind, caption and alt text of what a cell holds."""
    if not cell.options.include:
        return
    if cell.kind == "markdown":
        yield from _in_tokens(parse(cell.source)) if _LABELLED.search(printable(cell.source)) else ()
    elif cell.kind == "code" and cell.options.output:
        options = cell.options
        kind = KINDS.get(options.label[:4])
        if kind:
            caption = options.fig_cap if kind == "fig" else options.tbl_cap
            yield options.label, kind, plain_text(parse_inline(caption)).strip(), options.fig_alt or ""


def _in_tokens(tokens: Iterable[Token]) -> Iterator[tuple[str, FloatKind, str, str]]:
    for token in tokens:
        label = str(token.meta.get("label") or "") if token.meta else ""
        if token.type in {"math_display", "math_inline"}:
            for each in dict.fromkeys([*([label] if label else []), *labels(token.content)]):
                yield each, "eq", tag(token.content), ""
        elif token.type == "table_open" and label:
            yield label, "tbl", plain_text(token.meta["caption"]).strip(), ""
        elif token.type == "image" and label.startswith("fig-"):
            alt = token.meta.get("fig-alt", plain_text(token.children or []))
            yield label, "fig", str(token.attrs.get("title") or plain_text(token.children or [])), str(alt)
        if token.children:
            yield from _in_tokens(token.children)


_LABELLED = re.compile(r"\{#|label")
"""What Markdown has somewhere that labels anything; the other cells, 24 in 25, are not parsed for it."""
