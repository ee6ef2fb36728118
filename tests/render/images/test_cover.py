"""The picture that stands for a post, and its small copy."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from colophon.model import Asset, Float, FrontMatter
from colophon.render.images.cover import cover, thumbnail
from colophon.render.images.files import picture
from colophon.store import Store

FLOATS = (Float("tbl-a", "tbl", 1), Float("fig-a", "fig", 1, asset="a.png"), Float("fig-b", "fig", 2, asset="b.png"))


@pytest.mark.parametrize(
    ("figure", "image", "expected"),
    [("fig-b", "c.png", "b.png"), ("", "c.png", "c.png"), ("tbl-a", "", "a.png"), ("", "", "a.png")],
)
def test_the_front_matter_chooses_and_else_the_first_figure(figure: str, image: str, expected: str) -> None:
    assert cover(FrontMatter("A", figure=figure), FLOATS, image) == expected


def test_a_post_without_pictures_has_none() -> None:
    assert cover(FrontMatter("A"), FLOATS[:1], "") == ""
    assert thumbnail(None) is None


def drawn(size: tuple[int, int], mode: str = "RGB", colour: object = "white") -> Asset:
    file = BytesIO()
    Image.new(mode, size, colour).save(file, "PNG")  # type: ignore[arg-type]
    return picture(file.getvalue(), "image/png")


@pytest.mark.parametrize(
    ("size", "shown"),
    [((1480, 740), (296, 148)), ((500, 2000), (44, 176)), ((100, 80), (50, 40)), ((3000, 1), (296, 1))],
)
def test_a_small_copy_fits_the_box_at_double_density_and_is_never_enlarged(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    small = thumbnail(drawn(size))
    assert small and (small.width, small.height, small.media_type) == (*shown, "image/webp")


def test_what_is_transparent_becomes_white() -> None:
    small = thumbnail(drawn((40, 40), "RGBA", (0, 0, 0, 0)))
    assert small and Image.open(BytesIO(small.data)).convert("RGB").getpixel((20, 20)) == (255, 255, 255)


def test_a_picture_that_could_be_transparent_and_is_not_has_the_copy_of_one_that_cannot() -> None:
    one, other = (thumbnail(drawn((900, 700), mode, "#336699")) for mode in ("RGB", "RGBA"))
    assert one and other and one.data == other.data


def test_what_is_transparent_in_a_part_becomes_white_there() -> None:
    image = Image.new("RGBA", (80, 40), "#336699")
    image.paste((0, 0, 0, 0), (0, 0, 40, 40))
    file = BytesIO()
    image.save(file, "PNG")
    small = thumbnail(picture(file.getvalue(), "image/png"))
    assert small
    shown = Image.open(BytesIO(small.data)).convert("RGB")
    assert min(shown.getpixel((10, 20))) > 250 and max(shown.getpixel((70, 20))) < 170  # type: ignore[type-var]


def test_a_drawing_of_lines_is_its_own_copy() -> None:
    lines = picture(b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>', "image/svg+xml")
    assert thumbnail(lines) is lines


def test_a_picture_that_breaks_off_has_no_copy() -> None:
    noise = Image.effect_noise((400, 400), 90)
    file = BytesIO()
    noise.save(file, "PNG")
    assert thumbnail(picture(file.getvalue()[:5000], "image/png")) is None


def test_a_thumbnail_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, broken = Store(tmp_path), picture(drawn((900, 700)).data[:400], "image/png")
    small = thumbnail(drawn((900, 700)), store)
    assert thumbnail(broken, store) is None
    monkeypatch.setattr("colophon.render.images.cover._small", lambda asset: pytest.fail("it was made again"))
    assert thumbnail(drawn((900, 700)), store) == small
    assert thumbnail(broken, store) is None
