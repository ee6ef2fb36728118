"""What a post says about itself, from its front matter and its first heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from colophon.model import Cell, FrontMatter
from colophon.notebook import values
from colophon.notebook.faults import Fault, Findings, nearest, quote
from colophon.notebook.foreign import IGNORED_KEYS
from colophon.notebook.frontcell import FrontCell, find_front
from colophon.notebook.title import drop_title, take_title
from colophon.notebook.values import Place, Reader, Unfit
from colophon.notebook.yamlvalues import Entry


class Key(Struct, frozen=True):
    """A key of the front matter: the field it fills, how its value is read, and what that may be."""

    field: str
    read: Reader
    takes: str


_LINE = "one line of text"
_TEXTS = "a list, or texts with commas between them"
_DATE = "a date like 2026-11-24 or 2026-11-24 09:30"
_SLUG = "[a-z0-9]+(-[a-z0-9]+)*"

KEYS: Mapping[str, Key] = {
    "title": Key("title", values.text, _LINE),
    "date": Key("date", values.date, _DATE),
    "modified": Key("modified", values.date, _DATE),
    "summary": Key("summary", values.text, "one paragraph"),
    "tags": Key("tags", values.texts, _TEXTS),
    "category": Key("category", values.text, _LINE),
    "series": Key("series", values.text, _LINE),
    "slug": Key("slug", values.matching(_SLUG), "lower-case letters, digits and single hyphens"),
    "authors": Key("authors", values.people, _TEXTS),
    "status": Key("status", values.status, "published, draft or hidden"),
    "lang": Key("lang", values.matching("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"), "a language code like en or pt-BR"),
    "aliases": Key("aliases", values.aliases, "old addresses like /old/name/, without `..`, `?` and `#`"),
    "figure": Key("figure", values.matching("fig-[a-z0-9_-]+"), "the label of a figure, like fig-recall"),
    "license": Key("license", values.text, _LINE),
    "id": Key("id", values.matching(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+"), "a URI like tag:example.org,2026:first-post"),
    # what Quarto and Jekyll call them
    "author": Key("authors", values.people, _TEXTS),
    "categories": Key("tags", values.texts, _TEXTS),
    "description": Key("summary", values.text, "one paragraph"),
    "date-modified": Key("modified", values.date, _DATE),
    "draft": Key("status", values.draft, "true or false"),
    "image": Key("image", values.file, "the path of a picture in the content folder"),
    "bibliography": Key("bibliography", values.files, "paths of BibTeX files in the content folder"),
}

FORBIDDEN: Mapping[str, str] = {
    "save-as": "Remove it; `slug` names the folder of the page.",
    "url": "Remove it; `slug` is the address, and `aliases` keeps old ones.",
    "template": "Remove it; all posts share the theme's template.",
}
"""Keys with which a notebook could choose a file outside the site; with the remedy for each."""


def read_front(
    cells: Sequence[Cell], place: Place, findings: Findings, *, page: bool = False
) -> tuple[FrontMatter | None, tuple[Cell, ...]]:
    """Return what the notebook says about itself, and the cells of its body; None where a `Fault` is in the way.

    A page needs no date. What is wrong is added to `findings`.
    """
    try:
        found = find_front(cells, KEYS)
    except Fault as fault:
        findings.add(fault.cell, fault.code, fault.message, fault.remedy)
        return None, tuple(cells)
    fields = _fields(found, place, findings)
    body = _settle_title(fields, found, findings)
    _settle_slug(fields, found, place.path, findings)
    _settle_date(fields, found, place, findings, page=page)
    return FrontMatter(**fields), tuple(body)


def _fields(found: FrontCell, place: Place, findings: Findings) -> dict[str, Any]:
    """Return the fields that the keys fill."""
    fields: dict[str, Any] = {}
    names: dict[str, str] = {}
    known = [pair for pair in found.entries.items() if _is_known(*pair, found.number, findings)]
    for name, entry in sorted(known, key=_rank):
        if entry.value in (None, "") or (value := _read(name, entry, found.number, place, findings)) is None:
            continue
        field = KEYS[_plain(name)].field
        if field not in fields:
            fields[field], names[field] = value, name
        elif field in ("tags", "bibliography"):
            fields[field] = tuple(dict.fromkeys(fields[field] + value))
        elif fields[field] != value:
            _note_second(name, entry, names[field], found.number, findings)
    _note_ignored(found, findings)
    return fields


def _plain(name: str) -> str:
    """Return a key as the tables spell it: `Save_As` is `save-as`."""
    return name.lower().replace("_", "-")


def _rank(pair: tuple[str, Entry]) -> int:
    """Return the place of a key in the table: our own name of a field stands before others'."""
    return list(KEYS).index(_plain(pair[0]))


