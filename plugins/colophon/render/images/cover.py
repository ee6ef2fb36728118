"""The picture that stands for a post, and a small copy of it for lists of posts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from io import BytesIO

import PIL
from PIL import Image, features

from colophon.model import Asset, Float, FrontMatter
from colophon.render.images.files import PILLOW_FORMATS, named
from colophon.store import Store, digest

KIND = "thumbnails"
"""Of the values in the store: the bytes, or none where there can be no thumbnail."""
NOWHERE = Store(None)

BOX = (592, 352)
"""Pixels; lists show a picture at half of this size, for screens of double density."""
QUALITY = 80


def cover(front: FrontMatter, floats: Iterable[Float], image: str) -> str:
    """Return the name of the asset that stands for the post; empty where it has none.

    It is the figure that the front matter names, else its image, else the first figure with a picture.
    """
    pictures = {each.label: each.asset for each in floats if each.asset}
    return next(filter(None, (pictures.get(front.figure, ""), image, *pictures.values())), "")


def thumbnail(asset: Asset | None, pictures: Store = NOWHERE) -> Asset | None:
    """Return a copy that fits `BOX`, with the size to show it at; a drawing of lines is its own, at its own size.

    `pictures` keeps what pictures became.
    """
    if asset is None or asset.media_type == "image/svg+xml":
        return asset
    key = digest([*_causes(), asset.name])
    data = pictures.get(KIND, key)
    if data is None:
        data = _small(asset)
        pictures.put(KIND, key, data)
    if not data:
        return None
    with Image.open(BytesIO(data), formats=["WEBP"]) as image:
        width, height = image.size
    return named(data, "image/webp", max(1, width // 2), max(1, height // 2))


@cache
def _causes() -> tuple[str, ...]:
    """Return what the bytes depend on beside the picture."""
    return PIL.__version__, str(features.version("webp")), repr((BOX, QUALITY))


def _small(asset: Asset) -> bytes:
    """Return the copy as WebP; none where the picture cannot be decoded."""
    try:
        with Image.open(BytesIO(asset.data), formats=list(PILLOW_FORMATS)) as image:
            small = _on_white(image)
    except (OSError, ValueError, SyntaxError):  # its head was read before, its body need not be whole
        return b""
    small.thumbnail(BOX, Image.Resampling.LANCZOS, reducing_gap=3)
    file = BytesIO()
    small.save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture without transparency, which a page's ground would shine through."""
    if image.mode == "RGB":
        return image.copy()
    layer = image.convert("RGBA")
    if layer.getchannel("A").getextrema()[0] == 255:  # as in most pictures of plots; to lay one on white takes 10 ms
        return layer.convert("RGB")
    ground = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(ground, layer).convert("RGB")
