"""Rules for what refers to something else: citations, figures, tables and equations.

`[@key]`, `[see @key, §3; @other]` cite; `@fig-x`, `@tbl-x` and `@eq-x` refer to a label, also in brackets. Only these
prefixes count: an e-mail address or somebody's @handle stays text.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from msgspec import Struct


class Mention(Struct, frozen=True):
    """One work of a citation."""

    key: str
    before: str = ""
    """"see", for example."""
    after: str = ""
    """The place in the work, "§3"."""


def references_plugin(md: MarkdownIt) -> None:
    """Add tokens `citation` (`meta["mentions"]`) and `crossref` (`meta["label"]`, `meta["form"]`)."""
    md.inline.ruler.before("link", "citation", _citation)
    reference = md.block.ruler.__rules__[md.block.ruler.__find__("reference")].fn
    md.block.ruler.at("reference", lambda *state: not _cites(*state) and reference(*state), {"alt": []})
    md.inline.ruler.before("math", "equation_reference", _equation_reference)
    md.inline.ruler.before("autolink", "crossref", _crossref)


def _cites(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Whether a line begins with a citation and a colon, which CommonMark would take for the definition of a link."""
    start = state.bMarks[line] + state.tShift[line]
    return state.src.startswith("[@", start) and _BRACKETED.match(state.src, start) is not None


def _citation(state: StateInline, silent: bool) -> bool:
    match = _BRACKETS.match(state.src, state.pos, state.posMax)
    mentions = [_mention(part) for part in match[1].split(";")] if match else []
    if match is None or not all(mentions):
        return False
    if not silent:
        _push_mentions(state, [mention for mention in mentions if mention], match[0])
    state.pos = match.end()
    return True


def _push_mentions(state: StateInline, mentions: list[Mention], text: str) -> None:
    """Add a citation, or references where all that is mentioned are labels of figures, tables and equations."""
    if not all(FLOAT_PREFIX.match(mention.key) for mention in mentions):
        token = state.push("citation", "", 0)
        token.meta, token.content = {"mentions": mentions}, text
        return
    for number, mention in enumerate(mentions):
        if number:
            state.push("text", "", 0).content = ", "
        token = state.push("crossref", "", 0)
        token.meta, token.content = {"label": mention.key, "form": "name"}, f"@{mention.key}"


def _mention(text: str) -> Mention | None:
    match = _MENTION.fullmatch(text)
    if match is None:
        return None
    return Mention(match["key"], match["before"].strip(), match["after"].strip())


def _crossref(state: StateInline, silent: bool) -> bool:
    match = _LABEL.match(state.src, state.pos, state.posMax)
    if match is None or _WORD.match(state.src[state.pos - 1 : state.pos]):
        return False
    if not silent:
        state.push("crossref", "", 0).meta = {"label": match[1], "form": "name"}
        state.tokens[-1].content = match[0]
    state.pos = match.end()
    return True


def _equation_reference(state: StateInline, silent: bool) -> bool:
    r"""Take `\\eqref{x}` and `\\ref{x}`, bare or alone in a formula."""
    match = _EQREF.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("crossref", "", 0).meta = {"label": match["label"], "form": match["form"]}
        state.tokens[-1].content = match[0]
    state.pos = match.end()
    return True


FLOAT_PREFIX = re.compile(r"(?:fig|tbl|eq)-")
_BRACKETED = re.compile(r"\[@[^\[\]\n]{1,300}\]:")
_BRACKETS = re.compile(r"\[([^\[\]@]*@[^\[\]]{1,300})\](?!\(|\[(?![\^@]))")
_MENTION = re.compile(
    r"(?P<before>[^@]*?)(?:(?<=\s)|\A)-?@(?P<key>\w(?:[\w:./+-]*\w)?)(?P<after>\Z|(?![\w@]),?[^@]*)", re.DOTALL
)
_LABEL = re.compile(r"@((?:fig|tbl|eq)-\w(?:[\w.:-]*\w)?)")
_WORD = re.compile(r"[\w.+/-]")
_EQREF = re.compile(r"(?P<dollar>\$)?\\(?P<form>eqref|ref)\{(?P<label>[A-Za-z][\w:.-]*)\}(?(dollar)\$)")
