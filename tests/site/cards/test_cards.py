"""The picture that stands for a post in link previews."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from itertools import groupby
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from colophon.site.cards.drawing import ACCENT, COMMON, FIGURE, HEIGHT, PAPER, WIDTH, Card, can_be_set, draw_card
from colophon.site.stylesheet import theme_folder
from tests.conftest import ROOT, Site, front, markdown, notebook

FONTS = theme_folder() / "static" / "fonts"


def picture(width: int, height: int, colour: str, kind: str = "PNG") -> bytes:
    packed = BytesIO()
    Image.new("RGB", (width, height), colour).save(packed, kind)
    return packed.getvalue()


def drawn(title: str = "A title", series: str = "A series", figure: bytes = b"") -> Image.Image:
    return Image.open(BytesIO(draw_card(Card("A site", title, series, figure), FONTS))).convert("RGB")


def share(card: Image.Image, colour: str) -> float:
    """Return the share of the card's pixels that have the colour, as near as JPEG keeps it."""
    found = card.getcolors(WIDTH * HEIGHT)
    return sum(count for count, each in found if is_near(each, bytes.fromhex(colour[1:]))) / sum(
        each[0] for each in found
    )


def is_near(colour: Sequence[int], wanted: Sequence[int]) -> bool:
    return all(abs(one - other) < 9 for one, other in zip(colour, wanted, strict=True))


def test_equal_posts_have_equal_cards_of_the_size_that_previews_want() -> None:
    card = Card("A site", "A title", "A series", picture(800, 500, "red"))
    assert draw_card(card, FONTS) == draw_card(card, FONTS)
    assert drawn().size == (1200, 630)
    assert share(drawn(), PAPER) > 0.8 and share(drawn(), ACCENT) > 0.0005


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("size", [(800, 500), (300, 2000), (3000, 300)])
def test_a_figure_is_shown_whole_on_paper(kind: str, size: tuple[int, int]) -> None:
    """It keeps its proportions, stays within its room, and what is white in it becomes paper."""
    card = drawn(figure=picture(*size, "#0000ff", kind))
    blue = [colour for colour in card.getcolors(WIDTH * HEIGHT) if colour[1][2] > 200 and colour[1][0] < 40]
    scale = min(FIGURE[0] / size[0], FIGURE[1] / size[1], 1)
    assert sum(count for count, _ in blue) == pytest.approx(size[0] * size[1] * scale**2, rel=0.02)
    assert share(drawn(figure=picture(*size, "white", kind)), "#ffffff") < 0.02


def test_nothing_of_a_figure_without_transparency_depends_on_its_channel() -> None:
    def figure(mode: str) -> bytes:
        packed = BytesIO()
        Image.radial_gradient("L").resize((1400, 900)).convert("RGB").convert(mode).save(packed, "PNG")
        return packed.getvalue()

    assert drawn(figure=figure("RGBA")).tobytes() == drawn(figure=figure("RGB")).tobytes()


def test_paper_shines_through_what_is_transparent_in_a_figure() -> None:
    image = Image.new("RGBA", (400, 200), "#0000ff")
    image.paste((0, 0, 0, 0), (0, 0, 200, 200))
    packed = BytesIO()
    image.save(packed, "PNG")
    card = drawn(figure=packed.getvalue())
    blue = sum(count for count, each in card.getcolors(WIDTH * HEIGHT) if each[2] > 200 and each[0] < 40)
    assert blue == pytest.approx(200 * 200, rel=0.02)
    assert share(card, "#000000") < 0.01


def test_what_pillow_cannot_read_is_left_out() -> None:
    assert drawn(figure=b"<svg/>").tobytes() == drawn().tobytes()


def test_a_title_never_leaves_its_room() -> None:
    """A long one is set smaller, a very long one ends with an ellipsis; the edges stay empty."""
    for title in ("word " * 60, "Unbreakable" * 6):
        card = drawn(title.strip(), figure=picture(1600, 900, "white"))
        for box in ((0, 130, 56, HEIGHT), (0, HEIGHT - 20, WIDTH, HEIGHT)):
            assert share(card.crop(box), PAPER) == 1


