"""Pictures as files: named by their content, measured, and shown by `<img>`, where no script of an SVG can run."""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from PIL import Image

from colophon.model import Asset
from colophon.pagelimits import DEFAULTS, PageLimits
from colophon.render.images.svg import clean_svg

EXTENSIONS = {
    "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "image/svg+xml": "svg",
    "image/avif": "avif", "application/pdf": "pdf", "audio/wav": "wav", "audio/x-wav": "wav", "audio/mpeg": "mp3",
    "audio/ogg": "ogg", "audio/flac": "flac", "video/mp4": "mp4", "video/webm": "webm", "video/ogg": "ogv",
    "audio/aac": "aac", "audio/mp4": "m4a", "audio/webm": "weba", "audio/mp3": "mp3", "audio/x-flac": "flac",
    "video/quicktime": "mov", "text/html": "html", "text/javascript": "js", "text/css": "css", "text/csv": "csv",
    "text/plain": "txt", "application/json": "json",
}  # fmt: skip
"""The files that a page may bring along, and how their names end."""

MEDIA_TYPE_SPELLINGS = {"image/jpg": "image/jpeg", "image/svg": "image/svg+xml"}
PILLOW_FORMATS = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}


def picture(
    data: bytes, media_type: str, metadata: Mapping[str, Any] | None = None, limits: PageLimits = DEFAULTS
) -> Asset:
    """Return the picture as a file with its size in CSS pixels; the bytes decide the type, not the claim.

    `metadata` is the output's for this type: Jupyter notes there the size that a picture at double density is meant
    to be shown at.

    Raises:
        ValueError: the bytes are no picture that a browser can show, or it is too large; the text says why.
    """
    media_type = MEDIA_TYPE_SPELLINGS.get(media_type, media_type)
    if len(data) > limits.picture_bytes:
        raise ValueError(f"the picture has {len(data):,} bytes, more than {limits.picture_bytes:,}")
    if media_type == "image/svg+xml":
        return _vector_picture(data)
    found, width, height = _measure(data, limits.picture_pixels)
    return named(data, found, *size_to_show(metadata or {}, width, height))


def named(data: bytes, media_type: str, width: int | None = None, height: int | None = None) -> Asset:
    """Return bytes of a known type as a file named by its content, with the size to show a picture at."""
    return Asset(_name(data, media_type), data, media_type, width, height)


def file_asset(data: bytes, media_type: str) -> Asset:
    """Return the bytes as a file to be linked to, named by its content.

    Raises:
        ValueError: a page has no use for files of this type.
    """
    if media_type not in EXTENSIONS:
        raise ValueError(f"a page cannot bring along files of type {media_type}")
    return named(data, media_type)


def _vector_picture(data: bytes) -> Asset:
    try:
        cleaned = clean_svg(data)
    except ParseError as error:
        raise ValueError(f"the SVG is not well-formed XML ({error})") from error
    except RecursionError as error:
        raise ValueError("the SVG is nested too deeply") from error
    return named(cleaned.data, "image/svg+xml", cleaned.width, cleaned.height)


def _measure(data: bytes, most: int) -> tuple[str, int, int]:
    """Return type, width and height in pixels; only the head is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=list(PILLOW_FORMATS)) as image:
                media_type, (width, height) = PILLOW_FORMATS[image.format or ""], image.size
    except Exception as error:  # Pillow raises its own errors, OSError, SyntaxError and ValueError on broken files
        raise ValueError(f"the picture cannot be read ({_first_line(error)})") from error
    if not 0 < width * height <= most:
        raise ValueError(f"the picture has {width} × {height} pixels, more than {most:,} in all")
    return media_type, width, height


def size_to_show(metadata: Mapping[str, Any], width: int, height: int) -> tuple[int, int]:
    """Return the size that is wanted in CSS pixels, a missing side in proportion; else the picture's own."""
    wanted_width, wanted_height = (_pixels(metadata.get(name)) for name in ("width", "height"))
    if wanted_width and wanted_height:
        return wanted_width, wanted_height
    if wanted_width:
        return wanted_width, max(1, round(height * wanted_width / width))
    if wanted_height:
        return max(1, round(width * wanted_height / height)), wanted_height
    return width, height


def _pixels(value: object) -> int | None:
    match = re.fullmatch(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*", str(value))
    return (int(match[1]) or None) if match else None


def _name(data: bytes, media_type: str) -> str:
    return f"{hashlib.sha256(data).hexdigest()[:16]}.{EXTENSIONS[media_type]}"


def _first_line(error: Exception) -> str:
    text = str(error).partition("\n")[0]
    return "unknown format" if "BytesIO" in text else (text[:80] or type(error).__name__)
