"""Series: posts that belong together, in order of date, with a page and a feed each."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from jinja2 import TemplateNotFound
from pelican.generators import Generator, PelicanTemplateNotFound
from pelican.utils import slugify


class Series:
    """The posts of one series, oldest first."""

    def __init__(self, name: str, settings: dict[str, Any]) -> None:
        self.name = name
        self.slug = slugify(name, regex_subs=settings["SLUG_REGEX_SUBSTITUTIONS"])
        self.url = f"series/{self.slug}/"
        self.save_as = f"{self.url}index.html"
        self.articles: list[Any] = []

    @property
    def minutes(self) -> int:
        """How long its notebooks take to read."""
        return sum(map(_minutes, self.articles))

    def __str__(self) -> str:
        return self.name


def collect_series(articles: Iterable[Any], settings: dict[str, Any]) -> dict[str, Series]:
    """Return the series by name and tell each article its place, its neighbours and its companions."""
    found: dict[str, Series] = {}
    for article in sorted(articles, key=lambda article: (article.date, article.source_path)):
        name = getattr(article, "series_name", "")
        if name:
            found.setdefault(name, Series(name, settings)).articles.append(article)
    for series in found.values():
        for place, article in enumerate(series.articles, start=1):
            article.series, article.series_place, article.series_articles = series, place, series.articles
        left = 0
        for article in reversed(series.articles):
            article.series_minutes_left = left
            left += _minutes(article)
        for earlier, later in pairwise(series.articles):
            earlier.series_next, later.series_previous = later, earlier
    return dict(sorted(found.items()))


def _minutes(article: Any) -> int:
    return article.article.minutes if hasattr(article, "article") else 0


def link_neighbours(articles: Iterable[Any]) -> None:
    """Tell each article which post was published before and after it."""
    by_date = sorted(articles, key=lambda article: (article.date, article.source_path))
    for earlier, later in pairwise(by_date):
        earlier.next_post, later.previous_post = later, earlier


class SeriesGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes a page for each series and one that lists them, where the theme has templates for them."""

    def generate_context(self) -> None:
        """Put the series into the context as `series`, by name."""
        link_neighbours(self.context["articles"])
        self.context["series"] = collect_series(self.context["articles"], self.settings)

    def generate_output(self, writer: Any) -> None:
        """Write `/series/` and `/series/<slug>/`, and the feeds of each series."""
        if not self.context["series"]:
            return
        self._write_feeds(writer)
        try:
            one, every = self.get_template("series"), self.get_template("series_list")
        except (PelicanTemplateNotFound, TemplateNotFound):
            return
        relative = self.settings["RELATIVE_URLS"]
        for serie in self.context["series"].values():
            writer.write_file(
                serie.save_as, one, self.context, relative, serie=serie, url=serie.url, page_name=serie.url
            )
        writer.write_file("series/index.html", every, self.context, relative, url="series/")

    def _write_feeds(self, writer: Any) -> None:
        for kind in ("atom", "rss"):
            pattern = self.settings.get(f"COLOPHON_SERIES_FEED_{kind.upper()}")
            for serie in self.context["series"].values() if pattern else ():
                path = pattern.format(slug=serie.slug)
                writer.write_feed(serie.articles[::-1], self.context, path, feed_type=kind, feed_title=serie.name)
