"""application/json: a tree that folds without a script, bounded in depth and size."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from markupsafe import Markup, escape

from colophon.pagelimits import PageLimits
from colophon.render.mime.bundle import Bundle, Drawing
from colophon.render.mime.text import notice
from colophon.render.sanitize import printable

KINDS = {str: "s2", bool: "kc", type(None): "kc", int: "mi", float: "mf"}
"""The class of each plain value: those that code has for the same thing."""
FOLD = Markup('<details{}><summary>{}<span class="c1">{}</span></summary><ul class="json-tree">{}</ul></details>')


def draw(bundle: Bundle, media_type: str) -> Drawing:
    """Return the value as nested `details`; the outermost is open, all are where the output asks for it."""
    tree = _Tree(bundle.context.limits, expanded=bool(bundle.about(media_type, "expanded")))
    html = tree.value(bundle.data[media_type], depth=0)
    if tree.cut:
        bundle.problem(
            "C405",
            f"JSON of at most {tree.limits.json_nodes:,} values was expected, found more; the rest is not shown.",
            "Display the part that the text is about.",
        )
        whole = json.dumps(bundle.data[media_type], ensure_ascii=False)
        html += notice("What is left out here is in", bundle, whole, "application/json")
    return Drawing(html, "json")


class _Tree:
    """Counts what it has drawn, so that no value can fill a page."""

    def __init__(self, limits: PageLimits, expanded: bool) -> None:
        self.limits = limits
        self.expanded = expanded
        self.left = limits.json_nodes
        self.cut = False

    def value(self, value: Any, depth: int, key: Markup | str = "") -> Markup:
        self.left -= 1
        if not isinstance(value, Mapping | list) or not value:
            return key + _plain(value, self.limits.json_text_characters)
        if depth >= self.limits.json_depth:
            self.cut = True
            return key + Markup('<span class="c1">…</span>')
        entries = value.items() if isinstance(value, Mapping) else enumerate(value)
        count = f"{len(value)} {'key' if isinstance(value, Mapping) else 'item'}{'s' if len(value) != 1 else ''}"
        opened = Markup(" open") if self.expanded or not depth else ""
        inside = Markup("").join(self._entries(entries, len(value), depth))
        return FOLD.format(opened, key, count, inside)

    def _entries(self, entries: Iterable[tuple[object, Any]], count: int, depth: int) -> Iterator[Markup]:
        shown = 0
        for name, value in islice(entries, self.limits.json_entries):
            if self.left <= 0:
                break
            shown += 1
            key = Markup('<span class="nt">{}</span>: ').format(printable(str(name)))
            yield Markup("<li>{}</li>").format(self.value(value, depth + 1, key))
        if shown < count:
            self.cut = True
            yield Markup('<li class="c1">… {} more</li>').format(f"{count - shown:,}")


def _plain(value: object, most: int) -> Markup:
    text = json.dumps(value, ensure_ascii=False)
    if len(text) > most:
        text = f'{text[:most]}…"'
    return Markup('<span class="{}">{}</span>').format(KINDS.get(type(value), "p"), escape(printable(text)))
