"""Pictures as files."""

from __future__ import annotations

from base64 import b64decode
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from colophon.render.images.files import picture
from colophon.render.images.svg import clean_svg
from colophon.render.mime.bundle import DrawingError
from colophon.render.mime.pictures import binary


def png(width: int = 8, height: int = 4) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_name_depends_on_the_content_alone() -> None:
    assert picture(png(), "image/png").name == picture(png(), "image/jpeg").name
    assert picture(png(), "image/png").name != picture(png(9), "image/png").name


@pytest.mark.parametrize(
    ("metadata", "size"),
    [
        ({}, (8, 4)),
        ({"width": 4, "height": 2}, (4, 2)),
        ({"width": "4"}, (4, 2)),
        ({"height": "2px"}, (4, 2)),
        ({"width": "100%"}, (8, 4)),
        ({"width": 0}, (8, 4)),
    ],
)
def test_the_size_is_that_of_the_metadata_in_proportion(metadata: dict[str, object], size: tuple[int, int]) -> None:
    asset = picture(png(), "image/png", metadata)
    assert (asset.width, asset.height) == size


@pytest.mark.parametrize("data", [b"", b"GIF89a", png()[:30], b"<svg", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_broken_bytes_are_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(ValueError, match="picture"):
        picture(data, "image/png")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="40" height="20"', (40, 20)),
        ('width="1in" height="72pt"', (96, 96)),
        ('viewBox="0 0 30 10"', (30, 10)),
        ('width="60" viewBox="0 0 30 10"', (60, 20)),
        ('width="100%" viewBox="0,0,30,10"', (30, 10)),
        ("", (None, None)),
    ],
)
def test_an_svg_says_its_size(attributes: str, size: tuple[int | None, int | None]) -> None:
    asset = picture(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode(), "image/svg+xml")
    assert (asset.width, asset.height) == size


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x()</script>",
        '<a href="javascript:x()"><text>a</text></a>',
        '<image href="https://h.example/p.png"/>',
        '<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="data:text/html,x"/>',
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>a</p></foreignObject>",
        '<rect fill="url(https://h.example/x)"/>',
        "<style>@import 'https://h.example/x.css'; a { background: url(//h.example) }</style>",
        '<set attributeName="href" to="javascript:x()"/>',
        '<rect onclick="x()"/>',
        "<?xml-stylesheet href='https://h.example/x.css'?>",
        '<rect style="fill: \\75rl(https://h.example)"/>',
    ],
)
def test_nothing_active_stays_in_an_svg(inside: str) -> None:
    cleaned = clean_svg(f'<svg xmlns="http://www.w3.org/2000/svg"><g>{inside}<path d="M0 0"/></g></svg>'.encode()).data
    for sign in (b"x()", b"h.example", b"data:text", b"foreign"):
        assert sign not in cleaned
    assert b"path" in cleaned


def test_local_references_stay_in_an_svg() -> None:
    source = b'<svg xmlns="http://www.w3.org/2000/svg"><path fill="url(#g)"/><use href="#p"/></svg>'
    assert b'fill="url(#g)"' in clean_svg(source).data
    assert b'href="#p"' in clean_svg(source).data


@pytest.mark.parametrize(
    "data",
    [
        b"<svg>",
        b"<html/>",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>',
        b"<svg>" + b"<g>" * 5000 + b"</g>" * 5000 + b"</svg>",
    ],
)
def test_what_is_no_svg_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(ValueError, match="SVG"):
        picture(data, "image/svg+xml")


@given(st.binary(max_size=200), st.sampled_from(["image/png", "image/svg+xml", "image/webp"]))
def test_any_bytes_are_a_picture_or_refused(data: bytes, media_type: str) -> None:
    try:
        asset = picture(data, media_type)
    except ValueError:
        return
    assert asset.data


@given(st.text("AQgw+/=\n -_é\ud800", max_size=16))
@example("QUJD\nQUJD\n")
@example("QUJ=")
def test_base64_is_read_as_the_standard_library_reads_it(text: str) -> None:
    """A picture in a notebook may have line breaks, and even what is no base64, which is left out."""
    bundle: Any = SimpleNamespace(data={"image/png": text})
    try:
        expected = b64decode(text.encode())
    except ValueError:
        with pytest.raises(DrawingError, match="its base64 text is broken"):
            binary(bundle, "image/png")
    else:
        assert binary(bundle, "image/png") == expected
