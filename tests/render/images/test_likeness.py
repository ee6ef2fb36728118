"""When a reader would see that two pictures differ."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from colophon.render.images.likeness import looks_alike


@pytest.fixture
def photograph() -> Image.Image:
    grain = Image.effect_noise((160, 120), 60).filter(ImageFilter.GaussianBlur(2))
    return Image.merge("RGB", (grain, grain, Image.linear_gradient("L").resize((160, 120))))


def test_a_picture_looks_like_itself_and_a_hair_brighter(photograph: Image.Image) -> None:
    assert looks_alike(photograph, photograph)
    assert looks_alike(photograph, photograph.point(lambda value: min(255, value + 2)))


def test_a_blurred_picture_is_another(photograph: Image.Image) -> None:
    assert not looks_alike(photograph, photograph.filter(ImageFilter.GaussianBlur(2)))


def test_a_speck_in_one_corner_is_enough(photograph: Image.Image) -> None:
    marked = photograph.copy()
    ImageDraw.Draw(marked).line((2, 2, 6, 6), fill="black", width=2)
    assert not looks_alike(photograph, marked)


def test_another_colour_of_the_same_brightness_is_another(photograph: Image.Image) -> None:
    brightness, *colours = photograph.convert("YCbCr").split()
    shifted = [ImageChops.offset(each, 60, 40) for each in colours]
    assert not looks_alike(photograph, Image.merge("YCbCr", (brightness, *shifted)).convert("RGB"))
