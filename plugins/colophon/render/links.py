"""Where an address in a notebook leads: to a section, a notebook, a file of the content folder, or another site.

Nothing outside the content folder is read or linked to, symlinks followed; no address reaches Pelican as a command.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote

from msgspec import Struct
from msgspec.structs import replace

from colophon.model import Cell, Link
from colophon.render.context import RenderContext
from colophon.render.page import Page
from colophon.render.sanitize import ID_PREFIX, encode_url
from colophon.render.spelling import most_alike

WEB_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
OUTSIDE, MISSING, SCHEME = "C301", "C302", "C303"
ALIKE = 0.7
"""How alike two names are, as difflib measures it, before one is offered for the other."""

SAFE_IN_PATH = "/!$&'()*+,;=:@~-._"


class Address(Struct, frozen=True):
    """An address as an author wrote it, in its parts."""

    text: str
    scheme: str
    """Lower case; `//` for an address without a scheme on another host, empty for one within the site."""
    path: str
    """Without percent-encoding."""
    query: str
    fragment: str
    """Without percent-encoding."""


class AddressError(Exception):
    """An address that leads nowhere; carries the rule's code, what was found, and the remedy."""

    def __init__(self, code: str, found: str, remedy: str) -> None:
        super().__init__(found)
        self.code, self.found, self.remedy = code, found, remedy


def link_target(text: str, cell: Cell, page: Page, context: RenderContext) -> str | None:
    """Return the address to write for a link, None where only its text can be shown; what is wrong is noted."""
    try:
        return _target(split(text), cell, page, context)
    except AddressError as error:
        page.problem(cell.number, error.code, f"Expected a link that leads somewhere, {error.found}.", error.remedy)
        return None


def find_anchor(fragment: str, anchors: Collection[str]) -> str | None:
    """Return the anchor that a fragment means: itself, an id of the author's HTML, or JupyterLab's for a heading."""
    if fragment in anchors:
        return fragment
    plain = unquote(fragment)
    return next((each for each in (plain, f"{ID_PREFIX}{plain}", slug(plain)) if each in anchors), None)


def settled(links: Iterable[Link], own: PurePosixPath, anchors: Collection[str]) -> tuple[Link, ...]:
    """Return the links of the page `own`, those to itself with the anchors that they lead to on the finished page."""
    return tuple(
        replace(link, fragment=find_anchor(link.fragment, anchors) or link.fragment) if link.target == own else link
        for link in links
    )


def slug(text: str) -> str:
    """Return the anchor of a heading as GitHub makes it: lower case, punctuation dropped, spaces as hyphens."""
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def is_external(text: str) -> bool:
    """Whether the address is on another site."""
    return split(text).scheme in {"http", "https", "//"}


def split(text: str) -> Address:
    """Return the parts of an address, read as a browser reads it: blanks and control characters count for nothing."""
    text = re.sub(r"[\x00-\x1f\x7f]+", "", text).strip()
    scheme = _SCHEME.match(text)
    if scheme is None and re.match(r"[/\\]{2}", text):
        return Address(f"//{text[2:]}", "//", "", "", "")
    rest, _, fragment = text.partition("#")
    path, _, query = rest.partition("?")
    return Address(text, scheme[1].lower() if scheme else "", unquote(path), query, unquote(fragment))


def file_of(path: str, page: Page, context: RenderContext) -> tuple[PurePosixPath, Path]:
    """Return an existing file that a relative path of the page's notebook names: relative to the root, and on disk.

    Raises:
        AddressError: there is no such file, or it is outside the content folder or hidden.
    """
    inside = _inside(path, page)
    page.files.add(inside)
    try:
        root, found = context.root.resolve(), (context.root / inside).resolve()
    except (OSError, RuntimeError, ValueError) as error:  # loops of symlinks, names with a NUL
        raise AddressError(MISSING, f"found `{_short(path)}`, which cannot be read", "Correct the address.") from error
    if not found.is_relative_to(root):
        raise _outside(path)
    if any(part.startswith(".") for part in found.relative_to(root).parts):
        raise AddressError(MISSING, f"found the hidden file `{_short(path)}`", "Give the file a name without a dot.")
    if found.is_dir():
        raise AddressError(MISSING, f"found `{_short(path)}`, which is a folder", "Link to a file in it.")
    if not found.is_file():
        raise AddressError(MISSING, f"found `{_short(path)}`, which does not exist", _nearest(inside, page, context))
    return inside, found


