"""An article on paper, as a browser lays it out for a page of 170 mm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import serve
from tests.theme.mock import write_site

PAPER = 670
"""Pixels: 210 mm less the margins of the page, with the part that the numbers of cells get."""
LONG_LINE = "x" * 150


@pytest.fixture(scope="module")
def paper(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The article of the sample site in print, opened once, from the dark scheme; one code line is far too long."""
    folder: Path = tmp_path_factory.mktemp("print")
    write_site(folder)
    article = folder / "article.html"
    article.write_text(article.read_text().replace(">rng</span>", f">{LONG_LINE}</span>", 1))
    server, address = serve(folder)
    context = browser.new_context(viewport={"width": PAPER, "height": 950}, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}/article.html", wait_until="networkidle")
    page.emulate_media(media="print")
    yield page
    context.close()
    server.shutdown()
    server.server_close()


def test_nothing_that_only_a_screen_can_use_is_printed(paper: Any) -> None:
    selectors = (".masthead", ".aside", ".contents-fold", ".skip", ".end", ".copy", ".anchor", ".backref", "button")
    assert [selector for selector in selectors if paper.locator(f"{selector}:visible").count()] == []


def test_each_page_bears_the_title_and_the_first_the_address(paper: Any) -> None:
    """A table's head is what a browser repeats on every page."""
    assert paper.locator(".running").evaluate("each => getComputedStyle(each).display") == "table-header-group"
    assert paper.locator(".running").text_content() == "Attention, built smallWorked Papers"
    assert paper.locator(".head-address:visible").text_content() == "https://example.org/post-1/"


def test_folded_code_is_open(paper: Any) -> None:
    folds = paper.locator(".notebook details")
    assert folds.count() > 0
    heights = folds.evaluate_all(
        "all => all.map(each => [...each.children].slice(1).reduce((sum, part) => sum + part.offsetHeight, 0))"
    )
    assert [height for height in heights if height < 20] == []


def test_no_line_is_clipped(paper: Any) -> None:
    assert paper.evaluate("document.documentElement.scrollWidth") <= PAPER
    clipped = paper.evaluate(
        """[...document.querySelectorAll('.notebook pre, .notebook .scroll, .notebook .output')]
        .filter((each) => each.scrollWidth > each.clientWidth + 1
            || (each.scrollHeight > each.clientHeight + 1 && getComputedStyle(each).overflowY !== 'visible'))
        .map((each) => each.outerHTML.slice(0, 80))"""
    )
    assert clipped == []
    assert paper.locator("pre", has_text=LONG_LINE).first.evaluate("each => each.clientHeight") > 40


def test_links_show_where_they_lead(paper: Any) -> None:
    """A named link gets its address behind it; one that is its address is not printed twice."""
    shown = "all => all.map(each => [each.className, getComputedStyle(each, '::after').content.replaceAll('\"', '')])"
    links = dict(paper.locator('.cell-markdown a[href^="http"]').evaluate_all(shown))
    assert links == {"": " (https://example.org/paper)", "address": "none"}


def test_the_terms_stand_in_the_imprint_and_no_foot_on_a_page_of_its_own(paper: Any) -> None:
    assert paper.locator(".foot:visible").count() == 0
    expected = "Worked Papers. Text and figures under CC BY 4.0. Printed by Colophon from a Jupyter notebook."
    assert paper.locator(".imprint .imprint-paper:visible").text_content() == expected


def test_the_line_along_a_cell_ends_with_its_code(paper: Any) -> None:
    """A figure that goes to the next page leaves white behind, and no line down to its end."""
    width = "all => all.map(each => parseFloat(getComputedStyle(each).borderInlineStartWidth) > 0)"
    assert not any(paper.locator(".cell-code").evaluate_all(width))
    assert all(paper.locator(".cell-input").evaluate_all(width))


def test_code_in_prose_keeps_its_size(paper: Any) -> None:
    sizes = "each => [each, each.parentElement].map(one => parseFloat(getComputedStyle(one).fontSize))"
    own, around = paper.locator(".cell-markdown p > code").first.evaluate(sizes)
    assert own / around == pytest.approx(0.85)


def test_a_paragraph_goes_to_the_next_page_whole(paper: Any) -> None:
    """Within the table that repeats the title, Chromium leaves single lines of a paragraph at the top of a page."""
    inside = paper.locator(".notebook p").evaluate_all("all => all.map(each => getComputedStyle(each).breakInside)")
    assert set(inside) == {"avoid"}


def test_no_page_is_left_half_blank(paper: Any) -> None:
    """A figure fits behind most of what is before it, a long table and the imprint go on over the page."""
    highest = paper.locator(".notebook .figure-image img").evaluate_all("all => all.map(each => each.height)")
    assert highest and max(highest) <= 7 / 2.54 * 96 + 1
    table = "<figure class='figure figure-table'><table><tbody></tbody></table></figure>"
    inside = paper.evaluate(
        f"""(counts) => counts.map((count) => {{
            const cell = document.querySelector(".notebook");
            cell.insertAdjacentHTML("beforeend", "{table}");
            cell.lastChild.querySelector("tbody").innerHTML = "<tr><td>1</td></tr>".repeat(count);
            const found = getComputedStyle(cell.lastChild).breakInside;
            cell.lastChild.remove();
            return found;
        }})""",
        [11, 12],
    )
    assert inside == ["avoid", "auto"]
    assert paper.locator(".imprint").evaluate("each => getComputedStyle(each).breakInside") == "auto"


def test_the_printers_mark_stays_with_its_title(paper: Any) -> None:
    mark = paper.locator(".imprint > .mark")
    style = "each => [getComputedStyle(each).display, getComputedStyle(each).breakAfter]"
    assert mark.evaluate(style) == ["block", "avoid"]
    size = "each => getComputedStyle(each).fontSize"
    assert len({paper.locator(f".imprint-{part}").evaluate(size) for part in ("paper", "state")}) == 1


def test_a_task_that_is_done_is_filled_and_one_that_is_not_has_an_edge(paper: Any) -> None:
    """By the edge, for the ground of a box is not printed; a browser draws one that cannot be changed too pale."""
    edge = "each => parseFloat(getComputedStyle(each).borderTopWidth) / parseFloat(getComputedStyle(each).width)"
    shares = [paper.get_by_role("checkbox", name=name, exact=True).evaluate(edge) for name in ("done", "to do")]
    assert shares[0] > 0.4 and 0 < shares[1] < 0.2


def test_it_is_ink_on_white_whatever_the_scheme(paper: Any) -> None:
    colours = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    assert paper.evaluate(colours) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    inks = "all => [...new Set(all.map(each => getComputedStyle(each).color))]"
    assert paper.locator(".highlight span").evaluate_all(inks) == ["rgb(0, 0, 0)"]


def test_it_comes_out_as_a_pdf(paper: Any) -> None:
    """Chromium makes one of several pages, with every face that it needs inside."""
    pdf = paper.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF-") and pdf.count(b"/Type /Page\n") > 1
    assert all(face in pdf for face in (b"Colophon-serif-400", b"Colophon-mono-400", b"Colophon-math-400"))
