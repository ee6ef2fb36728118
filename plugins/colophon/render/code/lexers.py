"""Pygments' lexers: one for each language and process, and one for the Python of notebooks, which is most of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, ClassVar

from pygments import lexer as lexing
from pygments.lexer import Lexer, RegexLexer, inherit
from pygments.lexers import BashLexer, PythonLexer, get_lexer_by_name
from pygments.token import Error, Name, Whitespace, _TokenType
from pygments.util import ClassNotFound

from colophon.render.code.beginnings import beginnings, predecessors
from colophon.render.code.certain import Certain, certain
from colophon.render.vocabulary import COLOURS, Colours

Rule = tuple[Callable[[str, int], Any], Any, Any]
"""What Pygments makes of a line of a lexer's table: how it is matched, what it is, the states that follow."""
ColouredRule = tuple[Callable[[str, int], Any], str, Callable[..., Iterable[tuple[int, Any, str]]] | None, Any]
"""The same with a colour; where a match has several, what finds its parts."""
START = "root"


@cache
def find_lexer(name: str) -> Lexer | None:
    """Return the lexer of a language by Pygments' name for it; None where there is none."""
    if name == "python":
        return NotebookPython(stripnl=False, ensurenl=False)
    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


class RulesByPlace(dict[str, list[ColouredRule]]):
    """The rules of a state that can match between two characters (after the last one: at the end), in their order."""

    def __init__(self, rules: list[Rule], colours: Colours) -> None:
        super().__init__()
        patterns = [match_at.__self__ for match_at, _, _ in rules]  # type: ignore[attr-defined]
        self._all = [_coloured(rule, colours) for rule in rules]
        self._known = [*zip(self._all, map(beginnings, patterns), map(predecessors, patterns), strict=True)]

    def __missing__(self, characters: str) -> list[ColouredRule]:
        if not characters.isascii():  # too many to keep a list for each
            return self._all
        before, after = characters[0], characters[1:]
        self[characters] = found = [
            rule for rule, begins, follows in self._known if after in begins and before in follows
        ]
        return found


class RulesByState(dict[str, RulesByPlace]):
    """The rules of a lexer; only those of states and places that were met."""

    def __init__(self, states: dict[str, list[Rule]], colours: Colours) -> None:
        super().__init__()
        self._states = states
        self._colours = colours

    def __missing__(self, state: str) -> RulesByPlace:
        self[state] = found = RulesByPlace(self._states[state], self._colours)
        return found


class QuickLexer(RegexLexer):
    """Finds where the tokens that Pygments finds change their colour; tries only the rules that can match.

    Of Python's 60 rules a letter has about five, a blank within a line one. Measured on 3,076 cells with 252,934
    tokens, which are 76,957 runs of one colour: 2.2 s with Pygments, .5 s with each token made, .3 s without, .11 s
    where most of what is certain is not looked at token by token.
    """

    def __init__(self, colours: Colours = COLOURS, **options: Any) -> None:
        super().__init__(**options)
        self._colours = colours
        self._quick = RulesByState(self._tokens, colours)  # type: ignore[attr-defined]  # its metaclass sets them
        self._certain: Certain | None = None
        """What has one colour in the first state, and changes no state, whatever comes before or after it."""

    def changes(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield where a colour begins, and the colour; seldom is it that of what stands before."""
        states = [START]
        rules = outermost = self._quick[START]
        ink, token, colours = self._certain or (None, None, {})
        place, end, last = 0, len(text), None
        behind_line = f"\n{text}"
        while True:
            if ink and token and rules is outermost:
                if found := ink(text, place):
                    if last != "":
                        last = ""
                        yield place, last
                    place = found.end()
                if found := token(text, place):
                    colour = colours.get(found[0]) if found.lastgroup == "word" else found.lastgroup
                    if colour:
                        if colour != last:
                            last = colour
                            yield place, last
                        place = found.end()
                        continue
            for match_at, colour, parts, following in rules[behind_line[place : place + 2]]:
                found = match_at(text, place)
                if found is None:
                    continue
                if parts is not None:
                    for start, kind, _ in parts(self, found):
                        last = self._colours[kind]
                        yield start, last
                elif colour != last:
                    last = colour
                    yield place, last
                place = found.end()
                if following is not None:
                    _follow(states, following)
                    rules = self._quick[states[-1]]
                break
            else:
                if place == end:
                    return
                if text[place] == "\n":  # what a line leaves open ends with it
                    states = [START]
                    rules = outermost
                last = self._colours[Whitespace if text[place] == "\n" else Error]
                yield place, last
                place += 1

    def colour_of(self, word: str) -> str | None:
        """Return the colour of a word at the beginning of a line; None where it is no token, or not always the same."""
        found = {self._colour_in(f"{word}{after}", word) for after in FOLLOWERS}
        return found.pop() if len(found) == 1 else None

    def _colour_in(self, text: str, word: str) -> str | None:
        for match_at, colour, parts, following in self._quick[START][f"\n{word[0]}"]:
            if found := match_at(text, 0):
                return colour if found[0] == word and parts is None and following is None else None
        return None


FOLLOWERS = (" x", " from x", " for x")
"""What tells `match` in `match x` from a name, and a word from the first of two."""


def _coloured(rule: Rule, colours: Colours) -> ColouredRule:
    match_at, kind, following = rule
    if type(kind) is _TokenType:
        return match_at, colours[kind], None, following
    return match_at, "", kind or _no_parts, following


def _no_parts(lexer: Lexer, found: re.Match[str]) -> tuple[()]:
    return ()


def _follow(states: list[str], following: Any) -> None:
    """Change the states as a rule says: so many end, or each name is one that begins; the first never ends."""
    if isinstance(following, int):
        del states[max(1, len(states) + following) :]
        return
    for name in following if isinstance(following, tuple) else (following,):
        if name != "#pop":
            states.append(states[-1] if name == "#push" else name)
        elif len(states) > 1:
            states.pop()


_groups: Any = lexing.bygroups  # has no types
_using: Any = lexing.using
MAGIC = _groups(Whitespace, Name.Decorator)
SHELL_LINE = _groups(Whitespace, Name.Decorator, _using(BashLexer))


class NotebookPython(QuickLexer, PythonLexer):  # type: ignore[misc]  # lexers have no types
    """Python with IPython's line magics and shell lines, so that none of them shows as an error."""

    name = "Notebook Python"
    aliases: ClassVar[list[str]] = []
    filenames: ClassVar[list[str]] = []
    tokens: ClassVar[dict[str, Any]] = {
        START: [
            (r"^([ \t]*)(%%?(?:pip|conda|sh|system|sx|cd|ls)\b)(.*)", SHELL_LINE),
            (r"^([ \t]*)(%%?[A-Za-z_][\w.]*)", MAGIC),
            (r"^([ \t]*)(!!?)(.+)", SHELL_LINE),
            (r"(?<==)([ \t]*)(!)(?!=)(.+)", SHELL_LINE),
            (r"(?<==)([ \t]*)(%[A-Za-z_]\w*)", MAGIC),
            (r"(?<=[\w.)\]])(\?\??)[ \t]*$", Name.Decorator),
            inherit,
        ]
    }

    def __init__(self, colours: Colours = COLOURS, **options: Any) -> None:
        super().__init__(colours, **options)
        if colours is COLOURS:
            self._certain = certain(self.colour_of)