def _target(address: Address, cell: Cell, page: Page, context: RenderContext) -> str:
    if address.scheme == "//" or address.scheme in WEB_SCHEMES:
        return encode_url(address.text)
    if address.scheme:
        raise AddressError(SCHEME, f"found the scheme `{_short(address.scheme)}:`", "Link to a web address or a file.")
    if not address.path and not address.query:
        return _fragment(address, cell, page)
    if not address.path or address.path.startswith("/"):
        return encode_url(address.text)
    if address.path.lower().endswith(".ipynb"):
        return _notebook(address, cell, page, context)
    inside, _ = file_of(address.path, page, context)
    return f"{{static}}/{_quoted(inside)}{_suffix(address.fragment)}"


def _fragment(address: Address, cell: Cell, page: Page) -> str:
    if not address.fragment:
        return "#"
    page.links.append(Link(cell.number, page.path, address.fragment))
    return f"#{quote(address.fragment, SAFE_IN_PATH)}"


def _notebook(address: Address, cell: Cell, page: Page, context: RenderContext) -> str:
    target = _inside(address.path, page)
    page.notebooks.add(target)
    if target not in context.notebooks:
        found = f"found `{_short(address.path)}`, which does not exist"
        raise AddressError(MISSING, found, _nearest(target, page, context))
    if target == page.path and address.fragment:
        return _fragment(address, cell, page)
    fragment = _foreign_fragment(address.fragment)
    page.links.append(Link(cell.number, target, fragment))
    return f"{{filename}}/{_quoted(target)}{_suffix(fragment)}"


def _foreign_fragment(fragment: str) -> str:
    """Return the anchor that another post will have: a label as it is, a heading's as GitHub spells it."""
    return fragment if _LABEL.match(fragment) else slug(fragment)


def _inside(path: str, page: Page) -> PurePosixPath:
    """Return the path relative to the content folder, `..` played out.

    Raises:
        AddressError: it leads out of the folder.
    """
    parts: list[str] = []
    for part in PurePosixPath(page.path.parent, path).parts:
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
        else:
            raise _outside(path)
    return PurePosixPath(*parts)


def _outside(path: str) -> AddressError:
    found = f"found `{_short(path)}`, which leads out of the content folder"
    return AddressError(OUTSIDE, found, "Keep what the post needs beside the notebook.")


def _nearest(target: PurePosixPath, page: Page, context: RenderContext) -> str:
    """Return a remedy that names a notebook or a neighbour of the missing file with a similar name."""
    page.names_matter = True
    if target.parent not in page.names:
        page.names[target.parent] = _names_in(context.root / target.parent, context)
    near = _similar(str(target), context.notebooks, page.names[target.parent])
    return f"Did you mean `{near}`?" if near else "Correct the address, or add the file."


def _names_in(folder: Path, context: RenderContext) -> frozenset[str]:
    """Return the names of what lies openly in a folder; none where it is no folder of the content folder."""
    inside = folder.is_dir() and folder.resolve().is_relative_to(context.root.resolve())
    names = os.listdir(folder) if inside else []  # noqa: PTH208  # a path object for each takes ten times as long
    return frozenset(name for name in names if not name.startswith("."))


@lru_cache(maxsize=1024)
def _similar(target: str, notebooks: frozenset[PurePosixPath], beside: frozenset[str]) -> str:
    """Return the name most like the target; empty where none is. Posts of one series miss the same neighbours."""
    names = {*map(str, notebooks), *beside}
    wanted = dict.fromkeys((target, PurePosixPath(target).name))
    return next((near for each in wanted if (near := most_alike(each, names, ALIKE))), "")


def _quoted(path: PurePosixPath) -> str:
    return quote(str(path), SAFE_IN_PATH)


def _suffix(fragment: str) -> str:
    return f"#{quote(fragment, SAFE_IN_PATH)}" if fragment else ""


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"


_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_LABEL = re.compile(rf"(?:fig|tbl|eq|ref|cell)-|{ID_PREFIX}")
