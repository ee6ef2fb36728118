"""The real site in a real browser: every page keeps the rules of a page."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.conftest import ROOT

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
URL_ATTRIBUTES = {"href", "src", "poster", "action", "data"}


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in URL_ATTRIBUTES and value:
                self.links.append(value)


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def address_of(page: Path, folder: Path, address: str) -> str:
    return f"{address}/{page.relative_to(folder).as_posix().removesuffix('index.html')}"


def kinds(folder: Path) -> list[str]:
    """One address for each kind of page, and every post."""
    posts = sorted(path.parent.name for path in folder.glob("*/*.ipynb"))
    tags = sorted(path.name for path in (folder / "tags").iterdir() if path.is_dir())[:1]
    series = sorted(path.name for path in (folder / "series").iterdir() if path.is_dir())[:1]
    found = ["", "archive/", "tags/", "series/", "colophon/", "search/", "404.html", *(f"{post}/" for post in posts)]
    return found + [f"tags/{tag}/" for tag in tags] + [f"series/{name}/" for name in series]


@pytest.fixture(scope="session")
def addresses(real_site: tuple[Path, str]) -> list[str]:
    folder, address = real_site
    return [f"{address}/{kind}" for kind in kinds(folder)]


def test_the_command_that_publishes_prints_the_site(real_site: tuple[Path, str], tmp_path: Path) -> None:
    """`real_site` was built by Pelican's own command."""
    (command,) = re.findall(
        r"^\t\$\(SITE\)/(colophon build .* -s publishconf\.py)$", (ROOT / "Makefile").read_text(), re.M
    )
    program = str(Path(sys.executable).with_name("colophon"))
    words = [program, *command.split()[1:], "-o", str(tmp_path / "output")]
    built = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    assert [path.relative_to(tmp_path / "output") for path in pages(tmp_path / "output")] == [
        path.relative_to(real_site[0]) for path in pages(real_site[0])
    ]


def test_the_index_lists_the_posts(real_site: tuple[Path, str]) -> None:
    folder, _ = real_site
    index = (folder / "index.html").read_text()
    posts = [path.parent.name for path in folder.glob("*/*.ipynb") if path.parent.name != "about"]
    assert len(posts) >= 2
    listed = [post for post in posts if f"/{post}/" in index + "".join(p.read_text() for p in folder.glob("page/*/*"))]
    assert sorted(listed) == sorted(posts)


def test_every_internal_link_and_fragment_resolves(real_site: tuple[Path, str]) -> None:
    folder, address = real_site
    parsed = {page: _Links(page.read_text()) for page in pages(folder)}
    ids = {address_of(page, folder, address): set(links.ids) for page, links in parsed.items()}
    dead = []
    for page, links in parsed.items():
        base = address_of(page, folder, address)
        for link in links.links:
            target, fragment = urldefrag(urljoin(base, link))
            if not target.startswith(address) or link.startswith("data:"):
                continue
            path = folder / unquote(target.removeprefix(address).lstrip("/"))
            exists = (path / "index.html").is_file() if target.endswith("/") or path.is_dir() else path.is_file()
            if not exists or (fragment and target in ids and unquote(fragment) not in ids[target]):
                dead.append((base, link))
    assert dead == []


def test_no_id_stands_twice_on_a_page(real_site: tuple[Path, str]) -> None:
    folder, _ = real_site
    twice = {
        str(page): [i for i in found if found.count(i) > 1]
        for page in pages(folder)
        if (found := _Links(page.read_text()).ids)
    }
    assert {page: found for page, found in twice.items() if found} == {}


def test_no_page_carries_inline_script_or_style(real_site: tuple[Path, str]) -> None:
    folder, _ = real_site
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)|<style|\sstyle=|\son[a-z]+=|javascript:", re.I
    )
    assert [
        str(page)
        for page in pages(folder)
        if inline.search(re.sub(r"<(pre|code)\b.*?</\1>", "", page.read_text(), flags=re.S))
    ] == []


@pytest.fixture(scope="session")
def posts(real_site: tuple[Path, str]) -> list[str]:
    folder, address = real_site
    return [f"{address}/{path.parent.name}/" for path in sorted(folder.glob("*/*.ipynb"))]


