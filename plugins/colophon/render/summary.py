"""What a post is in one paragraph, and how long it takes to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape
from math import ceil

from colophon.model import Cell, Post
from colophon.render.context import RenderContext
from colophon.render.exhibits import Exhibit
from colophon.render.markdown.html import render_inline
from colophon.render.page import Page
from colophon.render.sanitize import clean_html

LONGEST = 240
USUAL = 200
SHORTEST = 80
"""Characters of a summary that is cut from the first paragraph."""
WORDS_A_LINE = 6
"""How many words of prose a line of code that stands open takes as long to read as."""


def summary_html(post: Post, exhibits: Sequence[Exhibit], page: Page, context: RenderContext) -> str:
    """Return the summary as safe inline HTML: the front matter's, else the beginning of the first paragraph."""
    if post.front.summary:
        return clean_html(without_math(_front_summary(post, page, context)), "summary").strip()
    for exhibit in exhibits:
        for paragraph in _PARAGRAPH.findall(_WITHOUT_BOXES.sub("", exhibit.prose)):
            if text := plain(paragraph):
                return escape(cut(text), quote=False)
    return ""


def minutes(exhibits: Sequence[Exhibit], words_per_minute: int) -> int:
    """Return the reading time, rounded up: words of prose, and `WORDS_A_LINE` for each line of code that is open."""
    words = len(_words("\n".join([str(exhibit.prose) for exhibit in exhibits])))
    opened = [exhibit for exhibit in exhibits if exhibit.code and not exhibit.fold and not exhibit.code_fold]
    lines = sum(exhibit.code.count("\n") + 1 for exhibit in opened)
    return max(1, ceil((words + WORDS_A_LINE * lines) / words_per_minute))


def plain(html: str) -> str:
    """Return the text of a fragment in one line, see `text_of`."""
    return " ".join(_words(html))


def text_of(html: str) -> str:
    """Return the text of a fragment, formulas once, without marks of notes and citations."""
    return unescape(_TAG.sub("", _BREAK.sub(" ", _MARKS.sub("", without_math(html)))))


def without_math(html: str) -> str:
    """Return the fragment with each formula as its own text, the LaTeX beside it left out."""
    return _MATH.sub(lambda formula: _TAG.sub("", _ANNOTATION.sub("", formula[0])), html)


def cut(text: str) -> str:
    """Return the text up to the end of a sentence near `USUAL` characters, else up to a word."""
    if len(text) <= LONGEST:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, LONGEST) if match.end() >= SHORTEST]
    if ends:
        return text[: min(ends, key=lambda end: abs(end - USUAL))]
    return text[: text.rfind(" ", 0, USUAL) if " " in text[:USUAL] else USUAL].rstrip(" ,;:–—-") + "…"


def _words(html: str) -> list[str]:
    return text_of(html).split()


def _front_summary(post: Post, page: Page, context: RenderContext) -> str:
    """Return the summary as HTML; what it cites is not cited by the article."""
    aside = Page(page.path, page.floats.values())
    html = render_inline(post.front.summary, Cell(0, "summary", "markdown", post.front.summary), aside, context)
    page.problems.extend(aside.problems)
    return _MARKS.sub("", html)


_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_WITHOUT_BOXES = re.compile(r"<(aside|blockquote|section|figure|table)\b.*?</\1>", re.DOTALL)
_MARKS = re.compile(
    r'<a class="(?:citation|anchor|backref)"[^>]*>.*?</a>|<sup class="footnote[^>]*>.*?</sup>'
    r'|<span class="picture-missing">.*?</span>',
    re.DOTALL,
)
_MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)
_ANNOTATION = re.compile(r"<annotation\b.*?</annotation>", re.DOTALL)
_BREAK = re.compile(r"<(?:br|/p|/li|/h[1-6]|/td|/th|/dt|/dd|/div)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)")
