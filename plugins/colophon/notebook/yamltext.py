"""Reads YAML as authors write it: every value stays the text that it was written as.

`title: 1984`, `tags: [no, 2020]` and `slug: 007` mean what they look like; who needs a date or a yes asks for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml
from msgspec import Struct

from colophon.notebook.characters import FORBIDDEN

Value = str | list["Value"] | dict[str, "Value"] | None
"""None is a value left empty, `~` or `null`."""

TRUE, FALSE = ("true", "yes", "on"), ("false", "no", "off")
"""Source: YAML 1.1, the bool type."""


class Entry(Struct, frozen=True):
    """The value of a key, and the line that it is written in, from 1."""

    value: Value
    line: int = 0


@dataclass(eq=False)
class YamlError(ValueError):
    """The text is no YAML that can be used."""

    line: int
    """From 1, in the text that was read."""
    reason: str


def read_map(text: str) -> dict[str, Entry]:
    """Return the keys of a YAML mapping in the order they are written in; no text, no keys.

    Raises:
        YamlError: the text is no YAML, no mapping, names a key twice, or uses anchors.
    """
    node = _node(text)
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise YamlError(node.start_mark.line + 1, "expected lines of `key: value`")
    return {key: Entry(value, line) for key, (value, line) in _pairs(node, set()).items()}


def boolean(value: Value) -> bool | None:
    """Return what a YAML 1.1 boolean says, None where the value is none."""
    word = value.lower() if isinstance(value, str) else ""
    return True if word in TRUE else False if word in FALSE else None


def _node(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(_PAIR.sub(_one_escape, text), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line if mark else 0, max(text.rstrip().count("\n"), 0)) + 1
        raise YamlError(line, error.problem or "no YAML") from None
    except (yaml.YAMLError, RecursionError):
        raise YamlError(1, "characters or nesting that YAML does not allow") from None


_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
"""How JSON escapes a character beyond U+FFFF, and YAML does not. Source: RFC 8259, section 7."""


def _one_escape(pair: re.Match[str]) -> str:
    high, low = int(pair[2], 16), int(pair[3], 16)
    return f"{pair[1]}\\U{0x10000 + ((high - 0xD800) << 10) + low - 0xDC00:08X}"


def _pairs(node: yaml.MappingNode, seen: set[int]) -> dict[str, tuple[Value, int]]:
    pairs: dict[str, tuple[Value, int]] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = _value(key_node, seen)
        if not isinstance(key, str):
            raise YamlError(line, "expected a word as key")
        if key in pairs:
            raise YamlError(line, f"the key `{key}` is there twice")
        pairs[key] = (_value(value_node, seen), line)
    return pairs


def _value(node: yaml.Node, seen: set[int]) -> Value:
    """Return a node as texts. A node met twice is an anchor: refused, for a few of them grow without bound."""
    if id(node) in seen:
        raise YamlError(node.start_mark.line + 1, "anchors are not supported")
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return {key: value for key, (value, _) in _pairs(node, seen).items()}
    if isinstance(node, yaml.SequenceNode):
        return [_value(each, seen) for each in node.value]
    if FORBIDDEN.search(node.value):
        raise YamlError(node.start_mark.line + 1, "a control character is not allowed in a text")
    plain = getattr(node, "style", None) in (None, "")
    return None if plain and node.value in ("", "~", "null", "Null", "NULL") else str(node.value)
