"""Settings and other values without posts, as digests: two that are equal have one, in any process."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence, Set
from datetime import date
from pathlib import PurePath
from types import CodeType, FunctionType
from typing import Any

from msgspec import Struct

from colophon.store import digest

PASSING = frozenset({"OUTPUT_PATH", "DELETE_OUTPUT_DIRECTORY"})
"""Settings that say where a site is written, not what is in it."""


class UnknownError(Exception):
    """Something whose cause cannot be told: it is made anew each time."""


def settings_digest(settings: Mapping[str, Any]) -> str:
    """Return the digest of all settings; empty where one of them cannot be told."""
    names = sorted(name for name in settings if name.isupper() and name not in PASSING)
    try:
        return digest([part for name in names for part in (name, plain(settings[name]))])
    except UnknownError:
        return ""


def plain(value: Any) -> str:
    """Return the digest of a value that holds no posts.

    Raises:
        UnknownError: it is of a kind whose content cannot be told.
    """
    if isinstance(value, str):
        return f"text:{value}"
    if value is None or isinstance(value, bool | int | float | bytes | date | PurePath):
        return f"{type(value).__name__}:{value!r}"
    if isinstance(value, type):
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, re.Pattern):
        return digest(["pattern", value.pattern, str(value.flags)])
    if isinstance(value, FunctionType) and value.__closure__ is None:
        return digest(["function", *_code(value.__code__), plain(value.__defaults__), plain(value.__kwdefaults__)])
    if isinstance(value, Mapping):
        items = ((plain(key), plain(each)) for key, each in value.items())
        return digest(["mapping", *(part for item in items for part in item)])
    if isinstance(value, Set):
        return digest(["set", *sorted(map(plain, value))])
    if isinstance(value, Sequence):
        return digest(["sequence", *map(plain, value)])
    if names := field_names(type(value)):
        return digest([type(value).__qualname__, plain({name: getattr(value, name) for name in names})])
    raise UnknownError(f"a {type(value).__name__}")


def field_names(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a class of values, ours or a site's, in their order; none of any other."""
    if issubclass(kind, Struct):
        return kind.__struct_fields__
    return tuple(each.name for each in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def _code(code: CodeType) -> list[bytes | str]:
    """Return what a function does, as far as its own code says it."""
    parts: list[bytes | str] = [code.co_code, *code.co_names]
    for const in code.co_consts:
        parts += _code(const) if isinstance(const, CodeType) else [repr(const)]
    return parts
