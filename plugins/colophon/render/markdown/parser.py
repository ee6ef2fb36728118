"""The Markdown parser: CommonMark and what GitHub, JupyterLab, MyST and Quarto add to it, one instance per process."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from colophon.render.markdown.directives import directives_plugin
from colophon.render.markdown.dispatch import dispatch
from colophon.render.markdown.math import math_plugin
from colophon.render.markdown.references import references_plugin
from colophon.render.markdown.typography import typography_plugin
from colophon.render.sanitize import printable


def parse(source: str) -> list[Token]:
    """Return the block tokens of a cell's Markdown; they are shared, nobody may change them."""
    return _parsed(source)[0]


def unused_notes(source: str) -> tuple[str, ...]:
    """Return the labels of the footnotes that nothing in the cell refers to."""
    return _parsed(source)[1]


def parse_inline(source: str) -> list[Token]:
    """Return the inline tokens of a caption or a title."""
    return (_parser().parseInline(_prepared(source), {})[0].children) or []


@lru_cache(maxsize=256)  # numbering reads a post before rendering does
def _parsed(source: str) -> tuple[list[Token], tuple[str, ...]]:
    env: dict[str, Any] = {}
    tokens = _parser().parse(_prepared(source), env)
    notes = env.get("footnotes", {}).get("refs", {})
    return tokens, tuple(label.removeprefix(":") for label, number in notes.items() if number < 0)


def every_rule() -> MarkdownIt:
    """Return a new parser, complete, that tries every rule everywhere."""
    # Quotes in prose are set as an editor would; replacements such as (c) would change what the author wrote.
    md = MarkdownIt("gfm-like2", {"linkify": False, "typographer": True}).enable("smartquotes")
    md.disable(["normalize", "linkify"])  # the source is `_prepared`, and a plugin finds addresses
    # Addresses are judged where they are written, with a Problem: nothing vanishes in the parser.
    md.validateLink = lambda url: True  # type: ignore[method-assign]
    md.normalizeLink = encoded  # type: ignore[assignment, method-assign]
    for plugin in (footnote_plugin, deflist_plugin, gfm_autolink_plugin):
        plugin(md)
    for plugin in (directives_plugin, math_plugin, references_plugin, typography_plugin):
        plugin(md)
    return md


def encoded(address: str) -> str:
    """Return the address as markdown-it encodes it; most are so already, which one look tells."""
    return address if _ENCODED.fullmatch(address) else normalizeLink(address)


@cache
def _parser() -> MarkdownIt:
    md = every_rule()
    dispatch(md)
    return md


def _prepared(source: str) -> str:
    source = printable(source.replace("\r\n", "\n").replace("\r", "\n"))
    return _with_safe_pipes(source) if "$" in source and "|" in source else source


def _with_safe_pipes(source: str) -> str:
    """Return the text with `|` in the formulas of table rows escaped: JupyterLab finds formulas before tables."""
    lines = source.split("\n")
    for number, line in enumerate(lines):
        if number and _DELIMITER_ROW.fullmatch(line) and "|" in lines[number - 1]:
            for row in (number - 1, *_rows_below(lines, number)):
                lines[row] = _ROW_FORMULA.sub(lambda match: match[0].replace("|", r"\|"), lines[row])
    return "\n".join(lines)


def _rows_below(lines: list[str], delimiter: int) -> range:
    end = delimiter + 1
    while end < len(lines) and "|" in lines[end]:
        end += 1
    return range(delimiter + 1, end)


_ENCODED = re.compile(
    r"(?:https?://[A-Za-z0-9.-]{1,200}(?=[/?#]|\Z)|#|(?!//|[^/?#]*:))"
    r"(?:[A-Za-z0-9_;/?:@&=+$,.!~*'()#-]++|%[0-9a-fA-F]{2})*+"
)
_DELIMITER_ROW = re.compile(r"[ >]*\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*")
_ROW_FORMULA = re.compile(r"\$(?![\s$])(?:[^$\\`]|\\.)+?(?<!\s)\$(?!\d)")
