"""The pictures that Markdown shows: a file beside the notebook, an attachment of the cell, or the address itself."""

from __future__ import annotations

import binascii
import mimetypes
from base64 import b64decode
from difflib import get_close_matches
from urllib.parse import unquote, unquote_to_bytes

from colophon.model import Asset, Cell
from colophon.render.context import RenderContext
from colophon.render.images.files import picture
from colophon.render.links import MISSING, SCHEME, Address, AddressError, file_of, split
from colophon.render.page import Page

UNREADABLE, REMOTE = "C304", "C305"


def picture_asset(text: str, cell: Cell, page: Page, context: RenderContext) -> Asset | None:
    """Return the picture at the address, kept by the page; None where it cannot be shown, which is noted."""
    address = split(text)
    try:
        asset = picture(*_bytes(address, cell, page, context), limits=context.limits)
    except AddressError as error:
        page.problem(cell.number, error.code, f"Expected a picture of the post, {error.found}.", error.remedy)
        return None
    except ValueError as error:
        message = f"Expected a picture, found `{_short(address.text)}`: {error}."
        page.problem(cell.number, UNREADABLE, message, "Save it again as PNG, JPEG, WebP or SVG.")
        return None
    page.asset(asset)
    return asset


def _bytes(address: Address, cell: Cell, page: Page, context: RenderContext) -> tuple[bytes, str]:
    if address.scheme == "attachment":
        return _attachment(unquote(address.text.partition(":")[2]), cell)
    if address.scheme == "data":
        return _data(address)
    if address.scheme in {"http", "https", "//"}:
        found = f"found `{_short(address.text)}` on another host, which a page never asks"
        raise AddressError(REMOTE, found, "Save the picture beside the notebook.")
    if address.scheme:
        raise AddressError(SCHEME, f"found the scheme `{_short(address.scheme)}:`", "Name a file beside the notebook.")
    return _file(address, page, context)


def _file(address: Address, page: Page, context: RenderContext) -> tuple[bytes, str]:
    """Return a file's bytes and type; a path that begins with `/` counts from the content folder."""
    path = address.path
    if path.startswith("/"):
        path = "/".join([*([".."] * len(page.path.parent.parts)), path.lstrip("/")])
    _, file = file_of(path, page, context)
    if file.stat().st_size > context.limits.picture_bytes:
        raise ValueError(f"it has {file.stat().st_size:,} bytes, more than {context.limits.picture_bytes:,}")
    return file.read_bytes(), mimetypes.guess_type(file.name)[0] or ""


def _attachment(name: str, cell: Cell) -> tuple[bytes, str]:
    bundle = cell.attachments.get(name)
    if not bundle:
        near = get_close_matches(name, sorted(cell.attachments), 1)
        remedy = f"Did you mean `attachment:{near[0]}`?" if near else "Paste the picture into the cell again."
        raise AddressError(MISSING, f"found `attachment:{_short(name)}`, which the cell does not have", remedy)
    media_type, content = next(((kind, bundle[kind]) for kind in sorted(bundle) if kind.startswith("image/")), ("", ""))
    return _decoded(content, media_type), media_type


def _data(address: Address) -> tuple[bytes, str]:
    head, _, content = address.text.partition(":")[2].partition(",")
    media_type, *parameters = head.split(";")
    if "base64" in parameters:
        return _decoded(unquote(content), media_type), media_type
    return unquote_to_bytes(content), media_type


def _decoded(content: str, media_type: str) -> bytes:
    """Return the bytes of base64 text; an SVG may also be stored as it is."""
    if media_type == "image/svg+xml" and content.lstrip().startswith("<"):
        return content.encode()
    try:
        return b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("it is no base64 text") from error


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"
