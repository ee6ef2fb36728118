"""An article for feed readers, which have neither the site's stylesheet nor its scripts."""

from __future__ import annotations

import re

from colophon.render.sanitize import clean_html


def feed_html(article_html: str) -> str:
    """Return the article's text, code, tables, formulas and pictures as plain HTML, nothing folded.

    Links inside the article are text, as a feed shows many articles on one page; addresses must be absolute already.
    """
    html = _INTERFACE.sub("", article_html)
    html = _CHECKBOX.sub(lambda box: "☑" if " checked" in box[0] else "☐", html)
    html = clean_html(_FOLD.sub("<details open>", html), "feed")
    return _LINK_TO_NOWHERE.sub(r"\1", html).strip()


_INTERFACE = re.compile(
    r'<div class="cell-label"[^>]*>[^<]*</div>|\s*<a class="(?:anchor|backref)"[^>]*>.*?</a>'
    r"|<annotation\b.*?</annotation>",
    re.DOTALL,
)
_CHECKBOX = re.compile(r"<input\b[^>]*>")
_FOLD = re.compile(r"<details\b[^>]*>")
_LINK_TO_NOWHERE = re.compile(r'<a(?: href="#[^"]*")?(?: rel="[^"]*")?>(.*?)</a>', re.DOTALL)
