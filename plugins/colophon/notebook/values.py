"""Turns the texts of front matter into values: one function for each kind of value, in the words of its key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from msgspec import Struct

from colophon.notebook.faults import quote
from colophon.notebook.yamlvalues import Value, boolean


class Place(Struct, frozen=True):
    """Where a notebook is and what time it is there."""

    path: PurePosixPath
    """Relative to the content folder."""
    timezone: ZoneInfo
    """The site's."""


class Unfit(ValueError):  # it is the value that is unfit
    """A value is not what its key takes; the text says what was found."""


Reader = Callable[[Value, Place], object]


def line(value: Value) -> str:
    """Return the text as one line."""
    if not isinstance(value, str):
        raise Unfit(found(value))
    return " ".join(value.split())


def text(value: Value, place: Place) -> str:
    """Return the text as one line, wherever the notebook is."""
    return line(value)


def texts(value: Value, place: Place) -> tuple[str, ...]:
    """Return the texts of a list, or of one text at its commas (at its semicolons where it has any), each once."""
    if isinstance(value, str):
        parts: list[Value] = [*value.split(";" if ";" in value else ",")]
    elif isinstance(value, list):
        parts = value
    else:
        raise Unfit(found(value))
    return tuple(dict.fromkeys(part for each in parts if (part := text(each, place))))


def people(value: Value, place: Place) -> tuple[str, ...]:
    """Return names: as `texts`, and in Quarto's form of mappings with a `name`."""
    if isinstance(value, str):
        return texts(value, place)
    listed = value if isinstance(value, list) else [value]
    return texts([each.get("name") if isinstance(each, dict) else each for each in listed], place)


_DATE = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
    r"(?:[Tt ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?"
)


def date(value: Value, place: Place) -> datetime:
    """Return the time, in the site's time zone where it names none; a day is its first minute.

    Source: ISO 8601 as RFC 3339 and YAML 1.1 (timestamp) narrow and widen it.
    """
    match = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise Unfit(found(value))
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    zone = match[7] or ""
    try:
        naive = datetime(year, month, day, hour, minute, second)
        return datetime.fromisoformat(f"{naive.isoformat()}{zone}") if zone else naive.replace(tzinfo=place.timezone)
    except ValueError as error:
        raise Unfit(f"{found(value)} ({error})") from None


def status(value: Value, place: Place) -> str:
    """Return one of the states that a post can be published in."""
    word = text(value, place).lower()
    if word not in ("published", "draft", "hidden"):
        raise Unfit(found(value))
    return word


def draft(value: Value, place: Place) -> str:
    """Return the status that Quarto's `draft` means."""
    flag = boolean(value)
    if flag is None:
        raise Unfit(found(value))
    return "draft" if flag else "published"


def matching(pattern: str) -> Reader:
    """Return a reader of texts that match a pattern whole."""

    def read(value: Value, place: Place) -> str:
        word = text(value, place)
        if not re.fullmatch(pattern, word):
            raise Unfit(found(value))
        return word

    return read


_ALIAS = re.compile(r"/(?:[^\s/?#\\{}|<>\"'`]+/)*[^\s/?#\\{}|<>\"'`]*")


def aliases(value: Value, place: Place) -> tuple[str, ...]:
    """Return old addresses, each a path from the root of the site."""
    paths = texts(value, place)
    for path in paths:
        if path == "/" or not _ALIAS.fullmatch(path) or {".", ".."} & set(re.split(r"[/\\]", unquote(path))):
            raise Unfit(quote(path))
    return paths


def file(value: Value, place: Place) -> PurePosixPath:
    """Return the path, written from the notebook's folder (from the content folder where it starts with `/`)."""
    written = text(value, place)
    parts: list[str] = [] if written.startswith("/") else list(place.path.parent.parts)
    for part in written.strip("/").split("/"):
        if part == ".." and not parts:
            raise Unfit(f"{quote(written)}, which leaves the content folder")
        parts = parts[:-1] if part == ".." else [*parts, part] if part not in ("", ".") else parts
    if not parts or ":" in written or "\\" in written:
        raise Unfit(found(value))
    return PurePosixPath(*parts)


def files(value: Value, place: Place) -> tuple[PurePosixPath, ...]:
    """Return the paths of a list, or one path."""
    return tuple(file(each, place) for each in (value if isinstance(value, list) else [value]))


def slugify(name: str) -> str:
    """Return the name as lower-case ASCII words with hyphens between; "" where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))


def found(value: Value) -> str:
    """Return a short description of a value that was not expected."""
    if value is None:
        return "nothing"
    kind = {list: "the list ", dict: "the mapping "}.get(type(value), "")
    return kind + quote(value)
