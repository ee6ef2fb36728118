"""What in Python code has certainly no colour, or certainly one: most of any code, found in a tenth as many steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from pygments.lexer import words
from pygments.lexers import PythonLexer

INK = r"""(?x)(?:
    [][{}():,;=+\-*/<>&^|~\n]++  # of `@`, `%`, `!` and `?` some are no operators
    | \.(?!\d)  # else a number
    | [ \t]++(?! [\s!%"'] | [bBrRuU]{1,2}["'] | (?:match|case)\b )  # what follows at the beginning of a line counts
    | (?!__ | (?:COLOURED)\b ) [A-Za-z_][A-Za-z0-9_]*+ (?!["'\x80-\U0010ffff])  # no prefix of a string
)++"""
"""Of the state in which a line begins. A word is a name unless Pygments' table of Python has it."""

TOKEN = r"""(?x)
    (?P<mi> [0-9]++ (?![\w.]) )
    | (?P<s1> ' (?: [^'\\%{\n]++ ' | '(?!') ) )  # nothing is filled in, and none of three quotes
    | (?P<s2> " (?: [^"\\%{\n]++ " | "(?!") ) )
    | (?<!\.) (?P<word> [A-Za-z_][A-Za-z0-9_]*+ (?!["'\x80-\U0010ffff]) )
"""
"""What has one colour as a whole, the name of its group, or as a word its own; of the same state."""


class Certain(NamedTuple):
    """Two patterns, as functions that match at a place, and the words that have a colour of their own."""

    ink: Callable[[str, int], re.Match[str] | None]
    token: Callable[[str, int], re.Match[str] | None]
    colours: Mapping[str, str]


def certain(colour_of: Callable[[str], str | None]) -> Certain:
    """Return what is certain; `colour_of` tells how a lexer colours a word, None where that needs more than it."""
    known = {word: colour_of(word) for word in sorted({*_words()})}
    by_letter: dict[str, list[str]] = {}  # one list of 180 words takes long where it is looked through for each name
    for word, colour in known.items():
        if colour != "" and not word.startswith("__"):
            by_letter.setdefault(word[0], []).append(word[1:])
    coloured = "|".join(f"{letter}(?:{'|'.join(ends)})" for letter, ends in by_letter.items())
    ink = re.compile(INK.replace("COLOURED", coloured))
    return Certain(ink.match, re.compile(TOKEN).match, {word: colour for word, colour in known.items() if colour})


def _words() -> Iterator[str]:
    """Yield every word that is written in Pygments' table, names of other things among them."""
    for rules in PythonLexer.tokens.values():
        for rule in rules:
            pattern = rule[0] if isinstance(rule, tuple) else rule
            texts = pattern.words if isinstance(pattern, words) else (str(pattern),)
            for text in texts:
                yield from re.findall(r"[A-Za-z_]\w*", text)
