"""Search: what is found, what is not, and a reader who has only a keyboard."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Site, code, front, markdown, notebook, serve

THEME = f'THEME = "{ROOT / "theme"}"\nARTICLE_URL = "{{slug}}/"\nARTICLE_SAVE_AS = "{{slug}}/index.html"\n'
PRESS = "from colophon.site import Press\nPELICAN_CLASS = Press\n"
STUB = "def get_executable():\n    {}\n"


def printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def posts(site: Site) -> None:
    """Two posts with words of their own in title, summary, prose, code and output."""
    first = front("Quokka", tags=["marsupials"], series="Animals", summary="A numbat.")
    site.add(
        "a.ipynb",
        notebook(first, markdown("Wombat.\n\n## Teeth\n\nA bilby."), code("potoroo = 1", printed("bandicoot"))),
    )
    body = markdown("A wombat and a wombat.\n\n## On wombats\n\nMore.")
    site.add("b.ipynb", notebook(front("Second", date="2026-01-03", tags=["burrows"]), body))


def ask(page: Any, words: str, **filters: str) -> list[tuple[str, list[str]]]:
    """Return what the search page shows: the address of each post, with those of its sections."""
    for name in ("series", "tag"):
        page.locator(f"[name={name}]").select_option(filters.get(name, ""))
    page.fill(".find", words)
    page.locator(".found-list[aria-busy=false]").wait_for(state="attached")
    found = page.evaluate(
        """() => [...document.querySelectorAll(".found")].map((each) =>
            [...each.querySelectorAll("a")].map((link) => link.getAttribute("href")))"""
    )
    return [(links[0], links[1:]) for links in found]


@pytest.fixture
def asked(site: Site, open_page: Callable[..., Any]) -> Any:
    """Build the small site, serve it and open its search page; `asked(settings)`."""
    servers = []

    def build(settings: str = "") -> Any:
        posts(site)
        built = site.build(settings=THEME + settings)
        assert built.returncode == 0, built.stderr
        server, address = serve(site.output)
        servers.append(server)
        return open_page(f"{address}/search/")

    yield build
    for server in servers:
        server.shutdown()
        server.server_close()


def test_title_summary_prose_and_code_are_found_and_outputs_are_not(asked: Callable[..., Any]) -> None:
    """A word leads to its post and to the section it stands in; a title weighs more than prose."""
    page = asked()
    assert ask(page, "bilby") == [("/a/", ["/a/#teeth"])]
    assert [ask(page, word)[0][0] for word in ("quokka", "numbat", "potoroo")] == ["/a/"] * 3
    assert ask(page, "bandicoot") == []
    assert [url for url, _ in ask(page, "wombat")] == ["/b/", "/a/"]
    assert [url for url, _ in ask(page, "wombat", tag="marsupials")] == ["/a/"]
    assert [url for url, _ in ask(page, "wombat", series="Animals")] == ["/a/"]
    assert [url for url, _ in ask(page, "wombat", series="Animals", tag="burrows")] == []
    assert [url for url, _ in ask(page, "", tag="burrows")] == ["/b/"]
    assert page.messages == []


def test_a_large_index_is_in_parts_and_an_edit_makes_one_anew(site: Site, open_page: Callable[..., Any]) -> None:
    """Every post is found, whichever part it is in, and no other: a part without a word does not answer with another.

    So it is below an address with a folder too. The program is there once.
    """
    digests = [hashlib.sha256(bytes([number])).hexdigest()[:9] for number in range(40)]
    words = ["".join("bcdfghklmnprstvz"[int(digit, 16)] for digit in digest) + "o" for digest in digests]
    for word in words:
        site.add(
            f"{word}.ipynb",
            notebook(front(word, tags=["all"], series="All"), markdown(f"A wombat. {word}"), code("x = 1")),
        )
    address = "https://blog.example/below"
    assert site.build(settings=THEME + f"SITEURL = {address!r}\n{PRESS}").returncode == 0
    index = site.output / "pagefind"
    assert len(list(index.rglob("pagefind.js"))) == len(list(index.rglob("wasm.en*"))) == 1
    assert len(list(index.rglob("pagefind-entry.json"))) == 8
    before = {path: path.stat().st_mtime_ns for path in index.rglob("*.pf_meta")}
    site.add(
        f"{words[0]}.ipynb", notebook(front(words[0], tags=["all"], series="All"), markdown("A quokka."), code("x = 1"))
    )
    assert site.build(settings=THEME + f"SITEURL = {address!r}\n{PRESS}").returncode == 0
    after = {path: path.stat().st_mtime_ns for path in index.rglob("*.pf_meta")}
    assert len(before.items() & after.items()) == 7
    assert site.build(settings=f"{THEME}\nRELATIVE_URLS = True").returncode == 0
    server, local = serve(site.output)
    try:
        page = open_page(f"{local}/search/")
        assert [ask(page, word)[0][0] for word in words[1:12]] == [f"/{word}/" for word in words[1:12]]
        assert ask(page, "quokka")[0][0] == f"/{words[0]}/"
        for asked, post in ((f"wombat {words[1]}", words[1]), (f"{words[2]} x", words[2]), ('"a quokka"', words[0])):
            assert [url for url, _ in ask(page, asked)] == [f"/{post}/"]
        assert ask(page, f"wombat {words[1]} {words[2]}") == []
        assert len(ask(page, "womb")) == len(ask(page, "wombat lackingeverywhere")) == 20
        ask(page, "wombat", tag="all")
        assert page.locator(".find-status").text_content().startswith("39 posts")
        assert page.messages == []
    finally:
        server.shutdown()
        server.server_close()


def test_a_post_in_another_language_is_found_and_says_so(site: Site, open_page: Callable[..., Any]) -> None:
    posts(site)
    german = front("Beuteltiere", date="2026-01-04", lang="de")
    site.add("c.ipynb", notebook(german, markdown("Die Beuteltiere graben Höhlen.")))
    assert site.build(settings=THEME).returncode == 0
    server, address = serve(site.output)
    try:
        page = open_page(f"{address}/search/")
        assert [ask(page, word) for word in ("Beuteltiere", "graben", "höhlen", "Höhle")] == [[("/c-de.html", [])]] * 4
        assert page.locator(".found").get_attribute("lang") == "de"
        assert ask(page, "bilby") == [("/a/", ["/a/#teeth"])]
        assert page.locator(".found").get_attribute("lang") is None
    finally:
        server.shutdown()
        server.server_close()


def test_outputs_are_found_where_the_site_wants_it(asked: Callable[..., Any]) -> None:
    assert [url for url, _ in ask(asked("COLOPHON_SEARCH_OUTPUTS = True"), "bandicoot")] == ["/a/"]


def test_the_same_posts_give_the_same_index(site: Site, tmp_path: Path) -> None:
    """Two builds in two folders and time zones do not differ in a byte of the index."""
    other = Site(tmp_path / "other")
    for each, zone in ((site, "UTC"), (other, "Asia/Tokyo")):
        posts(each)
        assert each.build(settings=THEME, env={"TZ": zone}).returncode == 0
    first, second = (
        {path.name: path.read_bytes() for path in (each.output / "pagefind").rglob("*") if path.is_file()}
        for each in (site, other)
    )
    assert first == second and len(first) > 6
    assert [name for name in first if "ui" in name or "worker" in name] == []


@pytest.mark.parametrize("lost", ["results", "search", ""])
def test_what_the_store_has_lost_of_an_index_is_made_again(site: Site, lost: str) -> None:
    """Also where the index itself stands."""
    posts(site)
    assert site.build(settings=THEME + PRESS).returncode == 0
    index = site.output / "pagefind"
    before = {path: path.read_bytes() for path in index.rglob("*") if path.is_file()}
    [folder] = site.folder.rglob("results")
    shutil.rmtree(folder.parent / lost)
    assert site.build(settings=THEME + PRESS).returncode == 0
    assert {path: path.read_bytes() for path in index.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("stub", "setting", "notices"),
    [
        ("raise FileNotFoundError", "", 1),
        ("return '/bin/true'", "COLOPHON_SEARCH = False", 0),
        ("return '/bin/true'", 'import sys\nsys.modules["cbor2"] = None', 1),
    ],
)
def test_without_an_index_there_is_no_search_page_and_no_link_to_one(
    site: Site, tmp_path: Path, stub: str, setting: str, notices: int
) -> None:
    """Where Pagefind or cbor2 is not installed one notice says so; where the site wants no search, nothing does."""
    for name in ("pagefind_bin", "pagefind_bin_extended"):
        (tmp_path / f"{name}.py").write_text(STUB.format(stub))
    posts(site)
    built = site.build(settings=THEME + setting, env={"PYTHONPATH": f"{tmp_path}:{ROOT / 'plugins'}"})
    assert built.returncode == 0 and built.stderr.count("no search page") == notices, built.stderr
    assert not (site.output / "search").exists() and not (site.output / "pagefind").exists()
    assert "Search" not in site.read("a/index.html") and "slash.js" not in site.read("a/index.html")


def test_a_pagefind_that_fails_ends_the_build_with_its_reason(site: Site, tmp_path: Path) -> None:
    (tmp_path / "pagefind_bin.py").write_text(STUB.format("return '/bin/false'"))
    posts(site)
    built = site.build(settings=THEME, env={"PYTHONPATH": f"{tmp_path}:{ROOT / 'plugins'}"})
    assert (
        built.returncode == 2 and "Pagefind ended with status 1" in built.stderr and "COLOPHON_SEARCH" in built.stderr
    )


def test_a_theme_without_a_template_for_it_has_no_search(site: Site) -> None:
    posts(site)
    built = site.build()
    assert built.returncode == 0 and "search" not in built.stderr
    assert not (site.output / "search").exists() and not (site.output / "pagefind").exists()


def _rare_word(folder: Path) -> tuple[str, str, str]:
    """Return a word of the prose of some post's last section that stands nowhere else: word, post, anchor."""
    pages = {path.parent.name: path.read_text() for path in sorted(folder.glob("*/index.html"))}
    words = {name: set(re.findall(r"[a-z]{5,}", text.lower())) for name, text in pages.items()}
    for name, text in pages.items():
        body = text.partition('<div class="notebook">')[2].partition('<section class="references"')[0]
        before, _, last = body.rpartition("<h2 id=")
        others = set(re.findall(r"[a-z]{5,}", before.lower())).union(*(words[each] for each in words.keys() - {name}))
        prose = re.sub(
            r"<[^>]*>", " ", re.sub(r"<(pre|table|math)\b.*?</\1>", "", last.partition("</h2>")[2], flags=re.S)
        )
        for word in re.findall(r"\b[a-z]{7,}\b", prose):
            if not any(other.startswith(word[:5]) for other in others) and "<h3" not in last:
                return word, name, last[1 : last.index('"', 1)]
    raise AssertionError("no post has a word of its own in its last section")


