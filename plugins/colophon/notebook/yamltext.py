"""Reads YAML: what authors mostly write without a parser, all the rest with one."""

from __future__ import annotations

import re

from colophon.notebook.characters import FORBIDDEN
from colophon.notebook.yamlvalues import NULLS, Entry, Value


def read_map(text: str) -> dict[str, Entry]:
    """Return the keys of a YAML mapping in the order they are written in; no text, no keys.

    Raises:
        YamlError: the text is no YAML, no mapping, names a key twice, or uses anchors.
    """
    plain = _read_plainly(text)
    if plain is not None:
        return plain
    from colophon.notebook.yamlnodes import read_nodes

    return read_nodes(text)


def _read_plainly(text: str) -> dict[str, Entry] | None:
    """Return the keys of lines of `key: words`, `key: "words"` and `key: [word, word]`; None where more is written.

    Nearly every text is one of those, and each of them can be read in one way only.
    """
    pairs: dict[str, Entry] = {}
    if not text.strip(" \n"):
        return pairs
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        found = _PLAIN_LINE.fullmatch(line)
        if found is None or found["key"] in pairs or found["key"] in NULLS or FORBIDDEN.search(line):
            return None
        pairs[found["key"]] = Entry(_plain_value(found), number)
    return pairs


def _plain_value(found: re.Match[str]) -> Value:
    if found["items"]:
        return [_word(item.strip()) for item in found["items"].split(",")]
    if found["texts"]:
        return [*_QUOTED.findall(found["texts"])]
    if found["words"]:
        return _word(found["words"])
    return found["double"] if found["single"] is None else found["single"]


def _word(text: str) -> str | None:
    return None if text in NULLS else text


_PLAIN_LINE = re.compile(
    r"""
    (?P<key>[A-Za-z][A-Za-z0-9_-]*):[ ]+
    (?: (?P<words>[A-Za-z0-9] (?: [^\W_] | [_.,()/+*%'"=$;!?@<>~^“”‘’–—…×·°-] | :(?=[^\s,]) | [ ]+(?=[^\s#:]) )*)
      | \[(?P<items>[A-Za-z0-9][A-Za-z0-9_./+-]*(?:[ ,][ ]*[A-Za-z0-9][A-Za-z0-9_./+-]*)*)\]
      | \[(?P<texts>"[^"\\LINE]*"(?:,[ ]*"[^"\\LINE]*")*)\]
      | "(?P<double>[^"\\LINE]*)"
      | '(?P<single>[^'LINE]*)'
    )[ ]*
    """.replace("LINE", r"\t\n\r\x85\u2028\u2029\ufeff"),
    re.VERBOSE,
)
"""`LINE` are what ends a line for YAML, a tab, and the mark of byte order. Source: YAML 1.1, 5.2 and 5.4."""
_QUOTED = re.compile(r'"([^"]*)"')