def test_the_lines_of_a_title_are_about_as_long() -> None:
    """Six words of which five have room in a line are set as three and three."""
    card = drawn(" ".join(["word"] * 6), series="")
    ink = card.crop((0, 130, WIDTH, HEIGHT)).convert("L").point(lambda value: 255 * (value < 128))
    rows = [ink.crop((0, y, WIDTH, y + 1)).getbbox() for y in range(ink.height)]
    ends = [max(row[2] for row in line if row) for is_line, line in groupby(rows, key=bool) if is_line]
    assert len(ends) == 2 and ends[0] == ends[1]


def test_sites_and_series_are_named_on_their_own_cards() -> None:
    def head(site: str, series: str) -> bytes:
        return Image.open(BytesIO(draw_card(Card(site, "T", series, b""), FONTS))).crop((0, 0, WIDTH, 128)).tobytes()

    assert len({head(site, series) for site in ("One", "Two") for series in ("First", "Second", "")}) == 6
    assert head("One", "First") == head("One", "First")


def test_greek_is_drawn_and_a_script_that_the_fonts_lack_gives_no_card() -> None:
    """Boxes in place of letters would be worse than the figure alone."""
    assert drawn("Ε greedy ε").tobytes() != drawn("  greedy  ").tobytes()
    assert not can_be_set(Card("A site", "分散", "", b""), FONTS)
    assert can_be_set(Card("A site", "ε ≤ 1 →", "“é”", b""), FONTS)
    common = "".join(COMMON)
    assert can_be_set(Card(common, common, common, b""), FONTS)


@pytest.mark.parametrize("face", ["serif-600", "display-400", "sans-400"])
def test_the_first_file_of_a_face_has_the_common_characters(face: str) -> None:
    """A text of these alone is set from it, and no file is asked for them."""
    font = ImageFont.truetype(FONTS / f"{face}.woff2", 24)
    lacking = bytes(font.getmask("\uffff"))
    assert [each for each in COMMON - {" "} if bytes(font.getmask(each)) == lacking] == []


def test_each_post_of_a_site_with_an_address_has_its_card(site: Site) -> None:
    """Drafts have none, and a site without an address, or that wants none, draws none."""
    site.add("a.ipynb", notebook(front("A", series="S"), markdown("x")))
    site.add("d.ipynb", notebook(front("D", status="draft"), markdown("x")))
    assert site.build(settings='SITEURL = "https://small.example"').returncode == 0
    assert [path.name for path in (site.output / "cards").iterdir()] == ["a.jpg"]
    assert (
        site.build(
            settings='SITEURL = "https://small.example"\nCOLOPHON_CARDS = False\nDELETE_OUTPUT_DIRECTORY = True'
        ).returncode
        == 0
    )
    assert not (site.output / "cards").exists()


def test_a_text_without_a_notebook_has_a_card_too(site: Site) -> None:
    site.add("text.rst", "In words\n########\n\n:date: 2026-01-01\n\nText.\n")
    settings = f'SITEURL, THEME = "https://small.example", {str(ROOT / "theme")!r}'
    assert site.build(settings=settings).returncode == 0
    assert '<meta property="og:image" content="https://small.example/cards/in-words.jpg">' in site.read("in-words.html")
    expected = draw_card(Card("A Pelican Blog", "In words", "", b""), FONTS)
    assert (site.output / "cards" / "in-words.jpg").read_bytes() == expected


def test_every_post_of_the_real_site_names_its_card(real_site: tuple[Path, str]) -> None:
    folder, address = real_site
    for path in folder.glob("*/*.ipynb"):
        page = (path.parent / "index.html").read_text()
        named = re.search(r'<meta property="og:image" content="([^"]*)"', page)
        if path.parent.name != "about":
            assert named and named[1] == f"{address}/cards/{path.parent.name}.jpg"
            data = (folder / named[1].removeprefix(f"{address}/")).read_bytes()
            assert Image.open(BytesIO(data)).size == (1200, 630)
