"""A post in two languages has two addresses, and each leads to the other."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from colophon.model import FrontMatter, Post
from colophon.render.memory import Memory
from colophon.site import warm
from colophon.site.places import read_places
from tests.conftest import ROOT, Site, code, front, markdown, notebook

SETTINGS = f"""
THEME = {str(ROOT / "theme")!r}
SITEURL = FEED_DOMAIN = "https://x.example"
ARTICLE_URL, ARTICLE_SAVE_AS = "{{slug}}/", "{{slug}}/index.html"
ARTICLE_LANG_URL, ARTICLE_LANG_SAVE_AS = "{{lang}}/{{slug}}/", "{{lang}}/{{slug}}/index.html"
"""


@pytest.fixture
def bilingual(site: Site) -> Site:
    site.add("ring.ipynb", notebook(front("A hash ring", slug="ring"), markdown("English."), code("print(1)")))
    german = notebook(
        front("Ein Hashring", slug="ring", lang="de"), markdown("[English](ring.ipynb)"), code("print(1)")
    )
    site.add("ring-de.ipynb", german)
    site.add("pages/about.ipynb", notebook(front("About", slug="about"), markdown("We.")))
    site.add("pages/about-de.ipynb", notebook(front("Zu uns", slug="about", lang="de"), markdown("Wir.")))
    return site


@pytest.mark.parametrize("settings", [SETTINGS, f"THEME = {str(ROOT / 'theme')!r}"])
def test_each_leads_to_the_other_and_no_link_is_dead(settings: str, bilingual: Site) -> None:
    built = bilingual.build(settings=settings)
    assert built.returncode == 0, built.stderr
    for page in bilingual.output.rglob("*.html"):
        for target in re.findall(r'(?:href|src)="(?:https://x\.example)?(/[^"#?]*)', page.read_text()):
            file = bilingual.output / target.lstrip("/")
            assert (file / "index.html" if file.is_dir() else file).is_file(), f"{page}: {target}"


def test_both_have_all_that_a_post_has(bilingual: Site) -> None:
    bilingual.build(settings=SETTINGS)
    english, german = bilingual.read("ring/index.html"), bilingual.read("de/ring/index.html")
    assert '<html class="colophon" lang="de">' in german
    for page in (english, german):
        found = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]*)">', page)
        assert dict(found) == {"en": "https://x.example/ring/", "de": "https://x.example/de/ring/"}
    assert re.search(r'In other languages:\s*<a [^>]*hreflang="de" lang="de">Ein Hashring \(de\)</a>', english)
    assert re.search(r'lang="en">In other languages:\s*<a [^>]*hreflang="en" lang="en">A hash ring \(en\)</a>', german)
    names = {"index.html", "index.md", "ring.ipynb", "ring.zip", "cite.bib", "cite.json", "colophon.json"}
    for folder in ("ring", "de/ring"):
        assert names <= {path.name for path in (bilingual.output / folder).iterdir()}
    assert "https://x.example/de/ring/</loc>" in bilingual.read("sitemap.xml")
    assert "Zu uns (de)" in bilingual.read("pages/about.html")
    assert "Ein Hashring" not in bilingual.read("index.html")


def test_a_new_title_is_on_the_page_in_the_other_language(bilingual: Site) -> None:
    press = f"from colophon.site import Press\nPELICAN_CLASS = Press\n{SETTINGS}"
    bilingual.build(settings=press)
    bilingual.add("ring-de.ipynb", notebook(front("Ein Ring", slug="ring", lang="de"), markdown("Deutsch.")))
    bilingual.build(settings=press)
    assert "Ein Ring (de)" in bilingual.read("ring/index.html")


def test_two_in_one_language_are_still_one_too_many(bilingual: Site) -> None:
    bilingual.add("again.ipynb", notebook(front("Again", slug="ring", lang="de"), markdown("Text.")))
    built = bilingual.build(settings=SETTINGS)
    assert built.returncode == 1
    assert "ring-de.ipynb: Expected an address of its own, found `/de/ring/`, which `again.ipynb` has." in built.stderr


def test_a_page_and_a_post_of_one_slug_have_two_addresses_where_their_folders_differ(site: Site) -> None:
    site.add("about.ipynb", notebook(front("A post"), markdown("Text.")))
    site.add("pages/about.ipynb", notebook(front("A page"), markdown("Text.")))
    assert site.build().returncode == 0
    assert "A post" in site.read("about.html") and "A page" in site.read("pages/about.html")
    built = site.build(settings='PAGE_SAVE_AS = "{slug}.html"')
    assert "pages/about.ipynb: Expected an address of its own, found `/about.html`" in built.stderr


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "ring.html"),
        ({"ARTICLE_SAVE_AS": "{slug}/index.html"}, "ring"),
        ({"ARTICLE_SAVE_AS": "{date:%Y}/{category}/{slug}/index.html"}, "2026/Systems/ring"),
        ({"ARTICLE_SAVE_AS": "{path}/x.html"}, "ring"),
        ({"ARTICLE_SAVE_AS": ""}, "ring"),
        ({"DEFAULT_LANG": "de"}, "ring-en.html"),
        ({"DEFAULT_LANG": "EN"}, "ring.html"),
    ],
)
def test_the_place_of_a_post_is_told_from_the_settings(settings: dict[str, str], expected: str) -> None:
    date = datetime(2026, 1, 2, tzinfo=UTC)
    front = FrontMatter(title="Ring", slug="ring", date=date, category="Systems", lang="en")
    assert read_places(settings).of(Post(PurePosixPath("a.ipynb"), front, ()), page=False) == expected


def test_a_page_has_no_date_to_be_told_from() -> None:
    front = FrontMatter(title="Ring", slug="ring")
    places = read_places({"PAGE_SAVE_AS": "{date:%Y}/{slug}.html"})
    assert places.of(Post(PurePosixPath("a.ipynb"), front, ()), page=True) == "ring"


def previewed(site: Site) -> warm.WarmSite:
    settings = site.folder / "pelicanconf.py"
    settings.write_text(f'PLUGINS = ["colophon"]\nCACHE_PATH = {str(site.folder / "cache")!r}\n{SETTINGS}')
    return warm.build(settings, site.content, site.folder / "preview/site")


def test_a_preview_renews_either_page_alone(bilingual: Site) -> None:
    warm_site = previewed(bilingual)
    heads = {"ring.ipynb": {"slug": "ring"}, "ring-de.ipynb": {"slug": "ring", "lang": "de"}}
    others = {"ring.ipynb": "A hash ring (en)", "ring-de.ipynb": "Ein Hashring (de)"}
    for path, other in (("ring.ipynb", "ring-de.ipynb"), ("ring-de.ipynb", "ring.ipynb")):
        for text in ("Once.", "Twice."):
            title = others[path].rpartition(" ")[0]
            bilingual.add(path, notebook(front(title, **heads[path]), markdown(text)))
            fresh = warm_site.renew(PurePosixPath(path), Memory())
            assert fresh is not None
            page = fresh.files[fresh.name].decode()
            assert text in page and others[other] in page
    bilingual.add("ring-de.ipynb", notebook(front("Ein Ring", slug="ring", lang="de"), markdown("Text.")))
    assert warm_site.renew(PurePosixPath("ring-de.ipynb"), Memory()) is not None
    fresh = warm_site.renew(PurePosixPath("ring.ipynb"), Memory())
    assert fresh is not None and "Ein Ring (de)" in fresh.files[fresh.name].decode()


def test_a_preview_builds_the_site_for_a_post_that_takes_another_address(bilingual: Site) -> None:
    warm_site = previewed(bilingual)
    bilingual.add("ring.ipynb", notebook(front("A hash ring", slug="other"), markdown("Text.")))
    assert warm_site.renew(PurePosixPath("ring.ipynb"), Memory()) is None
