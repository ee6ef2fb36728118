"""audio/* and video/*: files that the browser plays, with a link for those that cannot."""

from __future__ import annotations

from markupsafe import Markup

from colophon.render.images.files import EXTENSIONS, file_asset
from colophon.render.mime.bundle import Bundle, Drawing
from colophon.render.mime.pictures import binary

TYPES = tuple(media_type for media_type in EXTENSIONS if media_type.startswith(("video/", "audio/")))


def draw(bundle: Bundle, media_type: str) -> Drawing:
    """Return the player; nothing is loaded before it is asked for."""
    asset = file_asset(binary(bundle, media_type), media_type)
    kind = media_type.partition("/")[0]
    name = bundle.cell.options.fig_alt or f"{kind.capitalize()} of cell {bundle.cell.number}"
    return Drawing(_PLAYER.format(kind, bundle.page.asset(asset), name, kind), kind)


_PLAYER = Markup('<{0} controls preload="metadata" src="{1}" aria-label="{2}"><a href="{1}">{2}</a></{0}>')
