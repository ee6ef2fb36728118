"""What Pelican reads for a notebook: body HTML and metadata, every text escaped."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import Any

from markupsafe import escape
from pelican.readers import BaseReader

from colophon.model import Article
from colophon.site.identity import feed_id
from colophon.site.settings import SiteSettings
from colophon.site.stylesheet import styled

SHELF = "COLOPHON shelf of this build"
"""Key of the settings under which the adapter puts the build's `Shelf`; no name that a user could set."""


class NotebookReader(BaseReader):  # type: ignore[misc]  # Pelican has no types
    """Hands Pelican the articles that the shelf holds; Pelican makes one reader per generator."""

    enabled = True
    file_extensions = ("ipynb",)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the body and the metadata of the notebook at an absolute path.

        Raises:
            Refused: the notebook cannot be published; Pelican then goes on with the others.
        """
        shelf, settings = self.settings[SHELF]
        article = shelf.article(PurePosixPath(os.path.relpath(source_path, self.settings["PATH"])))
        return styled(article.html, self.settings), self._metadata(article, settings)

    def _metadata(self, article: Article, settings: SiteSettings) -> dict[str, Any]:
        front = article.post.front
        texts = {
            "title": escape(front.title),
            "tags": [escape(tag) for tag in front.tags],
            "authors": [escape(author) for author in front.authors],
            "category": escape(front.category),
        }
        metadata = {name: self.process_metadata(name, _plain(value)) for name, value in texts.items() if value}
        plain = {
            "slug": front.slug,
            "status": front.status,
            "lang": front.lang,
            "date": front.date,
            "modified": front.modified,
            "series_name": str(escape(front.series)),
            "license": str(escape(front.license)),
        }
        metadata.update({name: value for name, value in plain.items() if value})
        metadata["summary"] = article.summary
        metadata["article"] = article
        metadata["feed_id"] = feed_id(article.post, settings)
        return metadata


def _plain(value: object) -> object:
    """Return markup as ordinary strings, which Pelican's processors expect."""
    return [str(each) for each in value] if isinstance(value, list) else str(value)
