"""The gallery: every kind of output as current libraries emit it, drawn in a real browser in both schemes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

INK = None
"""Stands for the colour of whatever is written: what is drawn is ink on a ground."""
COLOURS: dict[str, tuple[int, int, int] | None] = {
    "stream": INK, "error": INK, "plain": INK, "html": INK, "markdown": INK, "latex": INK, "sympy": INK,
    "matplotlib": (31, 119, 180), "matplotlib-svg": (31, 119, 180), "jpeg": (128, 128, 128), "gif": (128, 128, 128),
    "webp": (128, 128, 128), "pdf": INK, "json": INK, "javascript": (27, 127, 75), "audio": INK, "video": (20, 90, 200),
    "isolated": (34, 34, 68), "pandas": INK, "pandas-long": INK, "styler": (253, 231, 37), "polars": INK,
    "sklearn": (255, 245, 230), "xarray": INK, "plotly": (99, 110, 250), "plotly-html": (99, 110, 250),
    "plotly-require": (31, 119, 180), "jquery": (127, 27, 75), "bokeh": (220, 20, 60), "bokeh-html": (31, 119, 180),
    "altair": (76, 120, 168), "vegalite": (76, 120, 168), "vega": (76, 120, 168), "widgets": (76, 175, 80),
    "anywidget": (27, 75, 127), "mermaid": INK, "folium": (220, 20, 60), "itables": INK,
}  # fmt: skip
"""Of each cell of the gallery, a colour that its picture has when it is drawn."""
NEAR, PATIENCE_SECONDS = 40, 25


@dataclass
class Visit:
    """What one look at the gallery showed."""

    early: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    heights: list[int] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    overflow: int = 0


@pytest.fixture(scope="session")
def cells(gallery: tuple[Path, str]) -> dict[str, str]:
    """The anchor of each cell by the heading above it."""
    html = (gallery[0] / "gallery" / "index.html").read_text()
    found = re.findall(r'<h2 id="([\w-]+)">.*?<(?:section|details)[^>]*? id="(cell-\d+)"', html, re.DOTALL)
    return dict(found)


@pytest.fixture(scope="session", params=["light", "dark"])
def visit(request: Any, gallery: tuple[Path, str], cells: dict[str, str], browser: Any) -> Visit:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=request.param)
    page, seen = context.new_page(), Visit()
    page.on("request", lambda each: seen.requested.append(each.url))
    page.on("console", lambda message: seen.messages.append(message.text))
    page.on("pageerror", lambda error: seen.messages.append(str(error)))
    page.goto(f"{gallery[1]}/gallery/", wait_until="networkidle")
    seen.early = [url for url in seen.requested if "/assets/" in url and url.endswith(".js")]
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    for name, colour in COLOURS.items():
        if not _is_drawn(page, page.locator(f"#{cells[name]} .cell-output"), colour):
            seen.blank.append(name)
    frames = page.locator("iframe.frame-window")
    seen.heights = [int(each.get_attribute("height")) for each in frames.all()]
    seen.titles = [each.get_attribute("title") for each in frames.all()]
    seen.overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    return seen


def _is_drawn(page: Any, output: Any, colour: tuple[int, int, int] | None) -> bool:
    """Whether the output shows the colour, or, where none is given, anything on its ground, before patience ends."""
    output.scroll_into_view_if_needed()
    for _ in range(PATIENCE_SECONDS * 5):
        if _shows(Image.open(BytesIO(output.screenshot())).convert("RGB"), colour):
            return True
        page.wait_for_timeout(200)
    return False


def _shows(picture: Image.Image, colour: tuple[int, int, int] | None) -> bool:
    width, height = picture.size
    inside = picture.crop((20, 0, width, height))  # beside the hairline
    counted = inside.getcolors(inside.size[0] * inside.size[1])
    if colour is None:
        ground = max(counted)[1]
        return sum(count for count, found in counted if _far(found, ground) > 90) > 60
    return sum(count for count, found in counted if _far(found, colour) < NEAR) > 12


def _far(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def test_every_cell_of_the_gallery_is_looked_at(cells: dict[str, str]) -> None:
    assert sorted(cells) == sorted({*COLOURS, "setup"} & set(cells)) and set(COLOURS) <= set(cells)


def test_every_output_is_drawn(visit: Visit) -> None:
    """Pixels are looked at, not elements: each output shows its own colour."""
    assert visit.blank == []


def test_no_frame_says_anything_to_the_console(visit: Visit) -> None:
    assert visit.messages == []


def test_the_gallery_asks_only_its_own_host(visit: Visit, gallery: tuple[Path, str]) -> None:
    assert [url for url in visit.requested if not url.startswith((gallery[1], "data:", "blob:"))] == []


def test_no_library_is_loaded_before_it_is_scrolled_to(visit: Visit) -> None:
    """The first frame of the gallery is far below the first screen."""
    assert visit.early == []
    assert len([url for url in visit.requested if url.endswith(".js")]) > 12


def test_frames_are_as_high_as_what_they_show_and_named(visit: Visit) -> None:
    assert len(visit.heights) == 18 and all(40 <= height <= 640 for height in visit.heights)
    assert len(set(visit.heights)) > 8 and len(set(visit.titles)) == len(visit.titles)
    assert visit.overflow == 0


def test_each_library_is_one_file_for_all_frames(gallery: tuple[Path, str]) -> None:
    """Plotly is drawn by three frames and Vega by three, and each is there once."""
    scripts = {path: path.read_text() for path in (gallery[0] / "assets").glob("*.js")}
    for mark in ("plotly.js v", "* Licensed under the BSD 3-Clause License", "bokehjs"):
        assert len([path for path, text in scripts.items() if mark in text[:3000] and len(text) > 500_000]) <= 1, mark
    assert len(scripts) < 25
