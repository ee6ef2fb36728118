"""The characters that a match of a pattern can begin with, so that a pattern which cannot match is not tried."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]  # the parser of `re` has no public name
from re import _parser  # type: ignore[attr-defined]
from typing import Any

ASCII = frozenset(map(chr, range(128)))
END = ""
"""Stands for the end of the text, where only an empty match is."""
ZERO_WIDTH = frozenset({op.AT, op.ASSERT, op.ASSERT_NOT})
REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})
ONE_CHARACTER = frozenset({op.LITERAL, op.IN})
CLASSES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s", op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def beginnings(pattern: re.Pattern[str]) -> frozenset[str]:
    """Return the ASCII characters that a match can begin with, or more; all of them and `END` where it can be empty."""
    found, can_be_empty = _of_sequence(_items(pattern), pattern.flags)
    return ASCII | {END} if can_be_empty else found


def predecessors(pattern: re.Pattern[str]) -> frozenset[str]:
    """Return the ASCII characters that a match can follow, or more; the beginning of the text counts as a line feed."""
    return _before(_items(pattern), pattern.flags)


@cache  # to parse one with all letters of Unicode takes a millisecond, and several states of a lexer have it
def _items(pattern: re.Pattern[str]) -> Any:
    return _parser.parse(pattern.pattern, pattern.flags)


def _before(items: Iterable[tuple[Any, Any]], flags: int) -> frozenset[str]:
    """Return what the first item demands; what others demand beside it is not looked at."""
    for kind, value in items:
        if kind is op.AT and value in {op.AT_BEGINNING, op.AT_BEGINNING_STRING}:
            return frozenset({"\n"})
        if kind is op.ASSERT and value[0] < 0 and len(value[1]) == 1 and value[1][0][0] in ONE_CHARACTER:
            return _of_sequence(value[1], flags)[0]
        return _before(value[3], (flags | value[1]) & ~value[2]) if kind is op.SUBPATTERN else ASCII
    return ASCII


def _of_sequence(items: Iterable[tuple[Any, Any]], flags: int) -> tuple[frozenset[str], bool]:
    """Return what one item after another can begin with, and whether they can all be empty."""
    found: frozenset[str] = frozenset()
    for kind, value in items:
        characters, can_be_empty = _of_item(kind, value, flags)
        found |= characters
        if not can_be_empty:
            return found, False
    return found, True


def _of_item(kind: Any, value: Any, flags: int) -> tuple[frozenset[str], bool]:
    if kind in ZERO_WIDTH:
        return frozenset(), True
    if kind is op.LITERAL:
        return _cases(chr(value), flags), False
    if kind is op.IN:
        return _of_set(value, flags), False
    if kind in {op.ANY, op.NOT_LITERAL}:
        return ASCII, False
    if kind is op.BRANCH:
        branches = [_of_sequence(branch, flags) for branch in value[1]]
        return frozenset().union(*(found for found, _ in branches)), any(empty for _, empty in branches)
    if kind is op.SUBPATTERN:
        _, added, removed, items = value
        return _of_sequence(items, (flags | added) & ~removed)
    if kind in REPEATS:
        least, _, items = value
        found, can_be_empty = _of_sequence(items, flags)
        return found, can_be_empty or not least
    return ASCII, True  # a reference to a group, or what a later version of Python has


def _cases(character: str, flags: int) -> frozenset[str]:
    if not flags & re.IGNORECASE:
        return frozenset({character})
    return frozenset({character.lower(), character.upper()}) if character.isascii() else ASCII


def _of_set(items: Iterable[tuple[Any, Any]], flags: int) -> frozenset[str]:
    """Return the members of `[...]`."""
    if flags & re.IGNORECASE:
        return ASCII
    found: set[str] = set()
    is_negated = False
    for kind, value in items:
        if kind is op.NEGATE:
            is_negated = True
        elif kind is op.LITERAL:
            found.add(chr(value))
        elif kind is op.RANGE:
            found.update(map(chr, range(value[0], min(value[1], 127) + 1)))
        elif value in CLASSES:
            found.update(filter(re.compile(CLASSES[value]).match, ASCII))
        else:
            return ASCII
    return ASCII - found if is_negated else frozenset(found)
