"""The search page and its index, where the theme has a template for the page and Pagefind is installed."""

from __future__ import annotations

import sys
from typing import Any

from jinja2 import TemplateNotFound
from pelican.generators import Generator, PelicanTemplateNotFound

from colophon.site.search.index import SearchIndex
from colophon.site.search.pagefind import find_pagefind

SEARCHED = ("articles", "translations", "pages")
URL = "search/"
INDEX = "COLOPHON search index of this build"
"""Key of the context; no name that a template could use."""
MISSING = "Colophon: no search page, as Pagefind or cbor2 is not installed (pip install 'pelican-colophon[search]')."


class SearchGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes `/search/` and lets Pagefind begin with the index."""

    def generate_context(self) -> None:
        """Tell the templates where the search page is; nowhere where there is none."""
        self._pagefind = self._template = None
        if not self.settings.get("COLOPHON_SEARCH", True) or not self._contents():
            return
        try:
            self._template = self.get_template("search")
        except (PelicanTemplateNotFound, TemplateNotFound):
            return
        self._pagefind = find_pagefind()
        if self._pagefind is None:
            print(MISSING, file=sys.stderr)
            return
        self.context["search_url"] = URL

    def generate_output(self, writer: Any) -> None:
        """Write the page; the index follows when the other generators are done."""
        if self._pagefind is None:
            return
        relative = self.settings["RELATIVE_URLS"]
        writer.write_file(f"{URL}index.html", self._template, self.context, relative, url=URL)
        self.context[INDEX] = SearchIndex(self.settings, self._pagefind, self._contents(), writer.tray)

    def _contents(self) -> dict[str, Any]:
        """Return what can be found, by the file of its page; Pagefind takes an empty folder for a mistake."""
        found = (content for name in SEARCHED for content in self.context.get(name, ()))
        return {content.save_as: content for content in found if content.save_as}


class SearchIndexGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes the index that was begun."""

    def generate_output(self, writer: Any) -> None:
        """Write what changed of it."""
        if INDEX in self.context:
            self.context.pop(INDEX).write()
