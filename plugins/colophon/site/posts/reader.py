"""What Pelican reads for a notebook: body HTML and metadata, every text escaped."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from pelican.readers import BaseReader
from pelican.urlwrappers import Author, Category, Tag

from colophon.model import Article
from colophon.site.escaping import SafeHTML, named, safe_text
from colophon.site.posts.identity import feed_id
from colophon.site.settings import SiteSettings

SHELF = "COLOPHON shelf of this build"
"""Key of the settings under which the adapter puts the build's `Shelf`; no name that a user could set."""


class NotebookReader(BaseReader):  # type: ignore[misc]  # Pelican has no types
    """Hands Pelican the articles that the shelf holds; Pelican makes one reader per generator."""

    enabled = True
    file_extensions = ("ipynb",)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return an empty body and the metadata of the notebook at an absolute path.

        Raises:
            Refused: the notebook cannot be published; Pelican then goes on with the others.
        """
        shelf, settings = self.settings[SHELF]
        article = shelf.article(PurePosixPath(os.path.relpath(source_path, self.settings["PATH"])))
        return "", self._metadata(article, settings)  # `late.open_late` opens the body

    def _metadata(self, article: Article, settings: SiteSettings) -> dict[str, Any]:
        front = article.post.front
        found = {
            "title": safe_text(front.title),
            "tags": [self._named(Tag, tag) for tag in front.tags],
            "authors": [self._named(Author, author) for author in front.authors] or self._everybodys,
            "category": self._category(front.category),
            "slug": front.slug,
            "status": front.status,
            "lang": front.lang,
            "date": front.date,
            "modified": front.modified,
            "series_name": safe_text(front.series),
            "license": safe_text(front.license),
        }
        always = {
            "summary": SafeHTML(article.summary),
            "article": article,
            "feed_id": feed_id(article.post, settings),
        }
        return {name: value for name, value in found.items() if value} | always

    def _category(self, name: str) -> Category | None:
        """Return the category of a post; Pelican's default where the site has no pages for them.

        There Pelican gives none to a post, and yet asks each draft for it.
        """
        if not name and not self.settings["CATEGORY_SAVE_AS"]:
            name = self.settings["DEFAULT_CATEGORY"]
        return self._named(Category, name) if name else None

    def _named(self, kind: type, name: str) -> Any:
        """Return Pelican's tag, category or author of that name, the same for all posts."""
        if (kind, name) not in self._known:
            self._known[kind, name] = named(kind, name, self.settings)
        return self._known[kind, name]

    @cached_property
    def _everybodys(self) -> list[Author]:
        """The author of posts that name none, as Pelican would make one for each of them."""
        return [Author(self.settings["AUTHOR"], self.settings)] if "AUTHOR" in self.settings else []

    @cached_property
    def _known(self) -> dict[tuple[type, str], Any]:
        return {}
