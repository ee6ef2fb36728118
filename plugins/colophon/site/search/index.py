"""The index of a site in shards: those that changed are made by Pagefind, which works beside this process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import chain
from typing import Any

from msgspec import Struct
from msgspec.msgpack import decode, encode

from colophon.site.posts.kept import body_key, html_of, key_of
from colophon.site.posts.reader import SHELF
from colophon.site.printing.tray import Tray
from colophon.site.search.documents import choices, document, excluded, lean
from colophon.site.search.filters import filter_table, result_pages
from colophon.site.search.pagefind import Indexing, Pagefind
from colophon.site.search.shards import apart, runs, shards
from colophon.store import Store

FOLDER = "pagefind"


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


class SearchIndex:
    """The index of some contents: what changed of it is begun at once, while the rest of the site is printed."""

    def __init__(
        self, settings: Mapping[str, Any], pagefind: Pagefind, contents: Mapping[str, Any], tray: Tray
    ) -> None:
        """`contents` are given by the files of their pages."""
        self._pagefind = pagefind
        self._contents = contents
        self._tray = tray
        self._store: Store = settings[SHELF][0].store
        self._language = str(settings["DEFAULT_LANG"])
        self._outputs = bool(settings.get("COLOPHON_SEARCH_OUTPUTS", False))
        """Whether what cells printed is searched too."""
        self._results: dict[str, bytes] = {}
        """The page of each result, by the keys of the shards that are in the new site."""
        self._parts = [
            self._shard(name, {path: contents[path] for path in paths}) for name, paths in shards(contents).items()
        ]
        missing = [part for part in self._parts if not self._stands(part)]
        self._kept = [(part, data) for part in missing if (data := self._store.get("search", part.key)) is not None]
        kept = {part.key for part, _ in self._kept}
        self._runs = runs([part for part in missing if part.key not in kept], lambda part: len(part.contents))
        self._begun = self._begin()

    def write(self) -> None:
        """Write the files of every shard that changed, and what the page has to be told of all."""
        for part, data in self._kept:
            self._write_shard(part, decode(data, type=dict[str, bytes]))
        while self._begun:
            from colophon.site.search.slices import in_slices  # only where something has changed

            some, indexing = self._begun
            made = apart(indexing.files(), [part.name for part in some])
            self._begun = self._begin()
            for part in some:
                files = in_slices(made[part.name])
                self._store.put("search", part.key, encode(files))
                self._write_shard(part, files)
        self._write_parts()

    def _stands(self, part: _Shard) -> bool:
        """Whether the old site has the files of a shard; they are taken over then."""
        results = self._store.get("results", part.key)
        if results is None or not self._tray.keep_all(part.key):
            return False
        self._results[part.key] = results
        return True

    def _begin(self) -> tuple[list[_Shard], Indexing] | None:
        """Let Pagefind begin with the next run; None where there is none."""
        some = next(self._runs, None)
        if some is None:
            return None
        documents = {path: html for part in some for path, html in self._documents(part).items()}
        return some, self._pagefind.index(documents, excluded(with_outputs=self._outputs))

    def _write_shard(self, part: _Shard, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            self._tray.write(f"{FOLDER}/{part.folder}{name}", data, part.key)
        self._results[part.key] = results = encode(result_pages(files))
        self._store.put("results", part.key, results)

    def _write_parts(self) -> None:
        """Write which shards there are, and which results each value of a filter leaves."""
        pages = {
            result: page
            for part in self._parts
            for result, page in decode(self._results[part.key], type=dict[str, str]).items()
        }
        table = filter_table(pages, {path: choices(each) for path, each in self._contents.items()})
        told = {"shards": [part.folder for part in self._parts if part.folder], "filters": table}
        data = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        self._tray.write(f"{FOLDER}/parts.json", data)

    def _shard(self, name: str, contents: Mapping[str, Any]) -> _Shard:
        facts = [(path, document(content, "", self._language), body_key(content)) for path, content in contents.items()]
        left_out = excluded(with_outputs=self._outputs)
        key = key_of((self._pagefind.version, repr(left_out), name, *chain.from_iterable(facts)))
        return _Shard(name, contents, key)

    def _documents(self, part: _Shard) -> dict[str, str]:
        """Return the page that is indexed for each content, by its file."""
        bodies = {path: lean(html_of(content), with_outputs=self._outputs) for path, content in part.contents.items()}
        return {
            path: document(content, bodies[path], self._language, part.name) for path, content in part.contents.items()
        }
