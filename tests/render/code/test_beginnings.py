"""The characters that a match of a pattern can begin with."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name

from colophon.render.code.beginnings import ASCII, END, beginnings, predecessors

LANGUAGES = ("python", "pycon", "r", "julia", "bash", "sql", "html", "css", "javascript", "cpp", "rust", "yaml")


@pytest.mark.parametrize(
    ("pattern", "flags", "expected"),
    [
        ("abc", 0, "a"),
        ("abc", re.I, "aA"),
        ("(?i)abc", 0, "aA"),
        ("(?i:a)b", 0, "aA"),
        ("(?i:(?-i:a)b)", 0, "a"),
        ("a?b", 0, "ab"),
        ("a*?(b|c+)", 0, "abc"),
        ("a++b", 0, "a"),
        (r"^(?=\d)\d", re.M, "0123456789"),
        (r"(?<!\.)\bx", 0, "x"),
        ("[a-cz]", 0, "abcz"),
        ("[é-ë]", 0, ""),
        ("~", 0, "~"),
    ],
)
def test_a_match_begins_with_few(pattern: str, flags: int, expected: str) -> None:
    assert beginnings(re.compile(pattern, flags)) == set(expected)


@pytest.mark.parametrize("pattern", ["", "a?", "^", "(?=a)", "a|", "(a)*", r"(a?)\1"])
def test_a_pattern_that_can_be_empty_begins_with_all(pattern: str) -> None:
    assert beginnings(re.compile(pattern)) == ASCII | {END}


@pytest.mark.parametrize(("pattern", "character"), [(r"[^\s\d]", " "), (r"[^\s\d]", "7"), (r"\W", "_"), (r"\S", "\t")])
def test_what_a_set_leaves_out_begins_nothing(pattern: str, character: str) -> None:
    assert character not in beginnings(re.compile(pattern))
    assert "%" in beginnings(re.compile(pattern))


@pytest.mark.parametrize(
    ("pattern", "flags", "expected"),
    [
        ("^a", re.M, "\n"),
        ("^a", 0, "\n"),
        (r"(^[ \t]*)(a)", re.M, "\n"),
        (r"(?<==)a", 0, "="),
        (r"(?<=[)\]])a", 0, ")]"),
        (r"(?i)(?<=x)a", 0, "xX"),
    ],
)
def test_a_match_follows_few(pattern: str, flags: int, expected: str) -> None:
    assert predecessors(re.compile(pattern, flags)) == set(expected)


@pytest.mark.parametrize("pattern", ["", "a", "(?:^a|b)", r"(?<!=)a", r"(?<=ab)c", "(?=a)", "a^", r"(?i)(?<=[xy])a"])
def test_a_pattern_that_demands_nothing_before_it_follows_all(pattern: str) -> None:
    assert predecessors(re.compile(pattern)) == ASCII


def _patterns() -> list[re.Pattern[str]]:
    lexers = [get_lexer_by_name(language) for language in LANGUAGES]
    states = [state for lexer in lexers for state in getattr(lexer, "_tokens", {}).values()]
    found = {rule[0].__self__ for state in states for rule in state}
    return sorted(found, key=lambda pattern: (pattern.pattern, pattern.flags))


BEGINNINGS = {pattern: beginnings(pattern) for pattern in _patterns()}
PREDECESSORS = {pattern: predecessors(pattern) for pattern in BEGINNINGS}


def test_there_are_patterns_of_many_lexers() -> None:
    assert len(BEGINNINGS) > 400


WORDS = (*"aEfrRuU09_.'\"`#@%!?<>=-+*/\\()[]{}:;,|&$~^ \t\n", "0x", "rb'", '"""', "/*", "<!--", "def ", "ſ", "K", "é")


@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_no_match_begins_with_any_other(text: str) -> None:
    for pattern, known in BEGINNINGS.items():
        for place in range(len(text) + 1):
            character = text[place : place + 1]
            if character.isascii() and character not in known:
                assert pattern.match(text, place) is None, pattern


@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_no_match_follows_any_other(text: str) -> None:
    for pattern, known in PREDECESSORS.items():
        for place in range(len(text) + 1):
            character = text[place - 1] if place else "\n"
            if character.isascii() and character not in known:
                assert pattern.match(text, place) is None, pattern
