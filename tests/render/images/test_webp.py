"""Pictures are shown as WebP where that is smaller and looks the same; the file itself stays."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter

from colophon.model import Asset, Cell, CellOptions, FrontMatter, Post
from colophon.render import render
from colophon.render.context import RenderContext
from colophon.render.images.files import picture
from colophon.render.images.likeness import looks_alike
from colophon.render.images.webp import lighter
from colophon.store import Store

CONTEXT = RenderContext(Path("/nonexistent"), webp=True)


def plot(mode: str = "RGBA", size: tuple[int, int] = (400, 200)) -> Image.Image:
    image = Image.new("RGBA", size, (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    for x in range(0, size[0], 7):
        draw.line((x, 0, size[0] - x, size[1]), fill=(x % 255, 90, 30, 200), width=2)
    return image.convert(mode)


def photograph() -> Image.Image:
    grain = Image.effect_noise((320, 240), 60).filter(ImageFilter.GaussianBlur(2))
    ramp = Image.linear_gradient("L").resize((320, 240))
    return Image.merge("RGB", (grain, ramp, Image.blend(grain, ramp, 0.5)))


def saved(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def asset(image: Image.Image, form: str = "PNG", metadata: dict[str, Any] | None = None, **options: Any) -> Asset:
    return picture(saved(image, form, **options), "", metadata)


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L", "LA", "P", "1"])
def test_a_plot_becomes_lossless_webp_of_the_same_pixels(mode: str) -> None:
    before = plot(mode)
    original = asset(before)
    light = lighter(original, CONTEXT)
    assert (light.media_type, light.name[-5:]) == ("image/webp", ".webp")
    assert len(light.data) < len(original.data)
    with Image.open(BytesIO(light.data)) as after:
        assert after.size == before.size
        assert after.convert("RGBA").tobytes() == before.convert("RGBA").tobytes()


def test_it_is_shown_as_large_as_the_picture_that_it_stands_for() -> None:
    light = lighter(asset(plot(), metadata={"width": 200, "height": 100}), CONTEXT)
    assert (light.media_type, light.width, light.height) == ("image/webp", 200, 100)


def test_a_photograph_becomes_webp_that_looks_the_same() -> None:
    original = asset(photograph(), "JPEG", quality=95)
    light = lighter(original, CONTEXT)
    assert light.media_type == "image/webp"
    assert len(light.data) < len(original.data)
    with Image.open(BytesIO(light.data)) as after, Image.open(BytesIO(original.data)) as before:
        assert looks_alike(before.convert("RGB"), after.convert("RGB"))


def test_a_photograph_that_would_suffer_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a quality that shows."""
    monkeypatch.setattr("colophon.render.images.webp.LOSSY", {"quality": 5, "method": 4})
    original = asset(photograph(), "JPEG", quality=95)
    assert lighter(original, CONTEXT) is original


def sideways() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(photograph(), "JPEG", quality=95, exif=exif)


@pytest.mark.parametrize(
    "data",
    [
        saved(plot())[:-40],
        saved(photograph(), "JPEG", quality=30),
        saved(Image.new("I;16", (200, 200), 7)),
        saved(photograph().convert("CMYK"), "JPEG", quality=95),
        saved(plot(), save_all=True, append_images=[plot().rotate(90)]),
        saved(plot(), "GIF"),
        saved(plot(size=(16_400, 20))),
        sideways(),
    ],
    ids=["cut", "larger", "16-bit", "cmyk", "animated", "gif", "wide", "sideways"],
)
def test_what_webp_would_not_show_as_well_stays_as_it_is(data: bytes) -> None:
    original = picture(data, "")
    assert lighter(original, CONTEXT) is original


def test_a_colour_profile_goes_along() -> None:
    light = lighter(asset(plot("RGB"), icc_profile=b"profile"), CONTEXT)
    with Image.open(BytesIO(light.data)) as after:
        assert after.info["icc_profile"] == b"profile"


def test_a_picture_is_encoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = RenderContext(tmp_path, webp=True, pictures=Store(tmp_path / "store"))
    kept, left = asset(plot()), asset(photograph(), "JPEG", quality=30)
    first = [lighter(kept, context), lighter(left, context)]
    monkeypatch.setattr("colophon.render.images.webp._encoded", lambda asset: pytest.fail("encoded again"))
    assert [lighter(kept, context), lighter(left, context)] == first


def article_of(*cells: Cell, root: Path, webp: bool = True) -> Any:
    return render(Post(PurePosixPath("p.ipynb"), FrontMatter("T"), cells), RenderContext(root, webp=webp))


def test_every_place_shows_the_light_file_and_links_to_the_original(tmp_path: Path) -> None:
    """Outputs, HTML outputs, Markdown pictures and an author's `<img>`."""
    data = saved(plot())
    (tmp_path / "a.png").write_bytes(data)
    encoded = b64encode(data).decode()
    outputs = (
        {"output_type": "display_data", "data": {"image/png": encoded}, "metadata": {}},
        {"output_type": "display_data", "data": {"text/html": f'<img alt="b" src="data:image/png;base64,{encoded}">'}},
    )
    options = CellOptions(fig_alt="Lines", label="fig-a", fig_cap="Lines.")
    cells = (
        Cell(1, "a", "code", "", options, outputs),
        Cell(2, "b", "markdown", '![Lines](a.png)\n\n<p><img src="a.png" alt="raw"></p>'),
    )
    original = picture(data, "")
    light = lighter(original, CONTEXT)
    article = article_of(*cells, root=tmp_path)
    assert article.html.count(f'src="{{static}}/assets/{light.name}"') == 4
    assert f'src="{{static}}/assets/{original.name}"' not in article.html
    assert f'<a class="figure-full" href="{{static}}/assets/{original.name}">' in article.html
    assert article.html.count('width="400" height="200"') == 4
    assert {light.name, original.name} <= {each.name for each in article.assets}
    assert (article.floats[0].asset, article.cover) == (original.name, original.name)


def test_a_site_can_leave_its_pictures_as_they_are(tmp_path: Path) -> None:
    output = {"output_type": "display_data", "data": {"image/png": b64encode(saved(plot())).decode()}, "metadata": {}}
    article = article_of(Cell(1, "a", "code", "", CellOptions(fig_alt=""), (output,)), root=tmp_path, webp=False)
    assert article.html.count("<img") == article.html.count(".png") == 1
