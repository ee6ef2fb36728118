"""Two runs compare as their reader would: what says nothing about a result is no difference, all else is one."""

from __future__ import annotations

import base64
import io
from pathlib import PurePosixPath
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter

from colophon.run.normal import normal, same_line
from colophon.run.pictures import THRESHOLD, difference
from colophon.run.report import html_report
from colophon.run.verify import Report, compare
from tests.conftest import code, front, markdown, notebook


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def data(**bundle: Any) -> dict[str, Any]:
    media = {
        "html": "text/html",
        "plain": "text/plain",
        "png": "image/png",
        "json": "application/json",
        "svg": "image/svg+xml",
    }
    return {
        "output_type": "display_data",
        "data": {media[name]: value for name, value in bundle.items()},
        "metadata": {},
    }


def report(stored: list[Any], again: list[Any], source: str = "x") -> Report:
    old, new = (notebook(front(), markdown("Prose."), code(source, *outputs)) for outputs in (stored, again))
    return compare(PurePosixPath("x.ipynb"), old, new)


def picture(x: int = 100, *, colour: str = "navy", size: tuple[int, int] = (320, 200), blur: float = 0) -> bytes:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.line([(20, 180), (x, 60), (300, 20)], fill=colour, width=3)
    draw.text((20, 20), "recall", fill="black")
    image = image.filter(ImageFilter.GaussianBlur(blur)) if blur else image
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def png(*arguments: Any, **options: Any) -> str:
    return base64.b64encode(picture(*arguments, **options)).decode()


@pytest.mark.parametrize(
    ("stored", "again"),
    [
        ("<object at 0x7f3a2c0b1d90>", "<object at 0x55d0c8a1b2c0>"),
        ("took 1.23 s, 4 ms each", "took 99 s, 17 ms each"),
        ("/tmp/tmpab12/x.bin written", "/tmp/tmpzz99/y.bin written"),
        ("10%\r50%\r100% done", "33%\r100% done"),
        ("100%|████| 10/10 [00:01<00:00, 5.3it/s]", "100%|████| 10/10 [00:09<00:00, 1.1it/s]"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("0.30000000000000004", "0.3000000000000001"),
        ("loss  1.0000001\nend", "loss 1.0000002\nend  "),
        ("1e-17", "-3e-17"),
        ("id 123e4567-e89b-12d3-a456-426614174000", "id 00000000-e89b-12d3-a456-426614174000"),
    ],
)
def test_what_says_nothing_about_a_result_is_no_difference(stored: str, again: str) -> None:
    assert report([stream(stored)], [stream(again)]).differs == ()


@pytest.mark.parametrize(
    ("stored", "again"),
    [
        ("accuracy 0.91", "accuracy 0.92"),
        ("1000001 words", "1000002 words"),
        ("1,000 words", "1,001 words"),
        ("x = -1.5", "x = 1.5"),
        ("step 4", "stop 4"),
        ("1 2 3", "1 2"),
        ("a\nb", "a\nb\nc"),
        ("nan", "0.5"),
        ("1.5 GB", "1.6 GB"),
        ("v1.2.3", "v1.2.4"),
        ("x2 = 1.0", "x3 = 1.0"),
        ("", "now"),
    ],
)
def test_another_result_is_a_difference(stored: str, again: str) -> None:
    found = report([stream(stored)], [stream(again)])
    assert [cell.number for cell in found.differs] == [3] and found.words == "reproduced 0 of 1"


def test_a_diff_shows_only_the_lines_that_differ() -> None:
    found = report([stream("a 1.0\nb 2.0\nc 3.0\nd 4.0")], [stream("a 1.00000001\nb 2.5\nc 3.0\nd 4.0")])
    assert found.differs[0].differences[0].lines == ("@@ -1,3 +1,3 @@", " a 1.0", "-b 2.0", "+b 2.5", " c 3.0")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("", "reproduced 0 of 1"),
        ("#| tolerance: 0.001\n", "reproduced 0 of 1"),
        ("#| tolerance: 0.02\n", "reproduced 1 of 1"),
        ("#| volatile: true\n", "reproduced 0 of 0, 1 volatile"),
        ("#| eval: false\n", "reproduced 0 of 0"),
    ],
)
def test_a_cell_says_how_closely_it_is_compared(options: str, words: str) -> None:
    assert report([stream("0.91, 200")], [stream("0.92, 201")], f"{options}x").words == words


