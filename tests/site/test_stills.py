"""Interactive charts where no script runs: on paper, in feeds and in some browsers a picture stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tests.conftest import Site, code, front, notebook, serve
from tests.site.conftest import GALLERY, SETTINGS
from tests.site.test_build import PICTURE

SITEURL = "https://small.example"
CHARTS = ("plotly", "bokeh", "altair")
"""Cells of the gallery, by the heading above; the first two get a picture beside the chart, a build draws Vega's."""
LOOK = """each => {
    const window_ = each.querySelector('.frame-window'), still = each.querySelector('.frame-still');
    const image = still.querySelector('img');
    return {
        window: getComputedStyle(window_).display, still: getComputedStyle(still).display,
        text: still.innerText.trim(), drawn: image ? image.complete && image.naturalWidth > 0 : null,
        height: still.getBoundingClientRect().height > 0,
    };
}"""


def chart(name: str) -> dict[str, Any]:
    """Return the outputs of a cell of the gallery as one cell."""
    cells = json.loads(GALLERY.read_text())["cells"]
    place = next(place for place, cell in enumerate(cells) if "".join(cell["source"]).strip() == f"## {name}")
    outputs = cells[place + 1]["outputs"]
    for output in outputs:
        if name in json.dumps(list(output.get("data", ()))):
            output["data"]["image/png"] = PICTURE
    return code(f"#| fig-alt: A chart by {name}.\nchart()", *outputs)


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    site = Site(tmp_path_factory.mktemp("stills") / "site")
    site.add("charts.ipynb", notebook(front("Charts"), *map(chart, CHARTS)))
    built = site.build(settings=f'{SETTINGS}\nSITEURL = "{SITEURL}"\nFEED_ALL_ATOM = "feed.atom"\n')
    assert built.returncode == 0, built.stderr
    server, address = serve(site.output)
    yield site.output, address
    server.shutdown()
    server.server_close()


def stills(page: Any) -> list[dict[str, Any]]:
    """Return what each frame of the page shows, all pictures loaded that want to be."""
    for image in page.locator(".frame-still img").all():
        if image.is_visible():
            image.scroll_into_view_if_needed()
            image.evaluate("each => each.decode()")
    return [each.evaluate(LOOK) for each in page.locator(".frame").all()]


def test_without_scripts_a_picture_stands_for_each_chart(
    charts: tuple[Path, str], open_page: Callable[..., Any]
) -> None:
    page = open_page(f"{charts[1]}/charts/", javascript=False)
    shown = {"window": "none", "still": "block", "text": "", "drawn": True, "height": True}
    assert stills(page) == [shown] * len(CHARTS)
    alternatives = page.locator(".frame-still img").evaluate_all("all => all.map((each) => each.alt)")
    assert alternatives == [f"A chart by {name}." for name in CHARTS]


def test_on_paper_a_picture_stands_for_each_chart(charts: tuple[Path, str], open_page: Callable[..., Any]) -> None:
    page = open_page(f"{charts[1]}/charts/")
    assert [(each["window"], each["still"]) for each in stills(page)] == [("block", "none")] * len(CHARTS)
    page.emulate_media(media="print")
    assert [(each["window"], each["still"], each["drawn"]) for each in stills(page)] == [("none", "block", True)] * 3


def test_in_a_feed_a_picture_stands_for_each_chart(charts: tuple[Path, str]) -> None:
    (entry,) = feedparser.parse((charts[0] / "feed.atom").read_bytes()).entries
    html = entry.content[0].value
    assert "<iframe" not in html and "&lt;img" not in html
    assert [html.count(f'alt="A chart by {name}."') for name in CHARTS] == [1, 1, 1]
    addresses = re.findall(rf'<img [^>]*src="{SITEURL}/([^"]*)"', html)
    assert len(addresses) == 3 and all((charts[0] / address).is_file() for address in addresses)


def test_in_the_gallery_something_stands_for_every_frame(
    gallery: tuple[Path, str], open_page: Callable[..., Any]
) -> None:
    page = open_page(f"{gallery[1]}/gallery/", javascript=False)
    found = stills(page)
    assert len(found) > 15
    assert [each for each in found if each["still"] != "block" or not each["height"] or "<img" in each["text"]] == []
    assert all(each["text"] or each["drawn"] for each in found)
