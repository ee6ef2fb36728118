"""What Markdown says, without any markup: for anchors, alt texts and captions."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

WITHOUT_TEXT = frozenset({"html_inline", "citation", "footnote_ref"})


def plain_text(tokens: Sequence[Token]) -> str:
    """Return the text of inline tokens, formulas as their LaTeX."""
    return "".join(_plain(token) for token in tokens)


def _plain(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    if token.type == "image":
        return plain_text(token.children or [])
    return "" if token.type in WITHOUT_TEXT else token.content
