"""A long article is laid out in parts: what that saves must not move anything that a reader sees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SIZES = """() => [...document.querySelectorAll("code[data-lines]")].map((code) => {
  const { width, height } = code.getBoundingClientRect();
  return [width, height];
})"""
DRAWN = """() => {
  for (const code of document.querySelectorAll("code[data-lines]")) code.style.contentVisibility = "visible";
}"""
HIDDEN = """() => [...document.querySelectorAll("div > .highlight code[data-lines]")].filter(
  (code) => code.firstChild?.nodeType === 1 && !code.firstChild.checkVisibility({ contentVisibilityAuto: true })
).length"""


def long_post(real_site: tuple[Path, str]) -> str:
    folder, address = real_site
    longest = max(folder.glob("*/index.html"), key=lambda page: page.read_text().count("data-lines"))
    return f"{address}/{longest.parent.name}/"


@pytest.mark.parametrize("width", [390, 1440])
def test_code_keeps_its_room_before_it_is_drawn(
    real_site: tuple[Path, str], open_page: Callable[..., Any], width: int
) -> None:
    page = open_page(long_post(real_site), width=width)
    page.locator("html:not([data-parts])").wait_for(state="attached")
    assert page.evaluate(HIDDEN) > 10
    before = page.evaluate(SIZES)
    page.evaluate(DRAWN)
    page.wait_for_function(f"({HIDDEN})() === 0")  # the browser tells of it after a frame
    assert page.evaluate(SIZES) == [pytest.approx([width, height], abs=1.5) for width, height in before]


def test_every_cell_is_laid_out_soon_after_the_first_screen(
    real_site: tuple[Path, str], open_page: Callable[..., Any]
) -> None:
    page = open_page("about:blank", width=390)
    page.add_init_script(
        "window.parts = []; new MutationObserver(() => window.parts.push('parts' in document.documentElement.dataset))"
        ".observe(document, {attributes: true, subtree: true, attributeFilter: ['data-parts']})"
    )
    page.goto(long_post(real_site))
    page.locator("html:not([data-parts])").wait_for(state="attached")
    assert page.evaluate("window.parts") == [True, False]
    shown = "all => all.map(each => getComputedStyle(each).contentVisibility)"
    assert set(page.locator(".notebook > .cell").evaluate_all(shown)) == {"visible"}


def test_a_link_into_an_article_is_not_moved(real_site: tuple[Path, str], open_page: Callable[..., Any]) -> None:
    """Where the reader begins further down, everything is laid out at once, and so it is when they come back."""
    address = long_post(real_site)
    page = open_page(address, width=390)
    name = page.locator(".notebook h2[id]").last.get_attribute("id")
    page.goto("about:blank")
    page.goto(f"{address}#{name}", wait_until="load")
    assert page.evaluate("!('parts' in document.documentElement.dataset)")
    page.wait_for_timeout(2000)  # the browser glides there
    assert 0 <= page.locator(f"[id='{name}']").evaluate("each => each.getBoundingClientRect().top") < 100
    page.reload(wait_until="load")
    assert page.evaluate("!('parts' in document.documentElement.dataset)")


def test_without_javascript_nothing_waits(real_site: tuple[Path, str], open_page: Callable[..., Any]) -> None:
    page = open_page(long_post(real_site), width=390, javascript=False)
    assert page.locator("html[data-parts]").count() == 0
