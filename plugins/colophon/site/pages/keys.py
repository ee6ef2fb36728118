"""The key of a page: one digest of everything that its template can see. While it is the same, so is the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from operator import is_
from typing import Any

from jinja2 import Template

from colophon.site.pages.closures import Closure, closure
from colophon.site.pages.templates import COMPILED, CompiledTemplates
from colophon.site.pages.views import Values, View
from colophon.site.plain import UnknownError
from colophon.site.posts.causes import site_causes
from colophon.site.posts.shelf import Shelf
from colophon.store import digest

FEED_ATTRIBUTES = frozenset(
    {"title", "url", "summary", "feed_id", "tags", "category", "author", "authors", "date", "modified", "lang"}
)

_ABSENT = object()


class PageKeys:
    """Makes the keys of one build; everything is digested once."""

    def __init__(self, settings: Mapping[str, Any], shelf: Shelf) -> None:
        self._shelf = shelf
        self._settings = settings
        self._values = Values()
        self._site = site_causes(settings)
        self._feed_view = View(
            Closure("", frozenset(), FEED_ATTRIBUTES, frozenset(), all_bodies=True), shelf, self._values
        )
        self._views: dict[str, View | None] = {}
        self._contexts: dict[View, tuple[dict[str, Any], str]] = {}
        """What each view saw of the context when it was last asked, and its digest."""
        self._templates: CompiledTemplates | None = settings[COMPILED]

    def page(
        self, name: str, template: Template, context: Mapping[str, Any], given: Mapping[str, Any], *, relative: bool
    ) -> str:
        """Return the key of a page, or of the pages of a list; empty where something in it cannot be told.

        `context` is what all pages are given, `given` what this one is.
        """
        view = self._view(template)
        if view is None:
            return ""
        try:
            shared = self._shared(view, context)
            parts = [part for each in sorted(given) for part in (each, view.variable(each, given[each]))]
        except UnknownError:
            return ""
        return digest([self._site, view.found.source, name, str(relative), shared, *parts])

    def feed(self, name: str, kind: str, title: object, articles: Iterable[Any]) -> str:
        """Return the key of a feed; empty where something in it cannot be told."""
        try:
            parts = [self._feed_view.value(article, 1) for article in articles]
        except UnknownError:
            return ""
        return digest([self._site, name, kind, str(title), *parts]) if self._site else ""

    def _shared(self, view: View, context: Mapping[str, Any]) -> str:
        """Return the digest of what a view sees of the context, but of a setting as the settings have it; it is the
        same for all pages of a kind.
        """
        seen = {each: context[each] for each in view.found.variables if each in context}
        known = self._contexts.get(view)
        if known is None or known[0].keys() != seen.keys() or not all(map(is_, known[0].values(), seen.values())):
            own = [each for each in sorted(seen) if seen[each] is not self._settings.get(each, _ABSENT)]
            parts = [part for each in own for part in (each, view.variable(each, seen[each]))]
            known = self._contexts[view] = seen, digest(parts)
        return known[1]

    def _view(self, template: Template) -> View | None:
        """Return the view of a template; None where it, or a setting, cannot be told."""
        name = template.name or ""
        if self._templates is None:
            return None
        if name not in self._views:
            try:
                found = closure(name, partial(self._templates.facts, template.environment))
                self._views[name] = View(found, self._shelf, self._values)
            except UnknownError:
                self._views[name] = None
        return self._views[name]
