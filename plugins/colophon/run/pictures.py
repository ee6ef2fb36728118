"""How different two pictures look."""

from __future__ import annotations

import io

THRESHOLD = 0.04
"""Pictures that differ more than this are two pictures. Measured on line drawings: edges smoothed by a pixel give up to
0.035, a curve of three pixels moved by one gives 0.09, drawn in another colour 0.25 and more."""

TILE = 8
"""Pixels; differences are averaged over squares of this side, so that smoothing of edges weighs little."""


def difference(stored: bytes, again: bytes) -> float:
    """Return the largest difference of colour in any tile, from 0 to 1; 1 where the sizes differ or one is broken."""
    if stored == again:
        return 0.0
    from PIL import Image, ImageChops

    try:
        first, second = (_on_white(data) for data in (stored, again))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 1.0
    if first.size != second.size:
        return 1.0
    width, height = (max(1, -(-side // TILE)) for side in first.size)
    tiles = [each.resize((width, height), Image.Resampling.BOX) for each in (first, second)]
    extremes = ImageChops.difference(*tiles).getextrema()
    return max(high for _, high in extremes) / 255  # type: ignore[misc]


def _on_white(data: bytes):  # type: ignore[no-untyped-def]  # Pillow is imported where it is used
    from PIL import Image

    picture = Image.open(io.BytesIO(data)).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
