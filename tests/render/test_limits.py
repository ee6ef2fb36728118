"""What is too much for a page is cut, with a notice, a Problem and a link to the whole, in bounded time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64encode
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from PIL import Image

from colophon.model import Cell
from colophon.pagelimits import PageLimits, are_limits, page_limits
from colophon.render.context import RenderContext
from colophon.render.outputs import render_outputs
from colophon.render.page import Page
from tests.conftest import ROOT
from tests.render.limited import ADDRESS_SPACE_BYTES, CASES, CPU_SECONDS, MEGABYTES, bundle, stream

WHOLE = ("progress", "noise")
"""Cases that are huge in the notebook and fit a page."""


def limited(case: str) -> dict[str, Any]:
    """Return what came of a case, drawn in a process that the system ends where it takes too much."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "plugins")])
    command = [sys.executable, str(ROOT / "tests/render/limited.py"), case]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def drawn(*outputs: dict[str, Any], **limits: int) -> tuple[str, list[str], dict[str, bytes]]:
    """Return the HTML, the codes of the problems and the files by their ending."""
    page = Page(PurePosixPath("p.ipynb"))
    context = RenderContext(Path("/nonexistent"), limits=page_limits(limits))
    html = str(render_outputs(Cell(1, "x", "code", "", outputs=outputs), page, context))
    files = {asset.name.partition(".")[2]: asset.data for asset in page.assets.values()}
    return html, [problem.code for problem in page.problems], files


@pytest.mark.parametrize("case", CASES)
def test_a_huge_output_takes_ten_cpu_seconds_and_a_gigabyte_at_most(case: str) -> None:
    """Fifty megabytes of text, a table of ten, pictures: the process has no more, and would end before it answers."""
    found = limited(case)
    assert found["seconds"] < CPU_SECONDS and found["megabytes"] < ADDRESS_SPACE_BYTES / MEGABYTES
    assert found["characters"] < 2 * MEGABYTES
    assert (found["codes"], found["notices"] > 0) == (([], False) if case in WHOLE else (["C405"], True))


def test_progress_is_played_before_it_is_measured() -> None:
    """A progress bar of many steps is one line."""
    html, codes, _ = drawn(stream(("#" * 79 + "\r") * 20_000))
    assert (html.count("#"), codes) == (79, [])


def test_pictures_in_html_do_not_count_as_text() -> None:
    buffer = BytesIO()
    Image.effect_noise((1200, 1200), 50).save(buffer, "PNG")
    address = f"data:image/png;base64,{b64encode(buffer.getvalue()).decode()}"
    html, codes, _ = drawn(bundle(text_html=f'<p>a</p><img alt="n" src="{address}">'))
    assert 'width="1200"' in html
    assert codes == []


@pytest.mark.parametrize(
    ("output", "limits", "ending", "whole"),
    [
        (stream("one\ntwo\nthree\n"), {"text_characters": 8}, "txt", b"one\ntwo\nthree"),
        (stream("\x1b[1mone\x1b[0m\ntwo\x07"), {"sequenced_characters": 9}, "txt", b"one\ntwo"),
        (bundle(text_markdown="*a*\n\n*b*"), {"markdown_characters": 5}, "txt", b"*a*\n\n*b*"),
        (bundle(application_json=[1, 2, 3]), {"json_entries": 2}, "json", b"[1, 2, 3]"),
        (
            bundle(text_html="<table><tr><td>1</td></tr><tr><td>2</td></tr></table>"),
            {"table_rows": 1, "table_rows_shown": 1},
            "csv",
            b"1\r\n2\r\n",
        ),
    ],
    ids=["text", "colours", "markdown", "json", "table"],
)
def test_a_site_chooses_where_to_cut_and_the_whole_is_a_file(
    output: dict[str, Any], limits: dict[str, int], ending: str, whole: bytes
) -> None:
    assert drawn(output)[2] == {}
    html, _, files = drawn(output, **limits)
    assert files == {ending: whole}
    assert f'.{ending}"' in html and 'class="output-notice"' in html


def test_a_whole_that_is_too_large_stays_in_the_notebook() -> None:
    html, codes, files = drawn(stream("one\ntwo\nthree\n"), text_characters=8, download_bytes=10)
    assert "are in the notebook." in html
    assert (codes, files) == (["C405"], {})


def test_a_site_chooses_how_large_a_picture_may_be() -> None:
    html, codes, _ = drawn(bundle(image_png="A" * 200), picture_bytes=100)
    assert (html.count('class="output-notice"'), codes) == (1, ["C405"])


@pytest.mark.parametrize("value", [{"text": 1}, {"json_depth": 0}, {"json_depth": "1"}, {"json_depth": True}, 7])
def test_what_is_no_limit_is_refused(value: object) -> None:
    assert not are_limits(value)
    assert are_limits({}) and page_limits({}) == PageLimits()
