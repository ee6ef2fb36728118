"""The HTML that may pass from an author's text or a kernel's output to a page: an allow-list for each place.

The work is done by nh3 (ammonia), which parses as a browser does. Nothing that passes can run, ask another host for
anything, take an id of the page's own, or look like the page's interface.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import cache
from typing import Literal

import nh3
from msgspec import Struct

from colophon.notebook.characters import is_plain
from colophon.render.vocabulary import ALERT_CLASSES, CONTENT_CLASSES, MATHML_ATTRIBUTES, MATHML_TAGS, names

Place = Literal["page", "feed", "summary", "caption"]
Resolver = Callable[[str, str, str], str | None]
"""(tag, attribute, address) to the address that is written; None drops the attribute."""

ID_PREFIX = "c-"
"""Stands before every id that comes from content, so that none can shadow a name of the page or its scripts."""

INLINE = names(
    "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup "
    "time u var wbr"
)
BLOCK = names(
    "article aside audio blockquote caption col colgroup dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr "
    "li ol p pre section source summary table tbody td tfoot th thead tr ul video"
)
CONTENT_GOES_TOO = names(
    "applet base button embed fieldset form frame frameset iframe link math-field meta noembed noframes noscript "
    "object param plaintext script select style svg template textarea title xmp annotation-xml"
)
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "dir", "id", "lang", "title"},
    "a": {"href"},
    "audio": {"controls", "src"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "source": {"src", "type"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"controls", "height", "poster", "src", "width"},
}
URL_ATTRIBUTES = frozenset({"action", "cite", "data", "formaction", "href", "poster", "src"})
SCHEMES = frozenset({"data", "http", "https", "mailto", "tel"})
DATA_URL_FAMILIES = {
    "img": ("image/",),
    "audio": ("audio/",),
    "video": ("video/", "image/"),
    "source": ("audio/", "video/"),
}


_RESOLVER: ContextVar[Resolver | None] = ContextVar("resolver", default=None)
"""What is given the addresses of the fragment that is being cleaned."""


class Allowance(Struct, frozen=True):
    """What one place lets through."""

    tags: frozenset[str]
    names_stay: bool = True
    """Whether ids and classes stay."""
    remote_pictures: bool = False
    """Whether a picture may lie on another host, as those of a feed do."""


ALLOWANCES: dict[Place, Allowance] = {
    "page": Allowance(INLINE | BLOCK | MATHML_TAGS),
    "feed": Allowance(
        (INLINE | BLOCK | MATHML_TAGS) - {"article", "section", "span"}, names_stay=False, remote_pictures=True
    ),
    "caption": Allowance(INLINE - {"br", "img"} | MATHML_TAGS),
    "summary": Allowance(INLINE - {"a", "br", "img"}, names_stay=False),
}


def clean_html(html: str, place: Place = "page", resolve: Resolver | None = None) -> str:
    """Return the fragment with only what the place allows; always balanced, the same for the same input.

    `resolve` is given every address that leads into the site (relative ones and `data:` pictures) and what it returns
    is trusted; all other addresses have `{`, `|` and `}` percent-encoded, which Pelican would read as commands.
    """
    outer = _RESOLVER.set(resolve)
    try:
        cleaned = _cleaner(place).clean(printable(html))
    finally:
        _RESOLVER.reset(outer)
    if "<h1" in cleaned:
        cleaned = _FIRST_LEVEL.sub(r"\1h2", cleaned)
    return _LONE_PICTURE.sub(_alt_text, cleaned) if "<img" in cleaned else cleaned


def losses(html: str) -> tuple[str, ...]:
    """Return the names of what cleaning takes out of the fragment and a reader would miss, sorted, each once."""
    folded = html.casefold()
    found: set[str] = {*_ACTIVE_TAG.findall(folded)}  # a pattern for both cases takes four times as long
    found.update(
        name for name, (mark, pattern) in _OTHER_LOSSES.items() if mark.search(folded) and pattern.search(html)
    )
    return tuple(sorted(found))


def printable(text: str) -> str:
    """Return the text without the characters that XML forbids; a single one would end the feed."""
    return text if is_plain(text) else _FORBIDDEN.sub("", text)


def encode_url(url: str) -> str:
    """Return the address with the characters encoded that Pelican would take for a command."""
    return url.translate(_PELICAN_MARKS)


def is_remote(url: str) -> bool:
    """Whether a browser would ask another host for the address."""
    return bool(_REMOTE.match(_BLANKS.sub("", url)))


@cache
def _cleaner(place: Place) -> nh3.Cleaner:
    """Return the cleaner for a place; made anew with each resolver, it would take longer than the cleaning."""
    allowance = ALLOWANCES[place]
    return nh3.Cleaner(
        tags=allowance.tags,
        clean_content_tags=CONTENT_GOES_TOO,
        attributes=_attributes(allowance),
        attribute_filter=lambda tag, name, value: _attribute(allowance, tag, name, value),
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
        id_prefix=ID_PREFIX,
    )


def _attributes(allowance: Allowance) -> dict[str, set[str]]:
    named = ATTRIBUTES | {tag: set(MATHML_ATTRIBUTES) for tag in MATHML_TAGS}
    allowed = {tag: kept for tag, kept in named.items() if tag == "*" or tag in allowance.tags}
    return allowed if allowance.names_stay else allowed | {"*": allowed["*"] - {"class", "id"}}


def _attribute(allowance: Allowance, tag: str, name: str, value: str) -> str | None:
    """Return the value that an allowed attribute gets, None to drop it."""
    if name in URL_ATTRIBUTES:
        return _address(allowance, _RESOLVER.get(), tag, name, value)
    if name == "class":
        return " ".join(_known_classes(value.split())) or None
    if name == "id":
        return value if value != ID_PREFIX else None
    if name == "headers":
        return " ".join(f"{ID_PREFIX}{each.removeprefix(ID_PREFIX)}" for each in value.split())
    if name == "scope":
        return value if value in {"row", "col", "rowgroup", "colgroup"} else None
    return value


def _address(allowance: Allowance, resolve: Resolver | None, tag: str, name: str, value: str) -> str | None:
    compact = _BLANKS.sub("", value)
    scheme = _SCHEME.match(compact)
    loads = name in {"src", "poster"}
    if scheme and scheme[1].lower() == "data":
        family = DATA_URL_FAMILIES.get(tag, ())
        if not loads or not compact[5:].lower().startswith(family):
            return None
        return resolve(tag, name, value) if resolve else value
    if is_remote(value) or scheme:
        return encode_url(value) if _may_leave(allowance, scheme, loads) else None
    return resolve(tag, name, value) if resolve else encode_url(value)


def _may_leave(allowance: Allowance, scheme: re.Match[str] | None, loads: bool) -> bool:
    if loads:
        return allowance.remote_pictures and (not scheme or scheme[1].lower() in {"http", "https"})
    return not scheme or scheme[1].lower() in SCHEMES


def _known_classes(classes: Iterable[str]) -> Iterable[str]:
    for name in classes:
        if name in ALERT_CLASSES:
            yield f"admonition admonition-{ALERT_CLASSES[name]}"
        elif name in CONTENT_CLASSES:
            yield name


def _alt_text(picture: re.Match[str]) -> str:
    alt = _ALT.search(picture[0])
    return alt[1] if alt else ""


# nh3 writes `<` and `>` of attribute values as entities: a `>` always ends a tag in its output.
_FIRST_LEVEL = re.compile(r"(</?)h1(?=[ >])")
_LONE_PICTURE = re.compile(r"<img(?![^>]* src=)[^>]*>")
_ALT = re.compile(r' alt="([^"]*)"')
_PELICAN_MARKS = str.maketrans({"{": "%7B", "|": "%7C", "}": "%7D"})
_BLANKS = re.compile(r"[\x00-\x20\x7f]+")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_REMOTE = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?[/\\]{2}")
# Source: XML 1.0, production 2, with the C1 controls and noncharacters that HTML validators refuse.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ACTIVE_TAG = re.compile(
    r"<(script|style|iframe|frame|object|embed|applet|form|input|button|select|textarea|svg|base|meta|link|canvas|template)"
    r"(?=[\s/>])"
)
_OTHER_LOSSES = {
    "event handler": (re.compile(r"on[a-z]+\s*="), re.compile(r"<[a-z][^<>]*[\s/\"']on[a-z]+\s*=", re.IGNORECASE)),
    "javascript: address": (re.compile("javascript:"), re.compile(r"=(?:\s*[\"'])?\s*javascript:", re.IGNORECASE)),
    "picture on another host": (
        re.compile("//"),
        re.compile(r"<(?:img|audio|video|source)\b[^<>]*\ssrc\s*=(?:\s*[\"'])?\s*(?:https?:)?//", re.IGNORECASE),
    ),
}
"""Each with what any match has in it in small letters; to look for that alone takes a tenth of the time."""
