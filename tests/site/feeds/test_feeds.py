"""The feeds of a site: three formats, for the site, its tags and its series, that last."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import feedparser
import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from colophon.site.feeds.atom import AtomFeed
from tests.conftest import Site, front, markdown, notebook

SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("atom.rng"))))
JSON_SCHEMA = Draft202012Validator(json.loads(Path(__file__).with_name("jsonfeed.json").read_text()))
FEEDS = """
SITEURL = FEED_DOMAIN = "https://small.example"
FEED_ATOM, FEED_RSS = "feed.atom", "feed.rss"
TAG_FEED_ATOM = "tags/{slug}.atom.xml"
COLOPHON_SERIES_FEED_ATOM, COLOPHON_SERIES_FEED_RSS = "series/{slug}/feed.atom", "series/{slug}/feed.rss"
COLOPHON_JSON_FEEDS = True
COLOPHON_FEED_AUTHORITY = "small.example"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""


def fill(site: Site) -> None:
    site.add(
        "a.ipynb",
        notebook(front("A & b", tags=["x"], series="S", authors=["Ann"]), markdown("Some $x_1^2 < 3$ —\n\n---")),
    )
    site.add("b.ipynb", notebook(front("B", date="2026-01-03", modified="2026-02-01", series="S"), markdown("y")))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with every kind of feed, built once for the tests that only read it."""
    site = Site(tmp_path_factory.mktemp("feeds") / "site")
    fill(site)
    built = site.build(settings=FEEDS)
    assert built.returncode == 0, built.stderr
    return site


def paths(site: Site, kind: str) -> list[str]:
    return sorted(path.relative_to(site.output).as_posix() for path in site.output.rglob(f"*.{kind}*"))


def test_each_feed_stands_in_three_formats_and_says_the_same(filled: Site) -> None:
    assert paths(filled, "atom") == ["feed.atom", "series/s/feed.atom", "tags/x.atom.xml"]
    assert paths(filled, "rss") == ["feed.rss", "series/s/feed.rss"]
    for name in ("feed.", "series/s/feed."):
        atom, rss = (feedparser.parse(filled.read(name + kind)) for kind in ("atom", "rss"))
        assert not atom.bozo and not rss.bozo
        told = json.loads(filled.read(f"{name}json"))["items"]
        ids = [[each.id for each in feed.entries] for feed in (atom, rss)] + [[each["id"] for each in told]]
        assert ids == [["tag:small.example,2026-01-03:b", "tag:small.example,2026-01-02:a"]] * 3
        links = [[each.link for each in feed.entries] for feed in (atom, rss)] + [[each["url"] for each in told]]
        assert links == [["https://small.example/b.html", "https://small.example/a.html"]] * 3
        assert [each.title for each in atom.entries] == ["B", "A & b"] == [each["title"] for each in told]


def test_a_json_feed_is_what_its_standard_says(filled: Site) -> None:
    """Source: JSON Feed 1.1."""
    feed = json.loads(filled.read("tags/x.json"))
    item = feed.pop("items")[0]
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1", "title": "A Pelican Blog - x", "language": "en",
        "home_page_url": "https://small.example/", "feed_url": "https://small.example/tags/x.json",
        "description": "A Pelican Blog", "authors": [{"name": "A Pelican Blog"}],
    }  # fmt: skip
    assert "<p>Some <math>" in item.pop("content_html")
    assert item == {
        "id": "tag:small.example,2026-01-02:a", "url": "https://small.example/a.html", "title": "A & b",
        "summary": "Some x12<3 —", "authors": [{"name": "Ann"}], "tags": ["x"],
        "date_published": "2026-01-02T00:00:00+00:00", "date_modified": "2026-01-02T00:00:00+00:00",
    }  # fmt: skip


def test_a_json_feed_has_a_line_for_each_member_and_its_text_as_it_is(filled: Site) -> None:
    text = filled.read("feed.json")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n" and "—" in text


def faults(feed: dict[str, Any]) -> list[str]:
    """Return what JSON Feed's specification would not have."""
    return sorted(each.message for each in JSON_SCHEMA.iter_errors(feed))


def test_every_json_feed_has_the_members_of_its_specification(filled: Site) -> None:
    """Source: JSON Feed 1.1, as the schema beside this file has it: what is required, and the type of each member."""
    found = {path: faults(json.loads(filled.read(path))) for path in paths(filled, "json") if "/colophon." not in path}
    assert {path: [] for path in ("feed.json", "series/s/feed.json", "tags/x.json")}.items() <= found.items()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"version": "https://jsonfeed.org/version/1"}, "'https://jsonfeed.org/version/1.1' was expected"),
        ({"items": [{"id": "1"}]}, "is not valid under any of the given schemas"),
        ({"items": [{"id": 1, "content_text": "x"}]}, "1 is not of type 'string'"),
        ({"authors": [{}]}, "{} should be non-empty"),
        ({"author": {"name": "Ann"}}, "'author' does not match any of the regexes"),
        ({"feed_url": "feed.json"}, "'feed.json' does not match"),
    ],
)
def test_the_schema_refuses_what_is_no_json_feed_nope(filled: Site, changed: dict[str, Any], fault: str) -> None:
    (said,) = faults(json.loads(filled.read("feed.json")) | changed)
    assert fault in said


