"""Whether a reader sees a difference between two pictures."""

from __future__ import annotations

from typing import Any, NamedTuple

from PIL import Image, ImageChops, ImageMath, ImageStat


class Bounds(NamedTuple):
    """How far two pictures may be apart."""

    mean_likeness: float
    """Structural similarity of the brightness, 1 where the two are equal."""
    least_likeness: float
    """The same, of the worst block."""
    colour_error: float
    """Root mean square of either colour channel, of 255."""


BOUNDS = Bounds(mean_likeness=0.98, least_likeness=0.85, colour_error=4.5)
"""The colours within 35 dB."""
BLOCK = 8
"""Pixels, of a block's side."""


def looks_alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures of one size in RGB are within the bounds.

    Source: Wang, Bovik, Sheikh and Simoncelli, Image Quality Assessment, 2004, equation 13; in blocks side by side.
    """
    (a, *colours), (b, *others) = (each.convert("YCbCr").split() for each in (one, other))
    likeness = _likeness(a.convert("F"), b.convert("F"))
    mean: Any = likeness.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    least: Any = likeness.getextrema()[0]
    error = max(ImageStat.Stat(ImageChops.difference(*pair)).rms[0] for pair in zip(colours, others, strict=True))
    return mean >= BOUNDS.mean_likeness and least >= BOUNDS.least_likeness and error <= BOUNDS.colour_error


def _likeness(a: Image.Image, b: Image.Image) -> Image.Image:
    """Return the structural similarity of each block of two pictures in mode F, −1 to 1."""
    means = {"a": a.reduce(BLOCK), "b": b.reduce(BLOCK)}
    products = {"aa": (a, a), "bb": (b, b), "ab": (a, b)}
    squares = {
        name: ImageMath.lambda_eval(lambda of: of["x"] * of["y"], x=x, y=y).reduce(BLOCK)
        for name, (x, y) in products.items()
    }
    similarity: Image.Image = ImageMath.lambda_eval(_similarity, **means, **squares)
    return similarity


def _similarity(of: dict[str, Any]) -> Any:
    a, b, aa, bb, ab = (of[name] for name in ("a", "b", "aa", "bb", "ab"))
    steady, contrast = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    above = (2 * a * b + steady) * (2 * (ab - a * b) + contrast)
    below = (a * a + b * b + steady) * (aa - a * a + bb - b * b + contrast)
    return above / below
