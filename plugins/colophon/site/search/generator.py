"""The search page and its index, where the theme has a template for the page and Pagefind is installed."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any

from jinja2 import TemplateNotFound
from msgspec import Struct
from msgspec.msgpack import decode, encode
from pelican.generators import Generator, PelicanTemplateNotFound

from colophon.site.posts.kept import all_kept, body_key, html_of, key_of
from colophon.site.printing.tray import Tray
from colophon.site.search.documents import choices, document, excluded, lean
from colophon.site.search.filters import filter_table, result_pages
from colophon.site.search.pagefind import Pagefind, find_pagefind
from colophon.site.search.shards import apart, runs, shards

SEARCHED = ("articles", "translations", "pages")
URL = "search/"
FOLDER = "pagefind"
MISSING = "Colophon: no search page, as Pagefind or cbor2 is not installed (pip install 'pelican-colophon[search]')."


class _Shard(Struct, frozen=True):
    """Contents that have an index of their own."""

    name: str
    contents: Mapping[str, Any]
    """By the files of their pages."""
    key: str

    @property
    def folder(self) -> str:
        """Where its index is, below that of the first one, whose name is empty."""
        return self.name and f"{self.name}/"


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
        parts = [
            self._shard(pagefind, name, {path: contents[path] for path in paths})
            for name, paths in shards(contents).items()
        ]
        results: dict[str, str] = {}
        for some in runs(parts, lambda part: len(part.contents)):
            results |= self._write_shards(writer.tray, pagefind, some)
        table = filter_table(results, {path: choices(each) for path, each in contents.items()})
        told = {"shards": [part.folder for part in parts if part.folder], "filters": table}
        data = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        writer.tray.write(f"{FOLDER}/parts.json", data)

    def _write_shards(self, tray: Tray, pagefind: Pagefind, parts: Sequence[_Shard]) -> dict[str, str]:
        """Write the index of each shard where it is not there yet, and return the page of each result."""
        missing = [part for part in parts if not tray.keep_all(part.key)]
        files = self._files(pagefind, missing)
        for part in missing:
            for name, data in files[part.key].items():
                tray.write(f"{FOLDER}/{part.folder}{name}", data, part.key)

        def pages(keys: Collection[str]) -> dict[str, bytes]:
            lost = [part for part in parts if part.key in keys and part.key not in files]
            known = files | self._files(pagefind, lost)
            return {key: encode(result_pages(known[key])) for key in keys}

        found = all_kept(self.settings, "results", [part.key for part in parts], pages)
        return {result: page for each in found.values() for result, page in decode(each, type=dict[str, str]).items()}

    def _files(self, pagefind: Pagefind, parts: Sequence[_Shard]) -> dict[str, dict[str, bytes]]:
        """Return the files of the index of each shard, by its key; those that the store has not come from one run."""

        def make(keys: Collection[str]) -> dict[str, bytes]:
            from colophon.site.search.slices import in_slices  # only where something has changed

            lacking = {part.name: part for part in parts if part.key in keys}
            documents = {path: html for part in lacking.values() for path, html in self._documents(part).items()}
            made = apart(pagefind.index(documents, excluded(with_outputs=self._outputs)), lacking)
            return {lacking[name].key: encode(in_slices(files)) for name, files in made.items()}

        packed = all_kept(self.settings, "search", [part.key for part in parts], make)
        return {key: decode(data, type=dict[str, bytes]) for key, data in packed.items()}

    def _shard(self, pagefind: Pagefind, name: str, contents: Mapping[str, Any]) -> _Shard:
        facts = [(path, document(content, "", self._language), body_key(content)) for path, content in contents.items()]
        left_out = excluded(with_outputs=self._outputs)
        key = key_of((pagefind.version, repr(left_out), name, *chain.from_iterable(facts)))
        return _Shard(name, contents, key)

    def _documents(self, part: _Shard) -> dict[str, str]:
        """Return the page that is indexed for each content, by its file."""
        bodies = {path: lean(html_of(content), with_outputs=self._outputs) for path, content in part.contents.items()}
        return {
            path: document(content, bodies[path], self._language, part.name) for path, content in part.contents.items()
        }

    @property
    def _language(self) -> str:
        return str(self.settings["DEFAULT_LANG"])

    @property
    def _outputs(self) -> bool:
        """Whether what cells printed is searched too."""
        return bool(self.settings.get("COLOPHON_SEARCH_OUTPUTS", False))

    def _contents(self) -> dict[str, Any]:
        """Return what can be found, by the file of its page; Pagefind takes an empty folder for a mistake."""
        found = (content for name in SEARCHED for content in self.context.get(name, ()))
        return {content.save_as: content for content in found if content.save_as}
