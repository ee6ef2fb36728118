"""Rules of the parser, each tried only at the characters that its construct can begin with.

markdown-it tries its rules in turn, 20 wherever anything could begin within a line and up to 15 at each line, and
nearly all look at one character and give up. Measured on the prose of 118 notebooks: with a table from characters to
rules, and plain text left alone, parsing takes 0.4 s in place of 0.85 s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, text_join
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

INLINE = {
    "text": "", "newline": "\n", "equation_reference": "$\\", "math": "$\\", "escape": "\\", "backticks": "`",
    "strikethrough": "~", "emphasis": "*_", "citation": "[", "link": "[", "image": "!", "footnote_inline": "^",
    "footnote_ref": "[", "crossref": "@", "autolink": "<", "html_inline": "<", "entity": "&",
    "gfm_autolink_www": "", "gfm_autolink_protocol": ":", "gfm_autolink_email": "@",
}  # fmt: skip
"""Rule to the characters that it begins at; empty: where no other does."""
BLOCK = {
    "table": "", "code": "", "directive": ":`~", "math_block": "$\\", "fence": "`~", "blockquote": ">", "hr": "*-_",
    "list": "*+-0123456789", "footnote_def": "[", "reference": "[", "html_block": "<", "heading": "#", "lheading": "",
    "deflist": "", "paragraph": "",
}  # fmt: skip
"""Rule to the characters that its first line begins with; empty: any, since it depends on more than that line."""
TEXT_END = re.compile(r"\n|\$|\\|`|~|\*|_|\[|\]|!\[|\^\[|@|<|&|www\.|:(?<=ttp:|tps:|lto:|mpp:)")
"""Where a rule other than text can begin, and where the text of a link can end. Each alternative begins with a
character, which makes the search twice as fast."""

Rule = Callable[..., bool]
Beginnings = Iterable[tuple[Rule, str]]


def dispatch(md: MarkdownIt) -> None:
    """Let the parser, complete with its plugins, try each rule only where it can begin.

    One with a rule that no table lists, as a later markdown-it may bring one, is left as it is: slower, and right.
    """
    if _unknown(md.inline.ruler, INLINE) or _unknown(md.block.ruler, BLOCK):
        return
    md.inline.ruler = _Dispatched(md.inline.ruler, INLINE, _at_character)
    md.inline.terminator_re = TEXT_END
    md.block.ruler = _Dispatched(md.block.ruler, BLOCK, _at_line)
    md.core.ruler.at("inline", _inline)
    md.core.ruler.at("text_join", _text_join)


def _unknown(ruler: Ruler[Any], begins: Mapping[str, str]) -> set[str]:
    return {rule.name for rule in ruler.__rules__ if rule.enabled} - begins.keys()


def _inline(state: StateCore) -> None:
    """Parse what stands within blocks.

    A good third of it is plain text; without a mark that wants a partner, nothing is to be paired, nor joined again.
    """
    for token in state.tokens:
        if token.type != "inline":
            continue
        text, children = token.content, token.children or []
        if "*" in text or "_" in text or "~" in text:
            state.md.inline.parse(text, state.md, state.env, children)
        elif TEXT_END.search(text):
            state.md.inline.tokenize(StateInline(text, state.md, state.env, children))
        elif text:
            children.append(Token("text", "", 0, content=text))
        token.children = children


def _text_join(state: StateCore) -> None:
    """Join text with what stood there escaped; no other text is in pieces."""
    if "\\" in state.src or "&" in state.src:
        text_join(state)


class _Dispatched(Ruler[Any]):
    """The rules of a ruler, those of each chain as a single one that chooses among them."""

    def __init__(self, ruler: Ruler[Any], begins: Mapping[str, str], choice: Callable[[Beginnings], Rule]) -> None:
        super().__init__()
        self.__rules__ = ruler.__rules__
        known = {rule.fn: begins[rule.name] for rule in self.__rules__ if rule.enabled}
        chains = {"", *(chain for rule in self.__rules__ for chain in rule.alt)}
        self._chains = {chain: [choice([(fn, known[fn]) for fn in ruler.getRules(chain)])] for chain in chains}

    def getRules(self, chainName: str = "") -> list[Any]:  # noqa: N802, N803
        """Return the rule that stands for the chain."""
        return self._chains[chainName]


def _at_character(rules: Beginnings) -> Rule:
    table = {each: [rule for rule, begins in rules if each in begins] for _, begins in rules for each in begins}
    elsewhere = [rule for rule, begins in rules if not begins]

    def first(state: StateInline, silent: bool) -> bool:
        for rule in table.get(state.src[state.pos], elsewhere):  # noqa: SIM110  # a generator takes twice as long
            if rule(state, silent):
                return True
        return False

    return first


def _at_line(rules: Beginnings) -> Rule:
    elsewhere = [rule for rule, begins in rules if not begins]
    table = {
        each: [rule for rule, begins in rules if not begins or each in begins] for _, begins in rules for each in begins
    }

    def first(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        start = state.bMarks[line] + state.tShift[line]
        for rule in table.get(state.src[start : start + 1], elsewhere):  # noqa: SIM110
            if rule(state, line, end, silent):
                return True
        return False

    return first
