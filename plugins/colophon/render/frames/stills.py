"""What stands for an interactive output on paper, in feeds and where no script runs: a picture, a table or words."""

from __future__ import annotations

import re

from markupsafe import Markup
from msgspec import Struct

from colophon.model import Asset
from colophon.render.boxes import notice
from colophon.render.mime import pictures, text
from colophon.render.mime.bundle import Bundle, DrawingError

PICTURES = ("image/svg+xml", "image/png", "image/webp", "image/jpeg")
SAYS_NOTHING = re.compile(r"\s*(?:<.*\bat 0x[0-9a-fA-F]+>|<IPython\.[\w.]+ object>|[\w.]+\(\.\.\.\)|\w*)\s*")
"""What libraries print for an object that only its picture can show."""


class Still(Struct, frozen=True):
    """The stand-in, and its picture where it is one."""

    html: Markup
    asset: Asset | None = None
    alt: str = ""


def still(bundle: Bundle, drawn: Asset | None = None, html: Markup | None = None) -> Still:
    """Return the picture of the output's bundle, else the one drawn for it, else its HTML or text.

    Where there is none of these a sentence stands there, and a Problem says so.
    """
    for media_type in PICTURES:
        if media_type in bundle.data:
            try:
                drawing = pictures.draw(bundle, media_type)
            except DrawingError:
                continue
            return Still(_marked(drawing.html), drawing.asset, drawing.alt)
    if drawn:
        alt = bundle.alternative("image/svg+xml")
        return Still(_marked(pictures.picture_html(drawn, bundle, alt)), drawn, alt)
    return Still(html or _text(bundle) or _nothing(bundle))


def _text(bundle: Bundle) -> Markup | None:
    plain = bundle.data.get("text/plain")
    if plain is None or SAYS_NOTHING.fullmatch(bundle.text("text/plain")):
        return None
    return text.draw(bundle, "text/plain").html


def _nothing(bundle: Bundle) -> Markup:
    bundle.problem(
        "C407",
        "A picture to stand for an interactive output on paper and in feeds was expected, found none.",
        "Display a PNG or SVG of it in the same output, or leave it: the page itself shows it.",
    )
    return notice("An interactive output stands here on the page.")


def _marked(picture: Markup) -> Markup:
    """Return a picture that is not loaded before it is shown, though it may be the first of the page."""
    return Markup(str(picture).replace("<img ", '<img class="frame-picture" ', 1))  # that of Markup escapes
