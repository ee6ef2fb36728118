"""An article for feed readers, which have neither the site's stylesheet nor its scripts."""

from __future__ import annotations

import re
from xml.parsers import expat

from colophon.render.sanitize import clean_html


def feed_html(article_html: str) -> str:
    """Return the article's text, code, tables, formulas and pictures as plain HTML, nothing folded.

    Links inside the article are text, as a feed shows many articles on one page; addresses must be absolute already.
    """
    html = _without_own_links(_FRAMEWORK.sub("", article_html))
    html = _CHECKBOX.sub(lambda box: "☑" if " checked" in box[0] else "☐", html)
    html = clean_html(_FOLD.sub("<details open>", html), "feed")
    html = _OPERATOR.sub(lambda tag: _FINE_SETTING.sub("", tag[0]), html)
    return _LINK_TO_NOWHERE.sub(r"\1", html).strip()


def _without_own_links(html: str) -> str:
    """Return the HTML without the links that a page has to its own places, and the space before each.

    That space in the pattern would be looked for at every blank of the article, which takes ten times as long.
    """
    *before, last = _OWN_LINK.split(html)
    return "".join([*map(str.rstrip, before), last])


_FRAMEWORK = re.compile(
    r"<(?:/(?:span|section|article)>|(?:span|section|article)\b[^>]*>"
    r'|div class="cell-label"[^>]*>[^<]*</div>|annotation\b.*?</annotation>)',
    re.DOTALL,
)
"""Two of five tags of a page, colours and cells, which no feed may have: the sanitiser is five times as slow at it.

Beside them the interface: labels of cells, and the sources of formulas.
"""
_OWN_LINK = re.compile(r'<a class="(?:anchor|backref)"[^>]*>.*?</a>', re.DOTALL)
_CHECKBOX = re.compile(r"<input\b[^>]*>")
_FOLD = re.compile(r"<details\b[^>]*>")
_OPERATOR = re.compile(r"<mo [^>]*>")
_FINE_SETTING = re.compile(r' (?:form|movablelimits|symmetric)="[^"]*"')
"""How an operator is spaced where its place does not say so; feed readers and the W3C's validator do not know these."""
_LINK_TO_NOWHERE = re.compile(r'<a(?: href="#[^"]*")?(?: rel="[^"]*")?>(.*?)</a>', re.DOTALL)


def as_xhtml(html: str) -> str | None:
    """Return cleaned HTML as XML, for a feed format in which formulas are elements; None where it is no XML.

    The sanitiser quotes every attribute and escapes `&`, `<`, `>` and no-break spaces, as the HTML Standard (13.3,
    serialising) says; what is left is to close empty elements and to name the namespaces.
    """
    xml = _VOID.sub(r"<\1\2/>", html).replace("&nbsp;", "\N{NO-BREAK SPACE}")
    xml = xml.replace("<math", f'<math xmlns="{_MATHML}"')
    whole = f'<div xmlns="http://www.w3.org/1999/xhtml">{xml}</div>'
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(whole, True)  # no tree: that takes three times as long
    except expat.ExpatError:
        return None
    return whole


_VOID = re.compile(r"<(area|br|col|hr|img|source|track|wbr)\b([^>]*)>")
_MATHML = "http://www.w3.org/1998/Math/MathML"
