"""The theme's pages in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import serve
from tests.theme.mock import templates, write_site

PAGES = templates()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with a page for each template."""
    folder: Path = tmp_path_factory.mktemp("theme")
    write_site(folder)
    server, address = serve(folder)
    yield address
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways(open_page: Callable[..., Any], address: str, name: str) -> None:
    """At 320 px, with everything unfolded, what is too wide scrolls in its own box."""
    page = open_page(f"{address}/{name}", width=320)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.messages == []


def test_code_and_type_keep_their_size(open_page: Callable[..., Any], address: str) -> None:
    """Prose is 18 to 20 px with about 66 characters a line, code at least 0.85 of it."""
    page = open_page(f"{address}/article.html", width=1440)
    size = "(s) => parseFloat(getComputedStyle(document.querySelector(s)).fontSize)"
    assert page.evaluate(size, ".notebook p") == 20
    assert pytest.approx(page.evaluate(size, ".highlight code")) == 17
    assert 585 < page.evaluate("document.querySelector('.notebook p').clientWidth") < 595
    assert '"Colophon Serif"' in page.evaluate("getComputedStyle(document.body).fontFamily")
    assert page.evaluate("document.fonts.check('20px \"Colophon Serif\"')")


def test_the_scheme_is_chosen_and_remembered(open_page: Callable[..., Any], address: str) -> None:
    """The button goes from the system's scheme to light and dark, and the next page follows."""
    page = open_page(f"{address}/article.html", scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    button = page.get_by_role("button", name="Colour scheme")
    button.click()
    assert page.text_content(".scheme-name") == "Light"
    button.click()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(f"{address}/index.html")
    assert (dark, "Dark") == (page.evaluate(ground), page.text_content(".scheme-name"))
    page.get_by_role("button", name="Colour scheme").click()
    assert light == page.evaluate(ground)


def test_code_is_copied_clean(open_page: Callable[..., Any], address: str) -> None:
    """The button gives the code without numbers and says so."""
    page = open_page(f"{address}/article.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#cell-5 .copy").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("rng = np.random.default_rng(7)\n")
    assert copied.endswith("attention(q, k, v)[0].shape")
    assert page.locator("[role=status]").text_content() == "Copied"


def test_the_contents_list_follows_the_reading(open_page: Callable[..., Any], address: str) -> None:
    """The section that is read is marked, whichever way the reader came, also by a jump over headings."""
    page = open_page(f"{address}/article.html", width=1440)
    marked = ".aside .contents-link[aria-current]"
    for anchor in ("what-the-heads-see", "where-it-breaks", "what-the-heads-see"):
        page.evaluate(f"document.getElementById('{anchor}').scrollIntoView({{behavior: 'instant'}})")
        page.wait_for_selector(f'{marked}[href="#{anchor}"]')
        assert page.locator(marked).count() == 1
    page.evaluate("window.scrollTo({top: document.getElementById('cell-11').offsetTop, behavior: 'instant'})")
    page.wait_for_selector(f'{marked}[href="#where-it-breaks"]')
    page.evaluate("window.scrollTo({top: 0, behavior: 'instant'})")
    page.locator(marked).wait_for(state="detached")


def test_a_phone_gets_the_contents_folded(open_page: Callable[..., Any], address: str) -> None:
    """On one track the contents list is closed, on three it stands at the left."""
    narrow, wide = (open_page(f"{address}/article.html", width=width) for width in (320, 1440))
    assert not narrow.locator(".aside .contents").is_visible()
    assert not narrow.locator(".contents-fold .contents-link").first.is_visible()
    assert wide.locator(".aside .contents").is_visible()
    assert not wide.locator(".contents-fold").is_visible()


def test_a_long_note_leaves_a_title_its_room(open_page: Callable[..., Any], address: str) -> None:
    """On a phone the note goes below; a word of the title is never broken for it."""
    page = open_page(f"{address}/archives.html", width=320)
    page.locator(".line-note").first.evaluate("each => (each.textContent = 'reproduced 16 of 16, 26 November 2026')")
    boxes = [page.locator(f".line {part}").first.bounding_box() for part in (".entry-link", ".line-note")]
    assert boxes[0]["width"] > 250 and boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
    wide = open_page(f"{address}/archives.html", width=768)
    assert wide.locator(".line").first.evaluate("each => each.offsetHeight") < 60


@pytest.mark.parametrize("name", ["archives.html", "colophon.html", "search.html", "series_list.html", "tags.html"])
def test_letters_of_twice_the_size_fit_a_small_window(open_page: Callable[..., Any], address: str, name: str) -> None:
    """Lists and the search page at 320 px, spaced as WCAG 1.4.12 says, with a word in them that no line can hold."""
    page = open_page(f"{address}/{name}", width=320)
    page.evaluate(
        "document.querySelectorAll('.entry-link').forEach((each) => (each.textContent = 'counterrevolutionaries'))"
    )
    page.evaluate("document.querySelectorAll('option').forEach((each) => (each.textContent = 'eventual consistency'))")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("document.querySelectorAll('body *').forEach((each) => (each.style.letterSpacing = '.12em'))")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_menu_is_one_line_on_a_phone(open_page: Callable[..., Any], address: str) -> None:
    for width in (320, 360):
        page = open_page(f"{address}/article.html", width=width)
        assert page.locator(".menu").evaluate("each => each.offsetHeight") < 40, width
        assert page.get_by_role("button", name="Colour scheme: Auto").count() == 1


def test_the_tags_stand_in_columns_where_there_is_room(open_page: Callable[..., Any], address: str) -> None:
    for width, columns in ((320, 1), (768, 2)):
        places = (
            open_page(f"{address}/tags.html", width=width)
            .locator(".line")
            .evaluate_all("all => all.map(each => each.getBoundingClientRect().x)")
        )
        assert len(set(places)) == columns, width


def test_the_dark_card_of_an_entry_ends_with_its_picture(open_page: Callable[..., Any], address: str) -> None:
    page = open_page(f"{address}/index.html", width=1440, scheme="dark")
    page.locator(".entry-picture").first.evaluate("each => (each.width = 200)")
    for name in (".entry-figure", ".entry-picture"):
        assert page.locator(name).first.evaluate("each => each.offsetWidth") == 200


def test_no_line_begins_with_the_mark_behind_a_formula(open_page: Callable[..., Any], address: str) -> None:
    """Chromium may break on either side of a formula, also before a comma."""
    page = open_page(f"{address}/article.html")
    joined = page.locator(".joined").first
    joined.evaluate("each => (each.parentElement.style.width = 'min-content')")
    assert joined.evaluate("each => each.getClientRects().length") == 1


def test_a_figure_takes_the_whole_window_of_a_phone(open_page: Callable[..., Any], address: str) -> None:
    """Beside its cell it would be a sixth smaller, and with it the lettering."""
    picture = "document.querySelector('.cell-output .figure-full img').getBoundingClientRect()"
    for width, place in ((320, [0, 320]), (390, [0, 390])):
        page = open_page(f"{address}/article.html", width=width)
        assert page.evaluate(f"[{picture}.x, {picture}.width]") == place


def test_the_tints_of_a_figure_stay_apart_in_the_dark(open_page: Callable[..., Any], address: str) -> None:
    """The lighter of two colours would be the card's own for both, where they are paler than the card."""
    blend = "getComputedStyle(document.querySelector('.figure-full img')).mixBlendMode"
    found = [open_page(f"{address}/article.html", scheme=scheme).evaluate(blend) for scheme in ("light", "dark")]
    assert found == ["darken", "multiply"]


def test_the_page_is_complete_without_scripts(open_page: Callable[..., Any], address: str) -> None:
    """Without JavaScript there is text, math, contents and no button that does nothing."""
    page = open_page(f"{address}/article.html", width=320, javascript=False)
    assert page.locator("math").first.is_visible()
    assert page.locator(".contents-fold").is_visible()
    assert not page.locator("button:visible").count()


def test_nothing_jumps(open_page: Callable[..., Any], address: str) -> None:
    """Cumulative layout shift on a phone stays below 0.1 while fonts arrive late."""
    page = open_page("about:blank", width=412)
    page.route("**/*.woff2", lambda route: (page.wait_for_timeout(150), route.continue_()))
    page.add_init_script(
        "window.shift = 0; const add = (list) => list.getEntries().forEach((each) => (window.shift += each.value));"
        "new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(f"{address}/article.html", wait_until="networkidle")
    assert page.evaluate("window.shift") < 0.1


@pytest.mark.parametrize(
    ("name", "scheme"), [*((name, "light") for name in PAGES), ("article.html", "dark"), ("index.html", "dark")]
)
def test_axe_finds_nothing(open_page: Callable[..., Any], address: str, name: str, scheme: str) -> None:
    """WCAG 2.2 A and AA, as far as a machine can tell."""
    from axe_playwright_python.sync_playwright import Axe

    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    page = open_page(f"{address}/{name}", scheme=scheme)
    found = Axe().run(page, options=rules).response["violations"]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found] == []
