"""image/png, jpeg, gif, webp, avif and svg+xml: files shown by `<img>`, linked to their full size."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress

import msgspec
from markupsafe import Markup, escape

from colophon.model import Asset
from colophon.render.boxes import notice
from colophon.render.images.files import picture
from colophon.render.images.webp import shown
from colophon.render.mime.bundle import Bundle, Drawing, DrawingError, joined


def draw(bundle: Bundle, media_type: str) -> Drawing:
    """Return the picture with its size and its text alternative; of one that is too large, a notice."""
    if (characters := len(joined(bundle.data[media_type]))) > bundle.context.limits.picture_bytes * 4 // 3:
        return _too_large(bundle, characters)
    asset = _asset(bundle, media_type)
    alt = bundle.alternative(media_type)
    return Drawing(picture_html(asset, bundle, alt), "image", asset, alt)


def _too_large(bundle: Bundle, characters: int) -> Drawing:
    bundle.problem(
        "C405",
        f"A picture of at most {bundle.context.limits.picture_bytes:,} bytes was expected,"
        f" found {characters * 3 // 4:,}; left out.",
        "Draw it smaller, or at a lower density.",
    )
    return Drawing(notice(f"A picture of {characters * 3 // 4_000_000:,} MB is in the notebook."), "missing")


def picture_html(asset: Asset, bundle: Bundle, alt: str) -> Markup:
    """Return the `<img>`; one that says something leads to the file itself, a decorative one does not."""
    address, source = bundle.page.asset(asset), shown(asset, bundle.page, bundle.context)
    size = f' width="{asset.width}" height="{asset.height}"' if asset.width and asset.height else ""
    image = f'<img src="{escape(source)}"{size} alt="{escape(alt)}" loading="lazy" decoding="async">'
    return Markup(f'<a class="figure-full" href="{escape(address)}">{image}</a>' if alt else image)


def binary(bundle: Bundle, media_type: str) -> bytes:
    """Return the bytes of a type that is stored in base64."""
    text = joined(bundle.data[media_type])
    with suppress(msgspec.ValidationError, UnicodeEncodeError):
        return msgspec.convert(text.replace("\n", ""), bytes)  # in half the time; it takes nothing that is not base64
    try:
        return b64decode(text.encode(), validate=False)
    except (binascii.Error, ValueError) as error:
        raise DrawingError(f"its base64 text is broken ({error})") from error


def _asset(bundle: Bundle, media_type: str) -> Asset:
    vector = media_type == "image/svg+xml"
    data = bundle.text(media_type).encode("utf-8", "replace") if vector else binary(bundle, media_type)
    metadata = bundle.metadata.get(media_type)
    try:
        size = metadata if isinstance(metadata, Mapping) else bundle.metadata
        return picture(data, media_type, size, bundle.context.limits)
    except ValueError as error:
        raise DrawingError(str(error)) from error
