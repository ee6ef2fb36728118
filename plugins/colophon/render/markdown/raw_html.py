"""The boundary between the markup that we write and the HTML that an author writes in Markdown.

An author's tag may open in one token and close in another, so the cell is cleaned as a whole. Our own tags go through
the cleaning as bare elements that carry a seal in their id, and get their attributes back afterwards; what must not
be looked into (formulas, code, pictures) goes through as one empty element. The seal is a digest of the cell's
source, which no source can contain. What comes back is balanced as a browser balances it: nothing closes a tag
outside the cell, and nothing of the author's takes a name, a class or an id that is ours.
"""

from __future__ import annotations

import re
from hashlib import sha256

from colophon.model import Cell
from colophon.render.context import RenderContext
from colophon.render.images.pictures import picture_asset
from colophon.render.images.webp import shown
from colophon.render.links import AddressError, file_of, link_target, split
from colophon.render.page import Page
from colophon.render.sanitize import ID_PREFIX, Place, clean_html, encode_url, losses

ATTACHMENT = "./attachment:"
"""How an attachment passes the sanitiser, which knows no such scheme."""
LOST, DESCRIPTION = "C507", "C401"


class Boundary:
    """Lets trusted markup pass; without raw HTML in the cell it passes as it is, and nothing is cleaned."""

    def __init__(self, source: str, active: bool) -> None:
        self.active = active
        self._seal = sha256(source.encode("utf-8", "replace")).hexdigest() if active else ""
        self._kept: list[str] = []
        self._raw: list[str] = []

    def tag(self, opening: str) -> str:
        """Return what stands for a start tag of ours; its end tag needs nothing."""
        if not self.active or " " not in opening:
            return opening
        name = opening[1:].split(" ", 1)[0].rstrip(">")
        return f"<{name} {self._keep(opening)}>"

    def leaf(self, html: str, block: bool = False) -> str:
        """Return what stands for finished markup of ours, block or inline."""
        if not self.active:
            return html
        name = "div" if block else "span"
        return f"<{name} {self._keep(html)}></{name}>"

    def raw(self, html: str) -> str:
        """Return an author's HTML as it goes to the cleaning."""
        self._raw.append(html)
        return _NAME.sub(r"\1id\2", _ATTACHMENT.sub(rf"\1{ATTACHMENT}", html))

    def clean(self, html: str, place: Place, cell: Cell, page: Page, context: RenderContext) -> str:
        """Return the cell's HTML, safe, with our own markup back in its place."""
        if not self.active:
            return html

        def resolve(tag: str, attribute: str, address: str) -> str | None:
            return _resolve(tag, attribute, address, cell, page, context)

        _note_losses("".join(self._raw), cell, page)
        cleaned = _PICTURE.sub(lambda tag: _picture(tag[0], cell, page), clean_html(html, place, resolve))
        cleaned = _INNER_LINK.sub(lambda tag: tag[0].replace(_REL, ""), cleaned)
        return self._restored(cleaned)

    def _keep(self, markup: str) -> str:
        self._kept.append(markup)
        return f'id="{self._seal}-{len(self._kept) - 1}"'

    def _restored(self, html: str) -> str:
        return _SEALED_TAG.sub(self._markup, _SEALED_LEAF.sub(self._markup, html))

    def _markup(self, sealed: re.Match[str]) -> str:
        """Return what an element with our seal stands for; the element where the seal is none of ours."""
        return self._kept[int(sealed["number"])] if sealed["seal"] == self._seal else sealed[0]


def is_comment(html: str) -> bool:
    """Whether the HTML is nothing but a comment, which needs no cleaning: it is left out."""
    return _COMMENT.fullmatch(html) is not None


def _resolve(tag: str, attribute: str, address: str, cell: Cell, page: Page, context: RenderContext) -> str | None:
    """Return the site's address for one in an author's HTML, None where it leads nowhere."""
    address = address.replace(ATTACHMENT, "attachment:", 1) if address.startswith(ATTACHMENT) else address
    if tag == "img" or attribute == "poster":
        asset = picture_asset(address, cell, page, context)
        return shown(asset, page, context) if asset else None
    if attribute == "src":
        return _media(address, cell, page, context)
    return link_target(address, cell, page, context) if attribute == "href" else encode_url(address)


def _media(address: str, cell: Cell, page: Page, context: RenderContext) -> str | None:
    parts = split(address)
    if parts.scheme or parts.path.startswith("/"):
        return encode_url(address)
    try:
        file_of(parts.path, page, context)
    except AddressError as error:
        page.problem(cell.number, error.code, f"Expected a file of the post, {error.found}.", error.remedy)
        return None
    return link_target(address, cell, page, context)


def _picture(tag: str, cell: Cell, page: Page) -> str:
    """Return an author's `<img>` with what a page needs of it."""
    if " alt=" not in tag:
        page.problem(cell.number, DESCRIPTION, "Expected `alt` in an `<img>`, found none.", "Say there what it shows.")
        tag = f'{tag.removesuffix(">")} alt="">'
    return _measured(tag, page)


def _measured(tag: str, page: Page) -> str:
    """Return an author's `<img>` with the size of its picture, where the author gave none in pixels."""
    source = _SOURCE.search(tag)
    asset = page.assets.get(source[1]) if source else None
    size = dict(_SIZE.findall(tag))
    tag = _ANY_SIZE.sub("", tag)
    if not size and asset and asset.width and asset.height:
        size = {"width": str(asset.width), "height": str(asset.height)}
    elif len(size) == 1 and asset and asset.width and asset.height:
        size = _scaled(size, asset.width, asset.height)
    sizes = "".join(f' {name}="{value}"' for name, value in sorted(size.items(), reverse=True))
    return f'{tag.removesuffix(">")}{sizes} loading="lazy" decoding="async">'


def _scaled(size: dict[str, str], width: int, height: int) -> dict[str, str]:
    if "width" in size:
        return {**size, "height": str(max(1, round(int(size["width"]) * height / width)))}
    return {**size, "width": str(max(1, round(int(size["height"]) * width / height)))}


def _note_losses(raw: str, cell: Cell, page: Page) -> None:
    lost = losses(_NAME.sub("", raw))
    if lost:
        message = f"Expected HTML that a page can show, found what was taken out: {', '.join(lost)}."
        page.problem(cell.number, LOST, message, "Write it as Markdown, or make it an output of a cell.")


_SEALED = rf'id="{re.escape(ID_PREFIX)}(?P<seal>[0-9a-f]{{64}})-(?P<number>\d+)"[^>]*>'
_SEALED_LEAF = re.compile(rf"<(?:div|span) {_SEALED}</(?:div|span)>")
_SEALED_TAG = re.compile(rf"<[a-z0-9]+ {_SEALED}")
_ATTACHMENT = re.compile(r"(<img\b[^>]*?\ssrc\s*=\s*[\"']?)attachment:", re.IGNORECASE)
_NAME = re.compile(r"(<a\s+)name(=)(?![^>]*\sid=)", re.IGNORECASE)
_COMMENT = re.compile(r"\s*<!--(?!>|->)(?:(?!-->).)*-->\s*", re.DOTALL)
_INNER_LINK = re.compile(r'<a (?![^>]*href="(?:https?:)?//)[^>]*>')
_REL = ' rel="noopener noreferrer"'
_PICTURE = re.compile(r"<img [^>]*>")
_SOURCE = re.compile(r' src="\{static\}/assets/([^"]+)"')
_SIZE = re.compile(r' (width|height)="(\d{1,5})(?:px)?"')
_ANY_SIZE = re.compile(r' (?:width|height)="[^"]*"')
