"""The colours that a pandas Styler gives to cells: rules of allow-listed properties, scoped to its table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colophon.render.sanitize import ID_PREFIX
from colophon.render.stylesheet import contrast

PROPERTIES = re.compile(
    r"(?:background(?:-color)?|border(?:-(?:top|right|bottom|left))?(?:-(?:color|style|width))?|color|font-(?:style|weight)"
    r"|opacity|text-(?:align|decoration)|vertical-align|white-space|width)"
)
VALUE = re.compile(r"(?:[#\w.%\s,+-]|(?:rgba?|hsla?|linear-gradient)\(|\))+")
"""Colours, lengths and words: nothing that loads anything, and no property of the page."""
DARK_INK, LIGHT_INK = "#1d1b18", "#f4f0e6"


def take_styles(html: str) -> tuple[str, str]:
    """Return a Styler's HTML without its style elements, and the stylesheet for it; other HTML stays as it is."""
    if not _TABLE.search(html):
        return html, ""
    rules = "".join(rule for style in _STYLE.findall(html) for rule in _rules(style))
    return _STYLE.sub("", html), rules


def _rules(style: str) -> Iterator[str]:
    for selectors, body in _RULE.findall(style):
        kept = [each for each in map(_selector, selectors.split(",")) if each]
        declarations = dict(_declarations(body))
        if kept and declarations:
            written = "; ".join(f"{name}: {value}" for name, value in declarations.items())
            yield f"{', '.join(kept)} {{ {written} }}\n"


def _selector(text: str) -> str:
    """Return the selector with its ids as the page has them; empty where it is not about cells of one table."""
    found = _SELECTOR.fullmatch(text.strip())
    return f"#{ID_PREFIX}{found[1]}{found[2]}" if found else ""


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    """Yield the properties that may stay; a ground without an ink gets the one that can be read on it in any scheme."""
    found = {}
    for declaration in body.split(";"):
        name, _, value = (part.strip().lower() for part in declaration.partition(":"))
        if PROPERTIES.fullmatch(name) and VALUE.fullmatch(value):
            found[name] = value
    ground = _HEX.fullmatch(found.get("background-color", ""))
    if ground and "color" not in found:
        found["color"] = max((DARK_INK, LIGHT_INK), key=lambda ink: contrast(ink, ground[0]))
    yield from found.items()


_TABLE = re.compile(r"<table\b[^>]*\sid=[\"']T_\w+[\"']")
_STYLE = re.compile(r"<style\b[^>]*>([^<]*)</style>", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"#(T_\w+)((?:\s+(?:t[hdr]|thead|tbody|caption)(?::hover)?)*)")
_HEX = re.compile(r"#[0-9a-f]{6}")