def test_atom_keeps_to_its_schema_and_holds_formulas_as_elements(filled: Site) -> None:
    """Source: RFC 4287, as the schema beside this file has it."""
    for path in paths(filled, "atom"):
        feed = etree.fromstring(filled.read(path).encode())
        assert SCHEMA.validate(feed), (path, SCHEMA.error_log.last_error)
    assert feed.findall(".//{http://www.w3.org/1998/Math/MathML}math") != []


def test_feeds_of_a_site_make_an_entry_once() -> None:
    known: dict[tuple[str, str], str] = {}

    def written(title: str) -> str:
        feed = AtomFeed(title, "/", "", known_entries=known)
        feed.add_item("T", "/t", "", content="<p>a<br></p>", unique_id="urn:t")
        return str(feed.writeString("utf-8"))

    assert '<div xmlns="http://www.w3.org/1999/xhtml"><p>a<br/></p></div></content>' in written("One")
    known["urn:t", "/t"] = "<title>made before</title>"
    assert "<entry><title>made before</title></entry>" in written("Other")


def test_every_feed_of_the_real_site_keeps_to_the_schema(real_site: tuple[Path, str]) -> None:
    folder, address = real_site
    feeds = sorted(folder.rglob("feed.atom"))
    assert len(feeds) > 10
    ids = set()
    for path in feeds:
        feed = etree.fromstring(path.read_bytes())
        assert SCHEMA.validate(feed), (path, SCHEMA.error_log.last_error)
        ids.add(feed.findtext("{http://www.w3.org/2005/Atom}id"))
        assert not feedparser.parse(path.read_bytes()).bozo
        told = json.loads(path.with_suffix(".json").read_text())
        assert path.with_suffix(".rss").is_file() and told["items"] and faults(told) == []
    assert len(ids) == len(feeds) and all(address not in name for name in ids)


def ids(site: Site) -> list[Any]:
    """Return the ids of all feeds and all their entries."""
    pattern = r"<(?:guid[^>]*|id)>([^<]*)<|\"id\": \"([^\"]*)\""
    kinds = ("atom", "rss", "json")
    return [
        re.findall(pattern, site.read(path)) for kind in kinds for path in paths(site, kind) if "colophon" not in path
    ]


def test_ids_stay_after_a_rebuild_a_new_title_and_another_server(site: Site) -> None:
    """A reader of the feed is never shown a post twice."""
    fill(site)
    assert site.build(settings=FEEDS).returncode == 0
    first = ids(site)
    assert site.build(settings=FEEDS).returncode == 0
    assert ids(site) == first
    site.add("a.ipynb", notebook(front("New", tags=["x"], series="S", authors=["Ann"]), markdown("Other.")))
    assert site.build(settings=FEEDS.replace("https://small.example", "https://other.example/blog")).returncode == 0
    assert ids(site) == first
    assert len(first) == 8 and all(first)


def test_a_category_and_an_author_of_one_slug_do_not_stop_the_build(site: Site) -> None:
    """Pelican's defaults give both the feed feeds/<slug>.atom.xml; the second is left out, and that is said."""
    site.add("a.ipynb", notebook(front("A", category="Same", authors=["Same"]), markdown("x")))
    built = site.build(settings='SITEURL = "https://small.example"')
    assert built.returncode == 0, built.stderr
    assert "feeds/same.atom.xml is a feed already, the one of Same is left out" in built.stderr
    assert [each.title for each in feedparser.parse(site.read("feeds/same.atom.xml")).entries] == ["A"]


def test_a_feed_of_nothing_does_not_tell_the_time(site: Site) -> None:
    """A site without posts gives the same feed at each build."""
    site.add("pages/p.ipynb", notebook(front("P"), markdown("x")))
    assert site.build(settings=FEEDS).returncode == 0
    assert "<updated>1970-01-01T00:00:00+00:00</updated>" in site.read("feed.atom")


def test_a_feed_of_a_site_without_an_authority_is_named_by_its_address(site: Site, filled: Site) -> None:
    """Two sites that set none must not share an id."""
    fill(site)
    assert site.build(settings=FEEDS.replace('AUTHORITY = "small.example"', 'AUTHORITY = ""')).returncode == 0
    assert "<id>https://small.example/feed.atom</id>" in site.read("feed.atom")
    assert "<id>urn:uuid:" in filled.read("feed.atom")
