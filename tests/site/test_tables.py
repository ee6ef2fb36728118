"""A long table in a real browser: it scrolls in its box, and its head stays in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import Site, code, front, notebook, serve
from tests.site.conftest import SETTINGS

ROWS = "".join(f"<tr><th>{number}</th><td>{number**2}</td></tr>" for number in range(90))
HEAD = "<tr><th></th><th>of rows</th></tr><tr><th>number</th><th>square</th></tr>"
TABLE = f"<table><thead>{HEAD}</thead><tbody>{ROWS}</tbody></table>"
MEASURES = """box => {
    const head = box.querySelector('thead').getBoundingClientRect(), room = box.getBoundingClientRect();
    const middle = document.elementFromPoint(head.left + head.width / 2, head.top + head.height / 2);
    return {
        scrolls: box.scrollHeight > box.clientHeight + 1, scrolled: box.scrollTop > 0,
        head: Math.abs(head.top - room.top) <= 1, seen: box.querySelector('thead').contains(middle),
        fits: room.height <= innerHeight,
    };
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = Site(tmp_path_factory.mktemp("tables") / "site")
    output = {"output_type": "display_data", "data": {"text/html": TABLE}, "metadata": {}}
    site.add("long.ipynb", notebook(front("Long"), code("frame", output)))
    assert site.build(settings=SETTINGS).returncode == 0
    server, address = serve(site.output)
    yield f"{address}/long/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_head_of_a_long_table_stays_in_sight(address: str, width: int, open_page: Callable[..., Any]) -> None:
    """Moved by the keyboard, without a script."""
    page = open_page(address, width=width, javascript=False)
    box = page.locator(".scroll:has(> table)")
    for _ in range(20):  # a key is lost on a page of which nothing was drawn yet
        box.focus()
        page.keyboard.press("PageDown")
        page.wait_for_timeout(500)
        if box.evaluate("box => box.scrollTop > 0"):
            break
    assert box.evaluate(MEASURES) == {"scrolls": True, "scrolled": True, "head": True, "seen": True, "fits": True}


def test_on_paper_a_long_table_is_whole(address: str, open_page: Callable[..., Any]) -> None:
    page = open_page(address)
    page.emulate_media(media="print")
    box = page.locator(".scroll:has(> table)")
    assert not box.evaluate(MEASURES)["scrolls"]
    assert box.locator("tbody tr").count() == 90
