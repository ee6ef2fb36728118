"""A small site made of stand-ins for Pelican's values, to draw every template without a build."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image, ImageDraw

from colophon.model import Article, Asset, FrontMatter, Heading, Post
from colophon.site.discovery.citation import citation
from colophon.site.feeds.jsonfeed import json_path
from colophon.site.lists.calendar import years
from colophon.site.themefiles import ThemeFiles

THEME = Path(__file__).parents[2] / "theme"
FILES = ThemeFiles(THEME / "static")
SAMPLE = Path(__file__).with_name("sample.html")
TAGS = ("transformers", "numpy", "attention", "key and value", "softmax", "a head")
TITLES = ("Attention, built small", "What a Bloom filter forgets", "A key-value store that survives its own death")

RECORD = SimpleNamespace(
    headline="Reproduced 3 of 3",
    short="reproduced 3 of 3, 1 November 2026",
    sentence="Every output came out the same.",
    reasons=(),
    facts=(("Run", "1 November 2026, 2 s"), ("Language", "Python 3.11.7")),
    command="jupyter execute post.ipynb",
)


class Named(SimpleNamespace):
    """A tag, category or author as Pelican makes it: prints as its name, sorts by it."""

    def __str__(self) -> str:
        return str(self.name)

    def __lt__(self, other: Named) -> bool:
        return str(self.name) < str(other.name)


def tag(name: str) -> Named:
    return Named(name=name, slug=name, url=f"tags/{name}/")


def article(number: int, title: str) -> SimpleNamespace:
    date = datetime(2026, 11, number, tzinfo=UTC)
    slug = f"post-{number}"
    post = Post(PurePosixPath(f"{slug}.ipynb"), FrontMatter(title, date), ())
    outline = (
        Heading(2, "The idea", "the-idea"),
        Heading(2, "What the heads see", "what-the-heads-see"),
        Heading(3, "Where it breaks", "where-it-breaks"),
        Heading(2, "What to take home, in a title that breaks", "take-home"),
    )
    summary = "How a model looks at all words at once: the mechanism in forty lines, its gradient checked, its figures held against the paper’s."  # noqa: E501
    small = Asset("figure.png", b"", "image/png", 296, 185) if number != 2 else None
    html = SAMPLE.read_text(encoding="utf-8")
    return SimpleNamespace(
        title=title, date=date, modified=None, locale_date=f"{number} November 2026", summary=summary, slug=slug,
        tags=[tag(name) for name in TAGS], authors=[], url=f"{slug}/", save_as=f"{slug}/index.html",
        content=html, lang="en", article=Article(post, html, summary, outline=outline, minutes=14, thumbnail=small),
        folder_url=f"{slug}/", download_url=f"{slug}/{slug}.ipynb", card="",
        social_image="assets/figure.png" if number != 2 else "",
        json_ld='{"@context": "https://schema.org"}', license="", series_name="Models that learn",
        series_place=number, previous_post=None, next_post=None, relative_source_path=f"{slug}.ipynb",
        source_path=f"{slug}.ipynb", provenance=RECORD, bundle_url=f"{slug}/{slug}.zip",
    )  # fmt: skip


def context() -> dict[str, Any]:
    """Return what Pelican gives to every template."""
    posts = [article(number, title) for number, title in enumerate(TITLES, 1)]
    serie = Named(
        name="Models that learn", slug="models-that-learn", url="series/models-that-learn/", articles=posts, minutes=42
    )
    for place, post in enumerate(posts):
        post.series, post.series_articles = serie, posts
        post.previous_post = posts[place - 1] if place else None
        post.next_post = posts[place + 1] if place + 1 < len(posts) else None
        post.series_previous, post.series_next = post.previous_post, post.next_post
        post.series_minutes_left = 14 * (len(posts) - place - 1)
        post.related = [(posts[place - 1], "attention, scale, gradient, recall")]
        post.citation = citation(post, "https://example.org", "Worked Papers")
    page = SimpleNamespace(
        title="About", url="about/", content="<section class='cell cell-markdown'><p>What this is.</p></section>",
        lang="en", summary="", article=None, social_image="",
    )  # fmt: skip
    newest = posts[::-1]
    several = SimpleNamespace(
        object_list=newest, number=1, url="", has_other_pages=lambda: True, has_previous=lambda: False,
        has_next=lambda: True,
    )  # fmt: skip
    tags = [(tag("numpy"), posts), (tag("transformers"), posts)]
    return {
        "SITENAME": "Worked Papers", "SITEURL": "", "DEFAULT_LANG": "en", "MENUITEMS": (),
        "SITESUBTITLE": "Systems from the literature, built small, run, and held against their published figures",
        "COLOPHON_SOURCE_URL": "https://example.org/blob/main/{path}",
        "COLOPHON_REPORT_URL": "https://example.org/issues/new?title={title}&body={path}",
        "COLOPHON_LICENSE": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        "COLOPHON_OPEN_IN": {"Colab": "https://example.org/colab/{path}", "Lab": "https://example.org/lab?url={url}"},
        "COLOPHON_CANONICAL_URL": "https://example.org", "FEED_ATOM": "feed.atom",
        "TAG_SAVE_AS": "tags/{slug}/index.html",
        "TAG_FEED_ATOM": "tags/{slug}/feed.atom",
        "tags_page": {"url": "tags/", "save_as": "tags/index.html"},
        "archive_page": {"url": "archive/", "save_as": "archive/index.html"}, "CATEGORIES_URL": "categories/",
        "AUTHORS_URL": "authors/", "DISPLAY_PAGES_ON_MENU": True, "pages": [page], "articles": newest,
        "dates": newest, "series": {serie.name: serie}, "serie": serie, "article": posts[0], "page": page,
        "tags": tags, "tag": tags[0][0], "categories": [(tag("systems"), posts)], "category": tag("systems"),
        "authors": [(tag("somebody"), posts)], "author": tag("somebody"), "period": (2026, "November"),
        "start_here": [(posts[1], "For those who count <sets>.")],
        "articles_page": several, "articles_paginator": SimpleNamespace(num_pages=2),
        "articles_previous_page": None, "articles_next_page": SimpleNamespace(url="page/2/"),
        "target": "/post-1/", "title": TITLES[0], "search_url": "search/",
        "json_path": json_path, "archive_years": years(posts), "COLOPHON_JSON_FEEDS": True, "FEED_RSS": "feed.rss",
        "TAG_FEED_RSS": "tags/{slug}/feed.rss", "COLOPHON_SERIES_FEED_ATOM": "series/{slug}/feed.atom",
        "COLOPHON_SERIES_FEED_RSS": "series/{slug}/feed.rss",
    }  # fmt: skip


def templates() -> list[str]:
    """Return the names of the templates that make a page."""
    names = (path.name for path in (THEME / "templates").glob("*.html"))
    return sorted(name for name in names if not name.startswith("_") and name != "base.html")


class Absent(StrictUndefined):
    """A name that nobody gave: no, where a template asks whether it is there; a fault where it is printed."""

    def __bool__(self) -> bool:
        return False


def environment() -> Environment:
    """Return Jinja as Pelican sets it up, but strict about what is printed."""
    loader = FileSystemLoader(THEME / "templates")
    drawn = Environment(loader=loader, trim_blocks=True, lstrip_blocks=True, undefined=Absent)
    drawn.globals["theme_file"] = FILES
    return drawn


NEEDS = {"article.html": "page", "page.html": "article"}
"""Pelican gives an article's template no page, and the other way round."""


def draw(name: str, **changes: object) -> str:
    """Return the page that a template makes."""
    given = context() | {"output_file": name} | changes
    given[NEEDS.get(name, "page")] = None
    return environment().get_template(name).render(given)


def write_site(folder: Path) -> None:
    """Write each template's page, `<name>.html`, with the theme and a picture beside it."""
    for name, data in FILES.published.items():
        (folder / "theme" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "theme" / name).write_bytes(data)
    (folder / "assets").mkdir(exist_ok=True)
    draw_figure(folder / "assets" / "figure.png")
    for name in templates():
        (folder / name).write_text(draw(name), encoding="utf-8")


def draw_figure(path: Path) -> None:
    picture = Image.new("RGB", (1280, 800), "white")
    pen = ImageDraw.Draw(picture)
    pen.line([(100, 60), (100, 720), (1220, 720)], fill="black", width=3)
    for place in range(8):
        pen.line([(100, 80 + 60 * place), (500, 500 + 25 * place), (1200, 700)], fill=(30, 30 * place, 140), width=4)
    picture.save(path)