@dataclass(frozen=True)
class Visit:
    """What one look at one page in one colour scheme showed."""

    address: str
    scheme: str
    requested: tuple[str, ...]
    messages: tuple[str, ...]
    counts: dict[str, int]
    lang: str
    violations: list[tuple[str, list[str]]]
    overflow: dict[int, int]
    """Window width to document width, in pixels, everything unfolded."""


@pytest.fixture(scope="session")
def visits(addresses: list[str], browser: Any) -> list[Visit]:
    """Every page is opened once in each scheme; all tests of pages look at the same visits."""
    return [_visit(browser, address, scheme) for address in addresses for scheme in ("light", "dark")]


def _visit(browser: Any, address: str, scheme: str) -> Visit:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    requested: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(address, wait_until="networkidle")
    landmarks = ("h1", "main", "body > header", "body > footer", "nav")
    counts = {tag: page.locator(tag).count() for tag in landmarks}
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    # else axe has the browser lay out code that is out of sight at each question
    page.evaluate(
        "document.querySelectorAll('[data-lines]').forEach((e) => { e.style.contentVisibility = 'visible'; })"
    )
    found = Axe().run(page, options={"runOnly": AXE_RULES}).response["violations"]
    overflow = {}
    for width in (320, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        overflow[width] = page.evaluate("document.documentElement.scrollWidth")
    visit = Visit(
        address, scheme, tuple(requested), tuple(messages), counts, page.evaluate("document.documentElement.lang"),
        [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found], overflow,
    )  # fmt: skip
    context.close()
    return visit


def test_every_page_asks_only_this_host(visits: list[Visit], real_site: tuple[Path, str]) -> None:
    _, host = real_site
    foreign = {
        visit.address: [url for url in visit.requested if not url.startswith((host, "data:"))] for visit in visits
    }
    assert {address: urls for address, urls in foreign.items() if urls} == {}


def test_no_page_says_anything_to_the_console(visits: list[Visit]) -> None:
    assert [(visit.address, visit.scheme, visit.messages) for visit in visits if visit.messages] == []


def test_every_page_has_one_h1_and_the_landmarks(visits: list[Visit]) -> None:
    for visit in visits:
        counts = dict(visit.counts)
        assert counts.pop("nav") >= 1 and visit.lang == "en", visit.address
        assert counts == {"h1": 1, "main": 1, "body > header": 1, "body > footer": 1}, visit.address


def test_axe_finds_nothing_on_any_page(visits: list[Visit]) -> None:
    assert [(visit.address, visit.scheme, visit.violations) for visit in visits if visit.violations] == []


def test_no_page_scrolls_sideways(visits: list[Visit]) -> None:
    wide = {(v.address, width): found for v in visits for width, found in v.overflow.items() if found > width}
    assert wide == {}


def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    addresses: list[str], posts: list[str], open_page: Callable[..., Any]
) -> None:
    for address in (addresses[0], posts[1]):
        page = open_page(address)
        wanted = page.evaluate(
            """[...document.querySelectorAll('a[href], button, summary, input:not([disabled]), [tabindex="0"]')]
            .filter((each) => each.tabIndex >= 0)
            .filter((each) => each.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})).length"""
        )
        reached = set()
        for _ in range(wanted + 40):
            page.keyboard.press("Tab")
            place = page.evaluate(
                """() => { const at = document.activeElement; if (at === document.body) return null;
                const style = getComputedStyle(at);
                const seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
                return [[...document.querySelectorAll('*')].indexOf(at), seen, at.outerHTML.slice(0, 100)]; }"""
            )
            if place is None:
                break
            assert place[1], f"{address}: no visible focus on {place[2]}"
            reached.add(place[0])
        assert len(reached) >= wanted, address


def test_the_text_is_complete_without_javascript(posts: list[str], open_page: Callable[..., Any]) -> None:
    for address in posts[:2]:
        shown = [open_page(address, javascript=on).locator("main").inner_text() for on in (True, False)]
        missing = set(re.findall(r"\w{4,}", shown[0])) - set(re.findall(r"\w{4,}", shown[1])) - {"Copy", "Copied"}
        assert missing == set(), address


def test_the_scheme_switch_is_remembered(real_site: tuple[Path, str], open_page: Callable[..., Any]) -> None:
    _, address = real_site
    page = open_page(f"{address}/", scheme="light")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    switch = page.locator(".scheme")
    for _ in range(3):
        switch.click()
        if page.evaluate("getComputedStyle(document.body).backgroundColor") != before:
            break
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != before
    page.goto(f"{address}/archive/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