def test_where_a_stream_breaks_and_mixes_with_others_is_chance() -> None:
    stored = [stream("a\n"), stream("warn\n", "stderr"), stream("b\n")]
    assert report(stored, [stream("a\nb\n"), stream("warn\n", "stderr")]).differs == ()


TABLE = (
    "<style>#T_{id} td {{color: #ff0000}}</style>"
    '<table id="T_{id}"><tr><th id="T_{id}_c0">a</th></tr><tr><td>{x}</td></tr></table>'
)


@pytest.mark.parametrize(
    ("stored", "again", "where"),
    [
        (TABLE.format(id="1a2b3", x="0.5"), TABLE.format(id="99fff", x="0.50000001"), []),
        (TABLE.format(id="1a2b3", x="0.5"), TABLE.format(id="1a2b3", x="0.6"), ["table 1, row 2, column 1"]),
        (TABLE.format(id="1a2b3", x="5"), TABLE.format(id="1a2b3", x="5").replace("ff0000", "00ff00"), ["text/html"]),
        ("<p class='note'>a</p>", "<p\n class='note'>a  </p>", []),
        ("<p class='note'>a</p>", "<p class='tip'>a</p>", ["text/html"]),
        ("<p>a</p>", "<div>a</div>", ["text/html", "text/html"]),
        ("<p>a</p>", "<p>a</p><p>b</p>", ["text/html"]),
    ],
)
def test_html_is_compared_by_structure_and_tables_by_cell(stored: str, again: str, where: list[str]) -> None:
    found = report([data(html=stored)], [data(html=again)])
    assert [each.what for cell in found.differs for each in cell.differences] == where


def test_drawings_are_compared_without_their_random_ids() -> None:
    drawing = '<svg><defs><path id="m{0}" d="M 0 {1}"/></defs><use xlink:href="#m{0}" clip-path="url(#p{0})"/></svg>'
    one, other, moved = (
        drawing.format("a1b2c3d4e5", 1),
        drawing.format("0f0f0f0f0f", 1),
        drawing.format("a1b2c3d4e5", 2),
    )
    assert report([data(svg=one)], [data(svg=other)]).differs == ()
    assert len(report([data(svg=one)], [data(svg=moved)]).differs) == 1


def test_json_is_compared_value_by_value() -> None:
    assert report([data(json={"b": [1.0, 2], "a": "x"})], [data(json={"a": "x", "b": [1.00000001, 2]})]).differs == ()
    assert len(report([data(json={"a": 1})], [data(json={"a": 2})]).differs) == 1


@pytest.mark.parametrize(
    ("again", "is_same"),
    [
        (picture(), True),
        (picture(blur=0.3), True),
        (picture(106), False),
        (picture(colour="firebrick"), False),
        (picture(size=(321, 200)), False),
        (b"broken", False),
    ],
    ids=["itself", "smoother", "curve-moved", "colour", "size", "broken"],
)
def test_pictures_are_compared_as_they_look(again: bytes, is_same: bool) -> None:
    assert (difference(picture(), again) <= THRESHOLD) == is_same


def test_other_kinds_of_output_are_a_difference() -> None:
    assert len(report([data(plain="a")], [data(html="a")]).differs) == 1
    assert len(report([data(plain="a")], []).differs) == 1
    error = {"output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": []}
    assert len(report([data(plain="a")], [error]).differs) == 1
    assert report([error], [{**error, "traceback": ["other"]}]).differs == ()


def test_the_report_shows_both_pictures_and_nothing_that_runs() -> None:
    stored = [data(png=png(), plain="<script>alert(1)</script>")]
    page = html_report([report(stored, [data(png=png(110), plain="other")], "a < b")], ["y.ipynb: failed"])
    assert page.count("data:image/png;base64,") == 2 and "<script>" not in page
    assert "<h3>Cell 3</h3>" in page and "a &lt; b" in page and "<p>y.ipynb: failed</p>" in page
    assert "<del>-&lt;script&gt;alert(1)&lt;/script&gt;</del>" in page


def test_normal_text_keeps_what_is_compared() -> None:
    assert normal("a  \n\nb\n\n") == "a\n\nb"
    assert same_line("x  1.0", "x 1.0", None) and not same_line("x 1.0 y", "x 1.0 z", 0.5)
