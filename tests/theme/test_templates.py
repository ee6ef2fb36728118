"""The pages that the theme's templates make, without a build."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from colophon.site.escaping import SafeHTML
from tests.theme.mock import THEME, article, context, draw, tag, templates

ACTIVE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(\ssrc=|application/ld\+json))", re.IGNORECASE)


@pytest.mark.parametrize("name", templates())
def test_every_page_has_one_title_and_the_landmarks(name: str) -> None:
    """A reader who listens finds one h1, the header, the navigation, the text and the foot on each page."""
    page = draw(name)
    assert [len(re.findall(rf"<{tag}[ >]", page)) for tag in ("h1", "main", "title", "html", "body")] == [1] * 5
    assert '<html class="colophon" lang="en">' in page
    assert all(part in page for part in ('<header class="masthead">', '<nav class="menu"', '<footer class="foot">'))
    assert page.index('class="skip" href="#main"') < page.index("<header") < page.index('id="main"')


@pytest.mark.parametrize("name", templates())
def test_nothing_on_a_page_is_inline(name: str) -> None:
    """The policy forbids inline scripts and styles, and no page has any."""
    page = draw(name)
    assert None is ACTIVE.search(page)
    wasm = " 'wasm-unsafe-eval'" if name == "search.html" else ""
    assert f"default-src 'none'; script-src 'self'{wasm}; style-src 'self';" in page
    assert page.index("Content-Security-Policy") < page.index("<link")


@pytest.mark.parametrize("name", templates())
def test_no_id_is_given_twice(name: str) -> None:
    """Every fragment leads to one place."""
    ids = re.findall(r'\sid="([^"]+)"', draw(name))
    assert sorted(set(ids)) == sorted(ids)


def test_partials_stay_small() -> None:
    """A partial can be read at a glance."""
    sizes = {path.name: len(path.read_text().splitlines()) for path in (THEME / "templates").glob("_*.html")}
    assert {name: size for name, size in sizes.items() if size >= 40} == {}


def test_an_article_says_who_it_is() -> None:
    """Search engines and link previews get the address, the picture and the summary."""
    page = draw("article.html")
    assert '<link rel="canonical" href="https://example.org/post-1/">' in page
    assert '<meta property="og:image" content="https://example.org/assets/figure.png">' in page
    assert '<meta property="og:type" content="article">' in page
    assert '<script type="application/ld+json">{"@context": "https://schema.org"}</script>' in page
    assert '<meta name="description" content="How a model looks' in page


def test_a_title_with_signs_reaches_a_preview_as_it_is() -> None:
    """What was escaped for the page is not escaped twice, and a card comes before the figure."""
    post = article(1, "x")
    post.series_place = 0
    post.title = post.summary = SafeHTML("R + W &gt; N &amp; more")
    post.card = "cards/post-1.jpg"
    page = draw("article.html", article=post)
    assert '<meta property="og:title" content="R + W &gt; N &amp; more">' in page
    assert '<meta property="og:description" content="R + W &gt; N &amp; more">' in page
    assert '<meta property="og:image" content="https://example.org/cards/post-1.jpg">' in page


def test_without_an_address_a_page_claims_none() -> None:
    """A site that is not deployed yet has no canonical address."""
    page = draw("article.html", COLOPHON_CANONICAL_URL="")
    assert "canonical" not in page
    assert "og:url" not in page


def test_an_article_ends_with_what_can_be_done() -> None:
    """The notebook, its source and a way to report an error, each with the notebook's path."""
    page = draw("article.html")
    assert 'href="/post-1/post-1.ipynb" download' in page
    assert "https://example.org/blob/main/post-1.ipynb" in page
    assert "issues/new?title=Attention%2C%20built%20small&amp;body=post-1.ipynb" in page
    assert 'rel="next" href="/post-2/"' in page and "Next in the series" in page
    assert 'href="https://example.org/colab/post-1.ipynb">Open in Colab' in page
    assert 'href="https://example.org/lab?url=https%3A//example.org/post-1/post-1.ipynb">Open in Lab' in page
    assert "1 of 3; the rest of the series takes about 28 minutes" in page
    assert "also speaks of attention, scale, gradient, recall" in page
    assert "@misc{post12026," in page and 'href="/post-1/cite.bib"' in page
    assert "Models that learn</a>, 1 of 3" in page


