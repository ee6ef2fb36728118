"""The article for everybody: larger text, more space, less motion, more contrast, few colours, a keyboard, a voice."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from tests.conftest import serve
from tests.theme.mock import write_site

SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }"""
"""Source: WCAG 2.2, 1.4.12."""
CUT_OFF = """[...document.querySelectorAll('body *')].filter((each) => {
    if (each.closest('.scroll, .visually-hidden, .output-html, [aria-hidden], svg')) return false;
    const { overflowX, overflowY } = getComputedStyle(each);
    const wide = overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1;
    return wide || (overflowY === 'hidden' && each.scrollHeight > each.clientHeight + 1);
}).map((each) => each.outerHTML.slice(0, 100))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OBSCURED = """[...document.querySelectorAll('a[href]:not([tabindex]), button, summary, [tabindex="0"]')]
.filter((each) => each.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})).filter((each) => {
    each.focus();
    const { left, right, top, bottom } = each.getClientRects()[0];
    const places = [[left + 2, top + 2], [right - 2, bottom - 2], [(left + right) / 2, (top + bottom) / 2]];
    const shown = places.map(([x, y]) => document.elementFromPoint(x, y));
    return !shown.some((at) => at && (each.contains(at) || at.contains(each)));
}).map((each) => each.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("everybody")
    write_site(folder)
    server, address = serve(folder)
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def opened(browser: Any, address: str) -> Iterator[Any]:
    """The sample article, opened once; each test puts back what it changes."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/article.html", wait_until="networkidle")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    yield page
    context.close()


@pytest.fixture
def article(opened: Any) -> Iterator[Any]:
    yield opened
    opened.set_viewport_size({"width": 1280, "height": 800})
    opened.emulate_media(
        reduced_motion="no-preference", contrast="no-preference", forced_colors="none", color_scheme="light"
    )
    opened.evaluate("document.adoptedStyleSheets = []; document.documentElement.style.fontSize = ''")


def style(page: Any, text: str) -> None:
    """Add a reader's own style sheet, which the page's policy lets pass."""
    adopt = "const sheet = new CSSStyleSheet(); sheet.replaceSync(text); document.adoptedStyleSheets = [sheet]"
    page.evaluate(f"(text) => {{ {adopt} }}", text)


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_text_spacing_loses_nothing(article: Any, width: int) -> None:
    article.set_viewport_size({"width": width, "height": 800})
    style(article, SPACING)
    assert (article.evaluate(SIDEWAYS), article.evaluate(CUT_OFF)) == (0, [])


def test_text_of_twice_the_size_loses_nothing(article: Any) -> None:
    """By the reader's font size, and by zoom, which halves the window."""
    article.evaluate("document.documentElement.style.fontSize = '200%'")
    assert article.evaluate("parseFloat(getComputedStyle(document.querySelector('.notebook p')).fontSize)") >= 36
    assert (article.evaluate(SIDEWAYS), article.evaluate(CUT_OFF)) == (0, [])
    article.set_viewport_size({"width": 640, "height": 400})
    assert (article.evaluate(SIDEWAYS), article.evaluate(CUT_OFF)) == (0, [])


def test_nothing_moves_for_those_who_asked_for_stillness(article: Any) -> None:
    still = """[getComputedStyle(document.documentElement).scrollBehavior,
    [...document.querySelectorAll('*')].map((each) => getComputedStyle(each))
    .filter((style) => style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0).length]"""
    assert article.evaluate(still) == ["smooth", 0]
    article.emulate_media(reduced_motion="reduce")
    assert article.evaluate(still) == ["auto", 0]


def test_more_contrast_makes_quiet_ink_plain(article: Any) -> None:
    ink = "[getComputedStyle(document.querySelector('.standfirst')).color, getComputedStyle(document.body).color]"
    quiet, plain = article.evaluate(ink)
    assert quiet != plain
    article.emulate_media(contrast="more")
    assert article.evaluate(ink) == [plain, plain]


def test_with_forced_colours_edges_and_states_stay_visible(article: Any) -> None:
    """What a ground or a colour said is said by a line."""
    article.emulate_media(forced_colors="active")
    assert article.evaluate("getComputedStyle(document.querySelector('.highlight')).borderTopStyle") == "solid"
    article.locator(".masthead-name").focus()
    article.keyboard.press("Tab")
    focus = "getComputedStyle(document.activeElement)"
    assert article.evaluate(f"[{focus}.outlineStyle, parseFloat({focus}.outlineWidth) >= 2]") == ["solid", True]


def test_with_forced_colours_pictures_and_marked_lines_show(article: Any) -> None:
    """In the dark a figure was blended with black, and white letters stood on the yellow of marked text."""
    article.emulate_media(forced_colors="active", color_scheme="dark")
    picture = Image.open(BytesIO(article.locator(".figure-image img").first.screenshot())).convert("L")
    assert picture.getextrema()[1] > 200
    own, page = article.evaluate(
        """() => {
            document.querySelector(".highlight code").innerHTML = "<mark class='code-line'>1</mark>";
            const [own, page] = [document.querySelector(".code-line"), document.body];
            return [own, page].map((each) => getComputedStyle(each).backgroundColor);
        }"""
    )
    assert own == page


def test_the_ring_around_a_link_of_the_contents_is_whole(article: Any) -> None:
    """The list scrolls and would cut it at its edges."""
    article.locator(".aside .contents-link").first.focus()
    article.keyboard.press("Shift+Tab")
    article.keyboard.press("Tab")
    ring = "parseFloat(getComputedStyle(document.activeElement).outlineOffset)"
    assert article.evaluate(f"[document.activeElement.className, {ring}]") == ["contents-link", -2]


@pytest.mark.parametrize("name", ["article", "index"])
def test_targets_can_be_hit(browser: Any, address: str, name: str) -> None:
    """Source: WCAG 2.2, 2.5.8; links in a sentence are exempt."""
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(f"{address}/{name}.html")
    for width in (320, 412, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page, options={"runOnly": {"type": "rule", "values": ["target-size"]}}).response
        assert [node["html"][:120] for each in found["violations"] for node in each["nodes"]] == []
        assert found["passes"]
    page.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_what_has_the_focus_is_in_sight(article: Any, width: int) -> None:
    article.set_viewport_size({"width": width, "height": 800})
    article.emulate_media(reduced_motion="reduce")  # else the page is still on its way
    assert article.evaluate(OBSCURED) == []


def test_a_voice_reads_input_and_output_by_name_and_in_order(article: Any) -> None:
    """Each cell is one group of code and one of output; its bare number, a heading's sign and a mark are not read."""
    read = article.locator("#cell-5").aria_snapshot()
    assert read.index('"Code of cell 5"') < read.index("default_rng") < read.index('"Output of cell 5"')
    assert "text: 5" not in read.replace('"', "")
    headings = article.locator("h2, h3").all()
    names = [each.aria_snapshot() for each in headings]
    assert names and [name for name in names if "Link to" in name or "¶" in name] == []


def test_code_is_no_landmark(article: Any) -> None:
    """Those who jump from landmark to landmark find the parts of the page, not each of its cells."""
    landmarks = article.evaluate("[...document.querySelectorAll('[role=region]')].length")
    assert landmarks == 0


def test_the_language_of_each_part_is_said(browser: Any) -> None:
    """An article in another language than its site keeps its own; what is around it says which it has."""
    from tests.theme.mock import context, draw

    post = context()["articles"][-1]
    post.lang = "de"
    page = browser.new_page()
    page.set_content(draw("article.html", article=post))
    languages = {
        part: page.locator(part).first.evaluate("each => each.closest('[lang]').lang")
        for part in ("h1", ".notebook", ".menu", ".skip", ".foot")
    }
    assert languages == {"h1": "de", ".notebook": "de", ".menu": "en", ".skip": "en", ".foot": "en"}
    page.close()
