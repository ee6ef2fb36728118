"""The parser takes short cuts; what it finds is what markdown-it finds that tries every rule everywhere."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_core.smartquotes import smartquotes
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from colophon.render.markdown.dispatch import dispatch
from colophon.render.markdown.parser import encoded, every_rule, parse, parse_inline
from tests.render.parsed import hostile

PIECES = (
    *"\n \t*_`~$\\[]()<>!^@&#%+-=:;{}|\"'.,/w1aä“", "\n\n", "\n    ", "\n> ", "\n- ", "\n1. ", "\n## ", "```", "~~~",
    ":::", "$$", "--", "==", "***", "www.a.example", "http://a.example/b", "https:", "mailto:a@b.example", "xmpp:", "!",
    "![a](b.png)", "[^1]", "\n[^1]: n", "^[n", "\n[a]: b", "[a]", "@fig-x", "[@k]", "{#fig-x}", "{note}", "&amp;",
    "<b>", "<!-- c -->", "\n| a | b |\n|---|---|\n| c | d |", "\n: d", "\n: c {#tbl-x}", "\\eqref{x}", "\\(x\\)",
    "\\[x\\]", "\\begin{a}", "\\end{a}", "[!NOTE]", "[x] ", "can't", "<https://a.example/%27>", "words of prose ",
)  # fmt: skip
"""Of these every construct can be put together, and most ways to break one."""
PARTS = (
    "http://", "https://", "HTTP://", "mailto:", "javascript:", "//", "a", "b.c", "..", "80", "%41", "%4", "ä",
    "x" * 70, "x." * 130, *"/?#:@'^* ()[]|\\+&=",
)  # fmt: skip
"""Of addresses."""
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(texts)
@example("wwww.a.example www.a.example [www.a.example](b) <www.a.example")
@example("(http://a.example) xhttp://b.example *mailto:a@b.example* note: [http://c.example]")
@example("!a ![ !")
@example("> a\n===\n> b\n---\n\nc\n===")
@example("Term\n: a\n\n    b\n: c\nd\n~ e")
@settings(max_examples=300, deadline=None)
def test_rules_that_are_tried_where_they_can_begin_find_what_all_rules_find_everywhere(text: str) -> None:
    assert _dispatched().parse(text) == every_rule().parse(text)


@pytest.mark.parametrize("text", hostile())
def test_hostile_text_is_read_alike(text: str) -> None:
    assert _dispatched().parse(text) == every_rule().parse(text)


class Spy:
    """A rule that finds nothing, and notes the characters at which it was tried."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, state: StateInline, silent: bool) -> bool:
        self.seen.append(state.src[state.pos])
        return False


def test_a_rule_is_tried_nowhere_else() -> None:
    spy, md = Spy(), every_rule()
    md.inline.ruler.at("emphasis", spy)
    dispatch(md)
    md.parse("we *know* it: [a](b) `c`, 1 - 2 = 3\n")
    assert spy.seen == ["*", "*"]


def test_with_a_rule_of_which_nothing_is_known_all_are_tried_everywhere() -> None:
    spy, md = Spy(), every_rule()
    md.inline.ruler.before("emphasis", "novelty", spy)
    dispatch(md)
    md.parse("a *b* [c]\n")
    assert spy.seen == ["*", "*", "[", "]"] and "dispatch" not in type(md.block.ruler).__module__


def test_the_tables_list_every_rule_of_this_markdown_it() -> None:
    md = every_rule()
    dispatch(md)
    assert "dispatch" in type(md.inline.ruler).__module__ and "dispatch" in type(md.block.ruler).__module__


def test_text_without_markup_is_one_token_and_none_where_there_is_none() -> None:
    assert parse_inline("some words: (no more), 1 - 2") == [
        Token("text", "", 0, content="some words: (no more), 1 - 2")
    ]
    assert parse_inline("") == []


@given(texts)
@example("'can't' \"don't\" rock'n'roll 5'6\" '90s dogs' _it_'s o'`c`")
@settings(max_examples=200, deadline=None)
def test_quotes_are_set_as_markdown_it_sets_them(text: str) -> None:
    theirs = every_rule()
    theirs.core.ruler.at("smartquotes", smartquotes)
    assert every_rule().parse(text) == theirs.parse(text)


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join))
@settings(max_examples=500, deadline=None)
def test_addresses_are_encoded_as_markdown_it_encodes_them(address: str) -> None:
    assert encoded(address) == normalizeLink(address)


def test_a_cell_is_parsed_once() -> None:
    assert parse("a *b*") is parse("a *b*")


def _dispatched() -> MarkdownIt:
    md = every_rule()
    dispatch(md)
    return md
