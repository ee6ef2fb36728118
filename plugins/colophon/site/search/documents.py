"""What of a post can be found: its title, summary, prose and code, each with its weight, apart from any theme."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from colophon.site.escaping import plain_text
from colophon.site.search.shards import language_in

WEIGHTS = {"title": "10", "summary": "2", "code": "0.5"}
"""How much a word counts where it stands; in prose 1, in a heading between 2 and 6. Pagefind squares them."""

LEFT_OUT = (".anchor", ".backref", ".cell-label", "annotation", ".references", "summary")
OUTPUTS = (".output", ".figure table", ".figure .output")
"""Selectors of what is not indexed: signs of the interface, formulas said twice, works cited; what cells printed."""


def document(content: Any, body: str, language: str, shard: str = "") -> str:
    """Return the page that is indexed in place of an article or page of the site, whose lean body is given.

    It says that it is in the site's `language`: Pagefind would search those alone that are in the search page's.
    """
    return _DOCUMENT.format(
        lang=escape(language_in(shard, language)),
        title=content.title,
        weights=WEIGHTS,
        facts="".join(_facts(content, language)),
        summary=content.metadata.get("summary", ""),
        body=body,
    )


def lean(html: str, *, with_outputs: bool) -> str:
    """Return a body whose code has its weight, without what nobody looks for: Pagefind takes a tenth less for it.

    Code has no colours, cells have no ids (a search leads to headings), and outputs are left out here already.
    """
    searched = _SPAN.sub("", html if with_outputs else _without_outputs(html))
    return _CODE.sub(_WEIGHED_CODE, _CELL.sub("<section>", searched))


def excluded(*, with_outputs: bool) -> tuple[str, ...]:
    """Return the selectors of what is left out."""
    return LEFT_OUT if with_outputs else LEFT_OUT + OUTPUTS


def choices(content: Any) -> dict[str, list[str]]:
    """Return by what a reader can narrow a search to the post: filter to values, plain text."""
    series = getattr(content, "series_name", "")
    return {
        "series": [plain_text(series)] if series else [],
        "tag": [plain_text(tag) for tag in getattr(content, "tags", ())],
    }


def _facts(content: Any, language: str) -> list[str]:
    """Return what a result shows of the post beside its title, and its language where that is not the site's."""
    told = {
        "series": getattr(content, "series_name", ""),
        "date": getattr(content, "locale_date", ""),
        "lang": escape(content.lang) if content.lang != language else "",
    }
    return [_FACT.format(name=name, value=value) for name, value in told.items() if value]


def _without_outputs(html: str) -> str:
    """Return a body without what cells printed, but for a picture of each: of the first one Pagefind notes the text."""
    left = []
    place = 0
    while (start := html.find(_OUTPUT, place)) >= 0 and (end := _end_of_div(html, start)):
        left += [html[place:start], *_IMAGE.findall(html, start, end)[:1]]
        place = end
    return "".join([*left, html[place:]])


def _end_of_div(html: str, start: int) -> int:
    """Return where the element ends that begins there; 0 where it does not."""
    depth = 0
    for tag in _DIV.finditer(html, start):
        depth += -1 if tag[0] == "</div>" else 1
        if not depth:
            return tag.end()
    return 0


_OUTPUT = '<div class="output '
_DIV = re.compile(r"<div\b|</div>")
_IMAGE = re.compile(r"<img [^>]*>")
_CELL = re.compile(r'<section class="cell [^>]*>')
_CODE = re.compile(r"<pre><code\b[^>]*>")
_WEIGHED_CODE = f'<pre data-pagefind-weight="{WEIGHTS["code"]}"><code>'
_SPAN = re.compile(r"<(?:/span|span\b[^>]*+)>")
_FACT = '<i data-pagefind-meta="{name}[data-value]" data-value="{value}"></i>'
_DOCUMENT = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>
<body data-pagefind-body>
<h1 data-pagefind-weight="{weights[title]}" data-pagefind-meta="title">{title}</h1>
{facts}<p data-pagefind-weight="{weights[summary]}">{summary}</p>
{body}
</body></html>
"""
