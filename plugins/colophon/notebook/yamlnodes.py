"""Reads all of YAML: nested, folded, with escapes; PyYAML takes 45 ms to load, and few texts need it."""

from __future__ import annotations

import re

import yaml

from colophon.notebook.characters import FORBIDDEN
from colophon.notebook.yamlvalues import NULLS, Entry, Value, YamlError


def read_nodes(text: str) -> dict[str, Entry]:
    """Return the keys of a mapping, as `read_map`.

    Raises:
        YamlError: as there.
    """
    node = _node(text)
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise YamlError(node.start_mark.line + 1, "expected lines of `key: value`")
    return {key: Entry(value, line) for key, (value, line) in _pairs(node, set()).items()}


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
    return None if plain and node.value in NULLS else str(node.value)
