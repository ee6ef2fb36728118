"""What YAML says, as authors write it: every value stays the text that it was written as.

`title: 1984`, `tags: [no, 2020]` and `slug: 007` mean what they look like; who needs a date or a yes asks for one.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

Value = str | list["Value"] | dict[str, "Value"] | None
"""None is a value left empty, `~` or `null`."""

TRUE, FALSE = ("true", "yes", "on"), ("false", "no", "off")
"""Source: YAML 1.1, the bool type."""
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""Words without quotes that stand for nothing. Source: YAML 1.1, the null type."""


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


def boolean(value: Value) -> bool | None:
    """Return what a YAML 1.1 boolean says, None where the value is none."""
    word = value.lower() if isinstance(value, str) else ""
    return True if word in TRUE else False if word in FALSE else None