def test_a_word_of_a_last_section_is_found_with_the_keyboard_alone(
    real_site: tuple[Path, str], open_page: Callable[..., Any]
) -> None:
    """`/`, the word, arrow, Enter, and the section is there; nothing is loaded before the first key."""
    folder, address = real_site
    word, post, anchor = _rare_word(folder)
    page = open_page(f"{address}/archive/")
    page.keyboard.press("/")
    page.wait_for_url("**/search/")
    page.wait_for_load_state("networkidle")
    page.requested.clear()
    page.wait_for_timeout(300)
    assert page.requested == []
    page.keyboard.type(word)
    page.locator(".found-section").wait_for()
    assert page.inner_text(".find-status") == f"1 post with “{word}”"
    assert page.locator(".found-text mark").first.inner_text().strip(".,;:").lower() == word
    assert [url for url in page.requested if not url.startswith(address)] == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.className") == "found-section"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/{post}/#{anchor}")
    page.go_back()
    page.locator(".found").wait_for()
    assert page.input_value(".find") == word
    assert page.messages == []


def test_only_the_search_page_lets_webassembly_run(real_site: tuple[Path, str]) -> None:
    folder, _ = real_site
    lax = [path for path in folder.rglob("*.html") if "wasm-unsafe-eval" in path.read_text()]
    assert [path.relative_to(folder).as_posix() for path in lax] == ["search/index.html"]


def test_the_slash_is_text_in_a_field_and_can_be_switched_off(
    real_site: tuple[Path, str], open_page: Callable[..., Any]
) -> None:
    """Source: WCAG 2.2, 2.1.4: a reader who speaks to the machine can switch a key of one character off."""
    _, address = real_site
    page = open_page(f"{address}/search/")
    page.locator(".find:focus").wait_for()
    page.keyboard.type("a/b")
    assert page.input_value(".find") == "a/b"
    page.locator(".find-key").uncheck()
    page.goto(f"{address}/archive/")
    page.keyboard.press("/")
    page.wait_for_timeout(100)
    assert page.url == f"{address}/archive/"


def test_without_javascript_the_archive_stands_in(real_site: tuple[Path, str], open_page: Callable[..., Any]) -> None:
    _, address = real_site
    page = open_page(f"{address}/search/", javascript=False)
    assert not page.locator("input:visible, select:visible").count()
    assert "needs JavaScript" in page.inner_text("main")
    assert page.locator("main").get_by_role("link", name="the archive").get_attribute("href").endswith("/archive/")
