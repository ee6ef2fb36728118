"""The picture that stands for a post, and a small copy of it for lists of posts."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from PIL import Image

from colophon.model import Asset, Float, FrontMatter
from colophon.render.images import PILLOW_FORMATS, picture

BOX = (592, 352)
"""Pixels; lists show a picture at half of this size, for screens of double density."""
QUALITY = 80


def cover(front: FrontMatter, floats: Iterable[Float], image: str) -> str:
    """Return the name of the asset that stands for the post; empty where it has none.

    It is the figure that the front matter names, else its image, else the first figure with a picture.
    """
    pictures = {each.label: each.asset for each in floats if each.asset}
    return next(filter(None, (pictures.get(front.figure, ""), image, *pictures.values())), "")


def thumbnail(asset: Asset | None) -> Asset | None:
    """Return a copy that fits `BOX`, with the size to show it at; a drawing of lines is its own, at its own size."""
    if asset is None or asset.media_type == "image/svg+xml":
        return asset
    try:
        with Image.open(BytesIO(asset.data), formats=list(PILLOW_FORMATS)) as image:
            small = _on_white(image)
    except (OSError, ValueError, SyntaxError):  # its head was read before, its body need not be whole
        return None
    small.thumbnail(BOX, Image.Resampling.LANCZOS, reducing_gap=3)
    file = BytesIO()
    small.save(file, "WEBP", quality=QUALITY, method=4)
    shown = {"width": max(1, small.width // 2), "height": max(1, small.height // 2)}
    return picture(file.getvalue(), "image/webp", shown)


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture without transparency, which a page's ground would shine through."""
    if image.mode == "RGB":
        return image.copy()
    layer = image.convert("RGBA")
    ground = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(ground, layer).convert("RGB")
