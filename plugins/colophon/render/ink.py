"""What in Python code certainly has no colour, as one pattern: most of any code, found in a tenth as many steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pygments.lexer import words
from pygments.lexers import PythonLexer
from pygments.token import Name, Operator, Punctuation, Text, Whitespace

INK_KINDS = (Name, Operator, Punctuation, Text, Whitespace)
"""The kinds of token in what the pattern matches."""
INK = r"""(?x)(?:
    [][{}():,;=+\-*/<>&^|~\n]++  # of `@`, `%`, `!` and `?` some are no operators
    | \.(?!\d)  # else a number
    | [ \t]++(?! [\s!%"'] | [bBrRuU]{1,2}["'] | (?:match|case)\b )  # what follows at the beginning of a line counts
    | (?!__ | (?:COLOURED)\b ) [A-Za-z_][A-Za-z0-9_]*+ (?!["'\x80-\U0010ffff])  # no prefix of a string
)++"""
"""Of the state in which a line begins. A word is a name unless Pygments' table of Python has it."""


def ink_pattern(is_name: Callable[[str], bool]) -> re.Pattern[str]:
    """Return the pattern; `is_name` tells whether a lexer takes a word that its table has for a name all the same."""
    by_letter: dict[str, list[str]] = {}  # one list of 180 words takes long where it is looked through for each name
    for word in sorted({*_words()}):
        if not word.startswith("__") and not is_name(word):
            by_letter.setdefault(word[0], []).append(word[1:])
    coloured = "|".join(f"{letter}(?:{'|'.join(ends)})" for letter, ends in by_letter.items())
    return re.compile(INK.replace("COLOURED", coloured))


def _words() -> Iterator[str]:
    """Yield every word that is written in Pygments' table, names of other things among them."""
    for rules in PythonLexer.tokens.values():
        for rule in rules:
            pattern = rule[0] if isinstance(rule, tuple) else rule
            texts = pattern.words if isinstance(pattern, words) else (str(pattern),)
            for text in texts:
                yield from re.findall(r"[A-Za-z_]\w*", text)
