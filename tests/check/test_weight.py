"""Which cells make a page heavy."""

from __future__ import annotations

import random
import re
from pathlib import PurePosixPath

from colophon.check.weight import Weight, by_cell, weigh, weight
from colophon.model import Article, Asset, FrontMatter, Post
from colophon.pagelimits import PageLimits

POST = Post(PurePosixPath("p.ipynb"), FrontMatter("T"), ())


def article(html: str, *assets: Asset) -> Article:
    return Article(POST, html, "", assets)


def noise(characters: int) -> str:
    return random.Random(0).randbytes(characters // 2).hex()


def test_a_heavy_text_names_its_cells_the_heaviest_first() -> None:
    html = f'<section id="cell-2">{noise(20_000)}</section><section id="cell-5">{noise(200_000)}</section>'
    (found,) = weight(article(html))
    assert (found.code, re.findall(r"cell (\d+)", found.remedy)) == ("C801", ["5", "2"])


def test_heavy_pictures_name_their_cells_and_frames_do_not_count() -> None:
    names = [f"{number:016x}" for number in range(3)]
    picture = Asset(f"{names[0]}.png", b"x" * 3_500_000, "image/png")
    library = Asset(f"{names[1]}.js", b"x" * 9_000_000, "text/javascript")
    html = f'<section id="cell-7"><img src="{{static}}/assets/{picture.name}"></section>'
    (found,) = weight(article(html, picture, library))
    assert (found.code, found.remedy.partition("; ")[2]) == ("C802", "cell 7 has 3.5 MB.")
    assert list(weight(article(html, library))) == []


def test_a_picture_that_is_only_linked_to_does_not_count() -> None:
    """The original of one that is shown as WebP, which a page does not load."""
    large = Asset(f"{1:016x}.png", b"x" * 9_000_000, "image/png")
    small = Asset(f"{2:016x}.webp", b"x" * 9_000, "image/webp")
    link = f'<a href="{{static}}/assets/{large.name}"><img src="{{static}}/assets/{small.name}"></a>'
    assert list(weight(article(f'<section id="cell-7">{link}</section>', large, small))) == []


def test_a_site_has_a_budget_of_its_own() -> None:
    picture = Asset(f"{1:016x}.png", b"x" * 90, "image/png")
    html = f'<section id="cell-7"><img src="{{static}}/assets/{picture.name}">{noise(2_000)}</section>'
    found = list(weight(article(html, picture), PageLimits(page_text_bytes=500, page_picture_bytes=80)))
    assert [each.code for each in found] == ["C801", "C802"]
    assert list(weight(article(html, picture))) == []


def test_a_page_is_weighed_by_cell() -> None:
    picture = Asset(f"{1:016x}.webp", b"x" * 900, "image/webp")
    frame = Asset(f"{2:016x}.html", b"x" * 7_000, "text/html")
    image, window = (
        f'<{tag} src="{{static}}/assets/{file.name}">' for tag, file in (("img", picture), ("iframe", frame))
    )
    html = f'<section id="cell-2">{image}{image}</section><section id="cell-5">{window}{image}</section>'
    cells = dict(by_cell(html, (picture, frame)))
    assert {cell: (each.pictures, each.later) for cell, each in cells.items()} == {2: (900, 0), 5: (900, 7_000)}
    whole = weigh(html, (picture, frame))
    assert whole == Weight(whole.text, 900, 7_000) and 0 < whole.text < len(html)


def test_no_text_is_compressed_to_more_than_its_bound() -> None:
    for characters in (0, 1, 100, 5_000, 100_000):
        text = noise(characters)
        assert weigh(text, ()).text <= weigh(text, (), 1_000_000).text <= len(text) * 1.001 + 17
