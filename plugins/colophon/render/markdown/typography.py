"""What lines and paper ask of inline tokens: no mark apart from its formula, no address printed twice.

A browser may break a line on either side of a formula, also before a comma. Formula and mark get tokens `joined_open`
and `joined_close` around them. A link whose text is its address gets `meta["address"]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.smartquotes import process_inlines
from markdown_it.token import Token

from colophon.render.markdown.text import plain_text


def typography_plugin(md: MarkdownIt) -> None:
    """Set quotes, and add the rule behind all others: by then addresses are links, and formulas are found."""
    md.core.ruler.at("smartquotes", _quotes)
    md.core.ruler.push("typography", _typography)


def _quotes(state: StateCore) -> None:
    """Set quotes as markdown-it does, apostrophes before: two of three marks, which nothing opens or closes."""
    for token in state.tokens:
        if not token.children or not _has_quotes(token):
            continue
        texts = [each for each in token.children if each.type == "text" and _has_quotes(each)]
        for text in texts:
            text.content = _WITHIN_WORD.sub("’", text.content)
        if any(map(_has_quotes, texts)):
            process_inlines(token.children, state)


def _has_quotes(token: Token) -> bool:
    return "'" in token.content or '"' in token.content


def _typography(state: StateCore) -> None:
    for token in state.tokens:
        if token.type != "inline" or not token.children:
            continue
        kinds = {each.type for each in token.children}
        if "link_open" in kinds:
            _mark_addresses(token.children)
        if "math_inline" in kinds:
            token.children = list(_joined(token.children))


def _mark_addresses(tokens: list[Token]) -> None:
    for place, token in enumerate(tokens):
        if token.type == "link_open":
            closing = next(after for after, each in enumerate(tokens[place:], place) if each.type == "link_close")
            text = plain_text(tokens[place + 1 : closing]).strip()
            if _bare(text) == _bare(str(token.attrs.get("href", ""))):
                token.meta = {**token.meta, "address": True}


def _bare(address: str) -> str:
    return _SCHEME.sub("", address).rstrip("/")


def _joined(tokens: list[Token]) -> Iterator[Token]:
    """Yield the tokens, each formula within one box with the mark that follows it."""
    before: Token | None = None
    for token in tokens:
        mark = _MARK.match(token.content) if before and token.type == "text" else None
        if before:
            yield from _box(before, mark[0]) if mark else [before]
        if mark:
            token.content = token.content[mark.end() :]
        before = token if token.type == "math_inline" else None
        if not before:
            yield token
    if before:
        yield before


def _box(formula: Token, mark: str) -> list[Token]:
    level = formula.level
    opening, closing = Token("joined_open", "span", 1, level=level), Token("joined_close", "span", -1, level=level)
    return [opening, formula, Token("text", "", 0, content=mark, level=level), closing]


_WITHIN_WORD = re.compile(r"'(?=[^\W_])(?<=[^\W_]')")
_SCHEME = re.compile(r"\Ahttps?://")
_MARK = re.compile(r"(?:[-‑]\w{1,3}\b)?[.,:;!?…%)\]’”]+|[-‑]\w{1,3}\b")
