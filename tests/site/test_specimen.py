"""The page with every component: in the theme's second look, and in a theme that knows nothing of notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from colophon.errors import SettingsError
from colophon.site.settings import read_site_settings
from tests.conftest import ROOT, Site, pelican, serve
from tests.theme.test_styles import ARTICLE_CLASSES

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BUILDS = {
    "bulletin": ("specimen/", ["-s", "docs/specimen/settings.py", "-e", 'COLOPHON_LOOK="bulletin"']),
    "foreign": ("specimen.html", ["-s", "foreign.py", "-t", "notmyidea"]),
}


@pytest.fixture(scope="module", params=BUILDS)
def opened(request: pytest.FixtureRequest, browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The specimen as one build printed it, opened once."""
    address, options = BUILDS[request.param]
    folder: Path = tmp_path_factory.mktemp("specimen")
    (foreign := folder / "foreign.py").write_text('PLUGINS = ["colophon"]\nRELATIVE_URLS = True\nTIMEZONE = "UTC"\n')
    options = [str(foreign) if option == "foreign.py" else option for option in options]
    built = pelican(ROOT, "docs/specimen", "-o", str(folder / "out"), *options)
    assert built.returncode == 0, built.stderr
    server, host = serve(folder / "out")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.messages = []
    page.on("console", lambda message: page.messages.append(message.text))
    page.goto(f"{host}/{address}", wait_until="networkidle")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    yield page
    page.close()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_article(opened: Any, scheme: str) -> None:
    opened.emulate_media(color_scheme=scheme)
    found = Axe().run(opened, context=".notebook", options={"runOnly": RULES}).response["violations"]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found] == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_article_keeps_to_its_column(opened: Any, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    # a picture may take the whole window of a phone, and no more
    wide = """[...document.querySelectorAll('.notebook *:not(.scroll *, pre *, math *)')].filter((each) => {
        const room = (each.closest('.figure-full') ? document.body : each.closest('.notebook')).getBoundingClientRect();
        const box = each.getBoundingClientRect();
        return box.width && box.right > room.right + 1; }).map((each) => each.outerHTML.slice(0, 80))"""
    assert opened.evaluate(wide) == []


def test_every_component_is_on_the_page(opened: Any) -> None:
    shown = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', opened.content()))))
    elsewhere = {"citation", "references", "copy", "number", "output-notice"}  # need a bibliography, a script, a fault
    assert set(ARTICLE_CLASSES.split()) - shown - elsewhere == set()
    if "Specimens" in opened.title():  # Pelican's own theme names files that it does not have
        assert opened.messages == []


def test_a_copy_of_annotated_code_has_no_marks_and_they_can_be_seen_and_followed(opened: Any) -> None:
    selected = """code => { const range = document.createRange(); range.selectNodeContents(code);
        getSelection().removeAllRanges(); getSelection().addRange(range); return getSelection().toString(); }"""
    code = opened.locator("code:has(.code-mark)").first
    lines = ["def mean(values: list[float]) -> float:", "    total = sum(values)", "    return total / len(values)"]
    assert code.evaluate(selected) == code.evaluate("code => code.textContent") == "\n".join(lines)
    mark = opened.locator(".code-mark").nth(1)
    assert mark.evaluate("mark => getComputedStyle(mark, '::after').content") in ("attr(data-note)", '"2"')
    box = mark.bounding_box()
    assert box["width"] > 12 and box["height"] > 12
    mark.click()
    assert opened.evaluate("document.querySelector(':target').textContent").strip().startswith("Line 3 Without")
    opened.locator(":target .code-lines").click()
    assert opened.evaluate("document.querySelector(':target').dataset.note") == "2"


PLACES = """() => {
    const notes = document.querySelector('.footnotes'), cell = notes.parentElement;
    const text = cell.querySelector('p').getBoundingClientRect(), box = notes.getBoundingClientRect();
    const next = cell.nextElementSibling.getBoundingClientRect();
    return { beside: box.left >= text.right, below: box.top >= text.bottom, clear: box.bottom <= next.top };
}"""


@pytest.mark.parametrize(
    ("width", "media", "beside"),
    [
        (1280, "screen", True),
        (1440, "screen", True),
        (1000, "screen", False),
        (320, "screen", False),
        (1440, "print", False),
    ],
)
def test_footnotes_stand_beside_their_text_where_a_window_has_a_margin(
    opened: Any, width: int, media: str, beside: bool
) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    opened.emulate_media(media=media)
    places = opened.evaluate(PLACES)
    opened.emulate_media(media="screen")
    beside = beside and "Specimens" in opened.title()  # a foreign theme has no margin of ours
    assert places == {"beside": beside, "below": not beside, "clear": True}


def test_the_sheet_of_the_article_is_that_of_the_look(opened: Any) -> None:
    colour = opened.evaluate(
        "getComputedStyle(document.querySelector('.notebook')).getPropertyValue('--accent').trim()"
    )
    opened.emulate_media(color_scheme="light")
    assert colour in ("#0b58a5", "#83bdf5") if "Specimens" in opened.title() else colour in ("#9c2f1b", "#e8917a")


def test_a_look_that_is_not_there_is_named(site: Site) -> None:
    settings = read_site_settings({"PATH": str(site.content), "COLOPHON_LOOK": "loud"})
    with pytest.raises(SettingsError, match=r"found 'loud': there is no .*looks/loud\.css and no "):
        settings.look(ROOT / "theme")
    own = site.folder / "loud"
    own.write_text(":root { --accent: #00f; }")
    assert settings.look(ROOT / "theme") == own
