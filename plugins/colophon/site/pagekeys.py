"""The key of a page: one digest of everything that its template can see. While it is the same, so is the page."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence, Set
from types import NoneType
from typing import Any

from jinja2 import Template
from pelican.contents import Content
from pelican.urlwrappers import URLWrapper

from colophon.model import Article, Post
from colophon.site.causes import installation
from colophon.site.closures import BODY, Closure, Facts, closure
from colophon.site.late import addresses
from colophon.site.plain import UnknownError, plain, settings_digest
from colophon.site.provenance import Provenance
from colophon.site.shelf import Shelf
from colophon.store import digest

REACH = 3
"""How many posts away from what it is about a template is followed; farther ones count by name."""
SIMPLE = frozenset({str, int, float, bool, bytes, NoneType})
FEED_ATTRIBUTES = frozenset(
    {"title", "url", "summary", "feed_id", "tags", "category", "author", "authors", "date", "modified", "lang"}
)


class PageKeys:
    """Makes the keys of one build; everything is digested once."""

    def __init__(self, settings: Mapping[str, Any], shelf: Shelf) -> None:
        self._shelf = shelf
        self._settings = settings
        self._pure: dict[int, tuple[object, str]] = {}
        """Digests, by identity, of values that hold no posts: the same in every view."""
        known = settings_digest(settings)
        self._site = digest([installation(), known]) if known else ""
        """Digest of what is installed and of all settings; empty where one of them cannot be told."""
        self._feed_view = _View(
            Closure("", frozenset(), FEED_ATTRIBUTES, frozenset(), all_bodies=True), shelf, self._pure
        )
        self._views: dict[str, _View | None] = {}
        self._facts: dict[str, Facts] = {}

    def page(
        self, name: str, template: Template, context: Mapping[str, Any], given: Mapping[str, Any], *, relative: bool
    ) -> str:
        """Return the key of a page, or of the pages of a list; empty where something in it cannot be told.

        `context` is what all pages are given, `given` what this one is.
        """
        view = self._view(template)
        if view is None or not self._site:
            return ""
        settings = self._settings
        shared = {each for each in view.found.variables if each in context}
        shared = {each for each in shared if not (each in settings and context[each] is settings[each])}
        seen = {**{each: context[each] for each in shared}, **given}
        try:
            parts = [part for each in sorted(seen) for part in (each, view.variable(each, seen[each]))]
        except UnknownError:
            return ""
        return digest([self._site, view.found.source, name, str(relative), *parts])

    def feed(self, name: str, kind: str, title: object, articles: Iterable[Any]) -> str:
        """Return the key of a feed; empty where something in it cannot be told."""
        try:
            parts = [self._feed_view.value(article, 1) for article in articles]
        except UnknownError:
            return ""
        return digest([self._site, name, kind, str(title), *parts]) if self._site else ""

    def _view(self, template: Template) -> _View | None:
        name = template.name or ""
        if name not in self._views:
            try:
                self._views[name] = _View(closure(template.environment, name, self._facts), self._shelf, self._pure)
            except UnknownError:
                self._views[name] = None
        return self._views[name]


class _View:
    """What one template sees of values."""

    def __init__(self, found: Closure, shelf: Shelf, pure: dict[int, tuple[object, str]]) -> None:
        self.found = found
        self._pure = pure
        self._shelf = shelf
        self._known: dict[tuple[int, int], tuple[object, str]] = {}
        """Digests by identity and reach; the value is kept with them, so that no other takes its identity."""

    def variable(self, name: str, value: Any) -> str:
        body = name in self.found.bodies and isinstance(value, Content)
        return digest([self.value(value, REACH), *(self._body(value) if body else ())])

    def value(self, value: Any, reach: int) -> str:
        if type(value) in SIMPLE:
            return plain(value)
        if isinstance(value, Provenance):
            if id(value) not in self._pure:
                self._pure[id(value)] = value, digest(map(plain, dataclasses.astuple(value)))
            return self._pure[id(value)][1]
        if isinstance(value, Content | list | dict) or hasattr(value, "__dict__"):
            place = (id(value), reach)
            if place not in self._known:
                self._known[place] = (value, self._digest(value, reach))
            return self._known[place][1]
        return self._digest(value, reach)

    def _digest(self, value: Any, reach: int) -> str:
        if isinstance(value, Content):
            return self._content(value, reach)
        if isinstance(value, URLWrapper):
            return digest([type(value).__name__, value.name, value.slug, str(value.url), str(value.save_as)])
        if isinstance(value, Article | Post):  # only fields, and of those the ones that are named
            return self._fields(
                value, {field.name for field in dataclasses.fields(value)} & self.found.attributes, reach
            )
        if dataclasses.is_dataclass(value):
            return self._fields(value, {field.name for field in dataclasses.fields(value)}, reach)
        if isinstance(value, Mapping):
            items = sorted((str(key), self.value(each, reach)) for key, each in value.items())
            return digest(["mapping", *(part for item in items for part in item)])
        if isinstance(value, Set):
            return digest(["set", *sorted(self.value(each, reach) for each in value)])
        if isinstance(value, Sequence) and not isinstance(value, str | bytes):
            return digest(["sequence", *(self.value(each, reach) for each in value)])
        if hasattr(value, "__dict__") and not callable(value) and not isinstance(value, str):
            return self._fields(value, set(vars(value)), reach)
        return plain(value)

    def _fields(self, value: Any, names: Set[str], reach: int) -> str:
        parts = [part for name in sorted(names) for part in (name, self.value(getattr(value, name), reach))]
        return digest([type(value).__name__, *parts])

    def _content(self, content: Any, reach: int) -> str:
        if reach == 0:
            return str(content.source_path)
        parts = [str(content.source_path)]
        for name in sorted(self.found.attributes - BODY):
            value = getattr(content, name, None)
            if value is not None and not callable(value):
                parts += [name, self.value(value, reach - 1)]
        return digest([*parts, *(self._body(content) if self.found.all_bodies else ())])

    def _body(self, content: Any) -> list[str]:
        if not hasattr(content, "body_digest"):
            raise UnknownError("a body whose links are Pelican's")
        return [content.body_digest, *addresses(content, self._shelf)]
