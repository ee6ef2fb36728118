"""The file that `<img>` shows for a picture: WebP where that is smaller and looks the same, else the picture itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from io import BytesIO

import PIL
from PIL import Image, features

from colophon.model import Asset
from colophon.render.context import RenderContext
from colophon.render.images.files import PILLOW_FORMATS, named
from colophon.render.images.likeness import BOUNDS, looks_alike
from colophon.render.page import Page
from colophon.store import digest

MEDIA_TYPE, KIND = "image/webp", "webp"
"""`KIND` is that of the values in the store: the bytes, or none where the picture is better left as it is."""
LOSSLESS = {"lossless": True, "quality": 70, "method": 4, "exact": True}
"""`quality` is effort here. Of 61 pictures of plots: 5.2 MB to 1.8, none larger, at most 0.31 CPU seconds each."""
LOSSY = {"quality": 90, "method": 4}
"""Of eight photographs: a quarter to three quarters of the JPEG; one came out larger, and stays."""
MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA"})
"""What eight bits a channel hold; 16 bits, CMYK and floats do not become WebP without loss."""
MOST_PIXELS = 6_000_000
"""Noise of that size takes 4 CPU seconds, a plot half a second."""
MOST_SIDE = 16_383
"""Pixels. Source: WebP Container Specification, RFC 9649, 2.1."""
ORIENTATION = 0x0112
"""The Exif tag for a camera held sideways; 1 is upright."""


def shown(asset: Asset, page: Page, context: RenderContext) -> str:
    """Return the address for `src`, of a file that the page then keeps; links lead to the picture itself."""
    return page.asset(lighter(asset, context) if context.webp else asset)


def lighter(asset: Asset, context: RenderContext) -> Asset:
    """Return a PNG or JPEG picture as WebP of the same size, to be shown as large; itself where that is no better."""
    if asset.media_type not in _ENCODERS:
        return asset
    key = digest([*_causes(), asset.name])
    data = context.pictures.get(KIND, key)
    if data is None:
        data = _encoded(asset)
        context.pictures.put(KIND, key, data)
    return named(data, MEDIA_TYPE, asset.width, asset.height) if data else asset


@cache
def _causes() -> tuple[str, ...]:
    """Return what the bytes depend on beside the picture."""
    return PIL.__version__, str(features.version("webp")), repr((LOSSLESS, LOSSY, MOST_PIXELS, BOUNDS))


def _encoded(asset: Asset) -> bytes:
    """Return the picture as WebP; nothing where it is larger, differs, or cannot be decoded."""
    try:
        with Image.open(BytesIO(asset.data), formats=list(PILLOW_FORMATS)) as image:
            if not _is_plain(image):
                return b""
            image.load()
            data = _ENCODERS[asset.media_type](image)
    except (OSError, ValueError, SyntaxError):  # only its head was read before; its body need not be whole
        return b""
    return data if len(data) < len(asset.data) else b""


def _is_plain(image: Image.Image) -> bool:
    """Whether a browser shows the picture's pixels as they are: one, upright, in the colours that they name."""
    return (
        image.mode in MODES
        and max(image.size) <= MOST_SIDE
        and image.width * image.height <= MOST_PIXELS
        and getattr(image, "n_frames", 1) == 1
        and image.getexif().get(ORIENTATION, 1) == 1
        and ("gamma" not in image.info or "srgb" in image.info)
    )


def _lossless(image: Image.Image) -> bytes:
    bare = image.mode in {"1", "L", "RGB"} and "transparency" not in image.info
    return _saved(image.convert("RGB" if bare else "RGBA"), image, LOSSLESS)


def _lossy(image: Image.Image) -> bytes:
    """Return the photograph with a loss that nobody sees; nothing where somebody would."""
    before = image.convert("RGB")
    data = _saved(before, image, LOSSY)
    with Image.open(BytesIO(data)) as after:
        return data if looks_alike(before, after.convert("RGB")) else b""


_ENCODERS = {"image/png": _lossless, "image/jpeg": _lossy}


def _saved(pixels: Image.Image, image: Image.Image, options: Mapping[str, object]) -> bytes:
    file = BytesIO()
    pixels.save(file, "WEBP", icc_profile=image.info.get("icc_profile"), exif=b"", xmp=b"", **options)
    return file.getvalue()
