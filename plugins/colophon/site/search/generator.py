"""The search page and its index, where the theme has a template for the page and Pagefind is installed."""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import Any

from jinja2 import TemplateNotFound
from pelican.generators import Generator, PelicanTemplateNotFound

from colophon.site.kept import body_key, html_of, kept, key_of
from colophon.site.search.bundle import pack, unpack
from colophon.site.search.documents import choices, document, excluded
from colophon.site.search.filters import filter_table, result_pages
from colophon.site.search.pagefind import Pagefind, find_pagefind, is_of_shard
from colophon.site.search.shards import shards
from colophon.site.tray import Tray

SEARCHED = ("articles", "translations", "pages")
URL = "search/"
FOLDER = "pagefind"
MISSING = "Colophon: no search page, as Pagefind or cbor2 is not installed (pip install 'pelican-colophon[search]')."


class SearchGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes `/search/` and the index beside it."""

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
        """Write the page and the files of the index."""
        if self._pagefind is None:
            return
        relative = self.settings["RELATIVE_URLS"]
        writer.write_file(f"{URL}index.html", self._template, self.context, relative, url=URL)
        self._write_index(writer, self._pagefind)

    def _write_index(self, writer: Any, pagefind: Pagefind) -> None:
        contents = self._contents()
        folders = shards(contents)
        results: dict[str, str] = {}
        for folder, paths in folders.items():
            results |= self._write_shard(writer.tray, pagefind, folder, {path: contents[path] for path in paths})
        table = filter_table(results, {path: choices(each) for path, each in contents.items()})
        parts = {"shards": [folder for folder in folders if folder], "filters": table}
        data = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        writer.tray.write(f"{FOLDER}/parts.json", data)

    def _write_shard(self, tray: Tray, pagefind: Pagefind, folder: str, contents: dict[str, Any]) -> dict[str, str]:
        """Write the index of some contents, by the files of their pages, and return the page of each result."""
        left_out = excluded(with_outputs=self.settings.get("COLOPHON_SEARCH_OUTPUTS", False))
        facts = {path: (document(content, ""), body_key(content)) for path, content in contents.items()}
        known = (part for path, both in facts.items() for part in (path, *both))
        key = key_of((pagefind.version, left_out, folder, *known))

        def make() -> bytes:
            from colophon.site.search.slices import in_slices  # only where something has changed

            found = pagefind.index({path: self._document(each) for path, each in contents.items()}, left_out)
            return pack(in_slices(found))

        @cache  # opened only where one of the two below is not there
        def files() -> dict[str, bytes]:
            return unpack(kept(self.settings, "search", (key,), make))

        if not tray.keep_all(key):
            for name, data in files().items():
                if not folder or is_of_shard(name):
                    tray.write(f"{FOLDER}/{folder}{name}", data, key)
        found = kept(self.settings, "results", (key,), lambda: json.dumps(result_pages(files())).encode())
        pages: dict[str, str] = json.loads(found)
        return pages

    def _contents(self) -> dict[str, Any]:
        """Return what can be found, by the file of its page; Pagefind takes an empty folder for a mistake."""
        found = (content for name in SEARCHED for content in self.context.get(name, ()))
        return {content.save_as: content for content in found if content.save_as}

    def _document(self, content: Any) -> str:
        """Return the page that is indexed for a content; kept, as a change in one post makes all of the index anew."""
        causes = (document(content, ""), body_key(content))
        return kept(self.settings, "document", causes, lambda: document(content, html_of(content)).encode()).decode()