def test_what_a_site_has_not_is_not_offered() -> None:
    """Empty settings leave no empty links."""
    nothing = {
        "COLOPHON_OPEN_IN": {},
        "COLOPHON_SOURCE_URL": "",
        "COLOPHON_REPORT_URL": "",
        "COLOPHON_LICENSE": ("", ""),
        "FEED_ATOM": None,
    }
    page = draw("article.html", **nothing)
    for words in ("Open in", "View the source", "Report an error", "Text and figures", "feed.atom"):
        assert words not in page


def test_a_post_without_headings_has_no_contents_list() -> None:
    """A list of nothing is not shown."""
    post = article(1, "Short")
    post.article, post.series_place = None, 0
    assert "Contents" not in draw("article.html", article=post)


def test_relative_addresses_reach_every_file() -> None:
    """With relative addresses the prefix of the page leads to each file of the theme."""
    page = draw("article.html", SITEURL="..")
    local = re.findall(r'(?:href|src)="([^"#:]+)"', page)
    assert [address for address in local if not address.startswith(("../", "assets/"))] == []


@pytest.mark.parametrize(
    ("address", "root"), [("", ""), ("https://example.org", ""), ("https://example.org/blog/a", "/blog/a")]
)
def test_the_page_of_lost_addresses_works_anywhere(address: str, root: str) -> None:
    """A host serves the same 404 page at any depth: all its addresses begin at the root of the host."""
    page = draw("404.html", COLOPHON_CANONICAL_URL=address, SITEURL=".")
    assert f'href="{root}/theme/css/theme.' in page
    assert f'<a class="masthead-name" href="{root}/">' in page
    assert 'content="noindex"' in page


def test_feeds_are_found_from_the_pages() -> None:
    """Every page names the feed of the site, a tag's page also its own."""
    assert 'href="/feed.atom"' in draw("index.html")
    assert 'href="/tags/numpy/feed.atom"' in draw("tag.html")


def test_the_first_page_says_where_to_start_and_the_others_do_not() -> None:
    """A new reader finds posts with a reason to read them, and the series; one who turns pages is past that."""
    first = draw("index.html")
    assert (
        first.index('href="/post-2/"') < first.index("For those who count &lt;sets&gt;.") < first.index("Newest</h2>")
    )
    assert '<a class="entry-link" href="/series/models-that-learn/">' in first
    several = SimpleNamespace(**{**vars(context()["articles_page"]), "number": 2, "url": "page/2/"})
    later = draw("index.html", articles_page=several, articles_previous_page=SimpleNamespace(url=""))
    assert "Start here" not in later
    assert "<title>Worked Papers, page 2</title>" in later


def test_pictures_of_a_list_keep_their_place() -> None:
    """A picture says its size before it has loaded, and only the first is loaded before it is in sight."""
    images = re.findall(r'<img class="entry-picture"[^>]*>', draw("index.html"))
    assert len(images) == 2
    assert [image for image in images if 'width="296" height="185"' not in image] == []
    assert ["lazy" in image for image in images] == [False, True]


def test_lists_lead_to_every_post() -> None:
    """Index, archive, tag and series name all posts, the archive under their year."""
    for name in ("index.html", "archives.html", "period_archives.html", "tag.html", "series.html", "series_list.html"):
        page = draw(name)
        assert [post.url for post in context()["articles"] if f'href="/{post.url}"' not in page] == [], name
    assert '<h2 class="group">2026</h2>' in draw("archives.html")
    assert 'aria-label="Posts by month: November 3"' in draw("archives.html")


@pytest.mark.parametrize("name", ["article.html", "index.html"])
def test_no_line_of_a_title_ends_within_a_formula(name: str) -> None:
    """A formula that a title has as text, "R + W > N", stands in one line."""
    named = context()["article"]
    assert isinstance(named, SimpleNamespace)
    named.title = SafeHTML("What R + W &gt; N promises, and &amp; more")
    page = draw(name, article=named, articles_page=SimpleNamespace(object_list=[named], number=1, has_other_pages=list))
    assert "What R&nbsp;+&nbsp;W&nbsp;&gt;&nbsp;N promises, and &amp; more</" in page


def test_the_first_page_names_the_subjects_that_several_posts_share() -> None:
    """A tag of one post leads nowhere else; where tags have no pages, none is named."""
    tags = [(tag("shared"), [1, 2]), (tag("lonely"), [1])]
    page = draw("index.html", tags=tags)
    named = page[page.index('id="subjects"') : page.index('id="posts"')]
    assert re.findall(r">([^<]+)</a> (\d+)</li>", named) == [("shared", "2")]
    assert 'id="subjects"' not in draw("index.html", tags=tags, TAG_SAVE_AS="")
    assert 'id="subjects"' not in draw("index.html", tags=tags[1:])
