"""What is too much for a page is cut, with a notice and a Problem, in bounded time."""

from __future__ import annotations

import time
from base64 import b64encode
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from PIL import Image

from colophon.model import Cell
from colophon.render.context import RenderContext
from colophon.render.outputs import render_outputs
from colophon.render.page import Page

MEGABYTES = 1_000_000


def drawn(*outputs: dict[str, Any]) -> tuple[str, list[str], float]:
    """Return the HTML, the codes of the problems and the seconds that it took."""
    page = Page(PurePosixPath("p.ipynb"))
    started = time.perf_counter()
    html = str(render_outputs(Cell(1, "x", "code", "", outputs=outputs), page, RenderContext(Path("/nonexistent"))))
    return html, [problem.code for problem in page.problems], time.perf_counter() - started


def bundle(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {key.replace("_", "/"): value for key, value in data.items()}}


ROW = "<tr><th>1</th><td>some text</td><td>3.14</td></tr>\n"
NESTED: Any = 1
for _ in range(40):
    NESTED = {"deeper": NESTED}


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": "stdout", "text": "a line of text\n" * 3_300_000},
        {"output_type": "stream", "name": "stdout", "text": "x" * 50 * MEGABYTES},
        {"output_type": "stream", "name": "stdout", "text": "\x1b[31mred\x1b[0m\n" * 1_000_000},
        {"output_type": "error", "ename": "E", "evalue": "e" * MEGABYTES, "traceback": ["line\n"] * 2_000_000},
        bundle(text_plain="a line of text\n" * 3_300_000),
        bundle(text_html=f"<table>{ROW * 200_000}</table>"),
        bundle(text_html="<p>" * 3 * MEGABYTES),
        bundle(text_html="<svg " * MEGABYTES),
        bundle(text_html="<table><tr><td colspan=1000 rowspan=60000>" * 30_000),
        bundle(text_markdown="word " * MEGABYTES),
        bundle(application_json=[list(range(1000))] * 1000),
        bundle(application_json=NESTED),
    ],
    ids=[
        "lines",
        "line",
        "colours",
        "traceback",
        "text",
        "table",
        "open-tags",
        "open-svg",
        "spans",
        "markdown",
        "json",
        "deep",
    ],
)
def test_a_huge_output_is_cut_with_a_notice(output: dict[str, Any]) -> None:
    html, codes, seconds = drawn(output)
    assert "C405" in codes
    assert len(html) < 8 * MEGABYTES
    assert 'class="output-notice"' in html or "more</li>" in html or '<span class="c1">…</span>' in html
    assert seconds < 10


def test_a_picture_of_a_hundred_megabytes_is_left_out_with_a_notice() -> None:
    html, codes, seconds = drawn(bundle(image_png="A" * 134 * MEGABYTES))
    assert (html.count('class="output-notice"'), codes) == (1, ["C405"])
    assert seconds < 10


def test_progress_is_played_before_it_is_measured() -> None:
    """Fifty megabytes of a progress bar are one line."""
    html, codes, seconds = drawn({"output_type": "stream", "name": "stdout", "text": ("#" * 79 + "\r") * 620_000})
    assert (html.count("#"), codes) == (79, [])
    assert seconds < 5


def test_pictures_in_html_do_not_count_as_text() -> None:
    buffer = BytesIO()
    Image.effect_noise((1200, 1200), 50).save(buffer, "PNG")
    address = f"data:image/png;base64,{b64encode(buffer.getvalue()).decode()}"
    html, codes, _ = drawn(bundle(text_html=f'<p>a</p><img alt="n" src="{address}">'))
    assert 'width="1200"' in html
    assert codes == []
