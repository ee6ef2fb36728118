"""The lexer of notebooks' Python: the colours of what Pygments finds, in less time."""

from __future__ import annotations

import ast
import builtins
import inspect
import json
import keyword
import re
import typing
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexer import RegexLexer
from pygments.token import Token, _TokenType

from colophon.render.code.lexers import NotebookPython, QuickLexer, find_lexer
from colophon.render.vocabulary import COLOURS, Colours


class Kinds(Colours):
    """A colour of its own for each kind of token."""

    def __missing__(self, token: _TokenType) -> str:
        return str(token)


LEXER = NotebookPython(Kinds(), stripnl=False, ensurenl=False)
COLOURED = NotebookPython(stripnl=False, ensurenl=False)
PIECES = (
    "f'", "rb\"", '"""', "'''", "{", "}", "{{", "!r", ":>3", "\\", "\n", "    ", "def ", "class ", "import ", "from ",
    "as ", "match x:", "case _:", "print", "self", "@", "%time ", "%%bash", "!ls ", "?", "=", "1_0.5e3j", "0x1F", "é",
    "ſ", "# x", "async ", "lambda", "__init__", "None", "…", "\t", ":=", "yield from ", "!", "%", "%x", "=", ".", "1",
    "a", "b", "R", "'", "\"", " ", "_", "·", "\xa0", "\f", "len", "match", "case", "!=", "@x", "type", "'a'",
    "''", '"a"', '""', "12", "for",
)  # fmt: skip


def _runs(changes: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the first of neighbours of one colour."""
    return [next(same) for _, same in groupby(changes, key=itemgetter(1))]


def _as_pygments_does(lexer: RegexLexer, code: str) -> list[tuple[int, str]]:
    return _runs((place, str(kind)) for place, kind, _ in lexer.get_tokens_unprocessed(code))


@pytest.mark.parametrize("module", [ast, inspect, json, re, typing, pytest])
def test_the_kinds_in_a_module_change_where_those_of_pygments_do(module: object) -> None:
    code = inspect.getsource(module)  # type: ignore[arg-type]
    assert _runs(LEXER.changes(code)) == _as_pygments_does(LEXER, code)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join))
def test_the_kinds_in_anything_change_where_those_of_pygments_do(code: str) -> None:
    assert _runs(LEXER.changes(code)) == _as_pygments_does(LEXER, code)


def _coloured_as_pygments_does(code: str) -> list[tuple[int, str]]:
    return _runs((place, COLOURS[kind]) for place, kind, _ in COLOURED.get_tokens_unprocessed(code))


@pytest.mark.parametrize("module", [ast, inspect, json, re, typing, pytest])
def test_the_colours_in_a_module_change_where_those_of_pygments_do(module: object) -> None:
    code = inspect.getsource(module)  # type: ignore[arg-type]
    assert _runs(COLOURED.changes(code)) == _coloured_as_pygments_does(code)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join))
def test_the_colours_in_anything_change_where_those_of_pygments_do(code: str) -> None:
    """What is certain is matched as a whole, and must end where a colour begins, and not begin in one."""
    assert _runs(COLOURED.changes(code)) == _coloured_as_pygments_does(code)


@pytest.mark.parametrize("before", ["", "\n", "  ", "x.", "(", "x = ", "x =", "1 "])
def test_each_word_is_coloured_as_pygments_does(before: str) -> None:
    for word in {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "self", "cls", "x"}:
        code = f"{before}{word} x\n{word}(x)"
        assert _runs(COLOURED.changes(code)) == _coloured_as_pygments_does(code)


def test_text_of_one_colour_is_one_run() -> None:
    """Names, blanks and brackets are ink."""
    assert list(COLOURED.changes("a[b] + (c, d)  # e")) == [(0, ""), (15, "c1")]


class Nested(QuickLexer):
    """Uses each way in which a rule changes the states."""

    name = "Nested"
    aliases: typing.ClassVar[list[str]] = []
    filenames: typing.ClassVar[list[str]] = []
    tokens: typing.ClassVar[dict[str, typing.Any]] = {
        "root": [(r"\(", Token.A, "inside"), (r"\[", Token.B, ("inside", "#push")), (r"[a-z]", Token.C)],
        "inside": [
            (r"\(", Token.D, "#push"),
            (r"\)", Token.E, "#pop"),
            (r"\]", Token.F, "#pop:2"),
            (r"\}", Token.F, "#pop:9"),
            (r"\{", Token.G, ("#pop", "#pop", "#pop", "inside")),
        ],
    }


@given(st.text("()[]{}ab\n"))
def test_states_begin_and_end_as_in_pygments(code: str) -> None:
    lexer = Nested(Kinds())
    assert _runs(lexer.changes(code)) == _as_pygments_does(lexer, code)


def test_a_lexer_is_made_once() -> None:
    assert find_lexer("r") is find_lexer("r")
    assert find_lexer("nobody's") is None
