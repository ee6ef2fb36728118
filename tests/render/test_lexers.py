"""The lexer of notebooks' Python: what Pygments finds, in less time."""

from __future__ import annotations

import ast
import inspect
import json
import re
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexer import RegexLexer
from pygments.token import Token

from colophon.render.lexers import NotebookPython, QuickLexer, find_lexer

LEXER = NotebookPython(stripnl=False, ensurenl=False)
PIECES = (
    "f'", "rb\"", '"""', "'''", "{", "}", "{{", "!r", ":>3", "\\", "\n", "    ", "def ", "class ", "import ", "from ",
    "as ", "match x:", "case _:", "print", "self", "@", "%time ", "%%bash", "!ls ", "?", "=", "1_0.5e3j", "0x1F", "é",
    "ſ", "# x", "async ", "lambda", "__init__", "None", "…", "\t", ":=",
)  # fmt: skip


def _as_pygments_does(code: str) -> list[tuple[int, object, str]]:
    return list(RegexLexer.get_tokens_unprocessed(LEXER, code))


@pytest.mark.parametrize("module", [ast, inspect, json, re, typing, pytest])
def test_the_tokens_of_a_module_are_those_of_pygments(module: object) -> None:
    code = inspect.getsource(module)  # type: ignore[arg-type]
    assert list(LEXER.get_tokens_unprocessed(code)) == _as_pygments_does(code)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join))
def test_the_tokens_of_anything_are_those_of_pygments(code: str) -> None:
    assert list(LEXER.get_tokens_unprocessed(code)) == _as_pygments_does(code)


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
    lexer = Nested()
    assert list(lexer.get_tokens_unprocessed(code)) == list(RegexLexer.get_tokens_unprocessed(lexer, code))


def test_a_lexer_is_made_once() -> None:
    assert find_lexer("r") is find_lexer("r")
    assert find_lexer("nobody's") is None