def _is_known(name: str, entry: Entry, cell: int, findings: Findings) -> bool:
    plain = _plain(name)
    if plain in FORBIDDEN:
        found = f"Expected a notebook to leave the place of its page to the site, found `{name}` in line {entry.line}."
        findings.add(cell, "C107", found, FORBIDDEN[plain])
    elif plain not in KEYS and plain not in IGNORED_KEYS:
        near = nearest(plain, KEYS) or nearest(plain, IGNORED_KEYS)
        found = f"Expected a known key, found {quote(name)} in line {entry.line}."
        remedy = f"Did you mean `{near}`? Else remove it." if near else f"Use one of {', '.join(list(KEYS)[:15])}."
        findings.add(cell, "C102", found, remedy)
    return plain in KEYS


def _read(name: str, entry: Entry, cell: int, place: Place, findings: Findings) -> Any:
    key = KEYS[_plain(name)]
    try:
        return key.read(entry.value, place)
    except Unfit as unfit:
        message = f"Expected `{name}` in line {entry.line} to be {key.takes}, found {unfit}."
        findings.add(cell, "C103", message, f"Change the value of `{name}`.")
        return None


def _note_second(name: str, entry: Entry, first: str, cell: int, findings: Findings) -> None:
    message = f"Expected one of `{first}` and `{name}`, found both; `{name}` in line {entry.line} is not used."
    findings.add(cell, "C109", message, f"Remove `{name}`.")


def _note_ignored(found: FrontCell, findings: Findings) -> None:
    names = [name for name in found.entries if _plain(name) in IGNORED_KEYS]
    if names:
        listed = ", ".join(f"`{name}`" for name in names)
        message = f"Expected keys that this site reads, found {listed} of another tool; ignored."
        findings.add(found.number, "C108", message, "Remove them, or leave them for the tool that reads them.")


def _settle_title(fields: dict[str, Any], found: FrontCell, findings: Findings) -> Iterable[Cell]:
    """Fill in the title, and return the cells without the heading that says it."""
    if fields.get("title"):
        return drop_title(fields["title"], found.cells)
    fields["title"], body = take_title(found.cells)
    if not fields["title"] and not _is_given("title", found):
        message = "Expected a `title` or a first heading `# Title`, found neither."
        findings.add(found.number, "C104", message, _add_line("title: Some words", found))
    return body


_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
"""How Jekyll and fastpages name files: the list under a heading relies on it. Source: Jekyll's documentation, Posts."""


def _settle_slug(fields: dict[str, Any], found: FrontCell, path: PurePosixPath, findings: Findings) -> None:
    """Fill in the slug from the name of the file."""
    dated = _DATED.fullmatch(path.stem) if found.is_list else None
    slug = fields.setdefault("slug", values.slugify(dated[2] if dated else path.stem))
    if not slug and not _is_given("slug", found):
        message = f"Expected a file name with Latin letters or digits for the address, found {quote(path.name)}."
        findings.add(found.number, "C106", message, _add_line("slug: some-words", found))


def _settle_date(fields: dict[str, Any], found: FrontCell, place: Place, findings: Findings, *, page: bool) -> None:
    """Fill in the date from the name of the file where the front matter is a list; refuse a post without one."""
    dated = _DATED.fullmatch(place.path.stem) if found.is_list else None
    if dated and not _is_given("date", found):
        fields["date"] = _read("date", Entry(dated[1]), 0, place, findings)
    elif not page and not _is_given("date", found):
        findings.add(found.number, "C105", "Expected a `date`, found none.", _add_line("date: 2026-11-24", found))
    if fields.get("date") and fields.get("modified") and fields["modified"] < fields["date"]:
        message = (
            f"Expected `modified` after `date`, found {fields['modified']:%Y-%m-%d} before {fields['date']:%Y-%m-%d}."
        )
        findings.add(found.number, "C110", message, "Correct one of the two.")


def _is_given(field: str, found: FrontCell) -> bool:
    """Whether a key fills the field with anything, be it right or wrong."""
    return any(
        entry.value not in (None, "") and (key := KEYS.get(_plain(name))) is not None and key.field == field
        for name, entry in found.entries.items()
    )


def _add_line(line: str, found: FrontCell) -> str:
    if found.number:
        return f"Add a line like `{line}` to the front matter."
    return f"Put a raw cell first, with a line like `{line}` between two lines `---`."
