"""text/html: what the allow-list lets through, tables in order, embedded pictures as files."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from functools import partial
from html import escape, unescape
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from markupsafe import Markup

from colophon.model import Asset
from colophon.render.frames import foreign
from colophon.render.frames.stills import Still, still
from colophon.render.images.files import file_asset, size_to_show
from colophon.render.images.pictures import picture_asset
from colophon.render.images.webp import shown
from colophon.render.links import link_target
from colophon.render.mime.bundle import Bundle, Drawing, DrawingError
from colophon.render.mime.elements import outermost
from colophon.render.mime.styler import take_styles
from colophon.render.mime.tables import ordered_tables
from colophon.render.mime.text import cut_notice
from colophon.render.page import Page
from colophon.render.sanitize import clean_html, is_remote, losses


def draw(bundle: Bundle, media_type: str) -> Drawing:
    """Return the harmless part of the HTML; what a reader would miss is a Problem that names it.

    Raises:
        DrawingError: nothing is left to be seen.
    """
    text = bundle.text(media_type)
    try:
        framed = _framed(bundle, text)
    except DrawingError as error:
        return _plain(bundle, text, str(error))
    return framed or _plain(bundle, text)


def _framed(bundle: Bundle, text: str) -> Drawing | None:
    """Return the HTML in a frame where it runs scripts or brings its own look; None where it is plain."""
    isolated = bool(bundle.about("text/html", "isolated"))
    if chart := foreign.altair_chart(bundle):
        return chart
    if foreign.is_setup(text) and set(bundle.data) <= {"text/html", "text/plain"}:
        bundle.page.setups.append(text)
        return Drawing(Markup(), "html")
    if foreign.has_own_style(text):
        return foreign.draw_styled(bundle, text, _still(bundle, text))
    if foreign.runs_scripts(text):
        return foreign.draw_scripted(bundle, text, lambda: _still(bundle, text))
    return foreign.draw_styled(bundle, text, _still(bundle, text)) if isolated else None


def _still(bundle: Bundle, text: str) -> Still:
    """Return what stands for a frame: what the allow-list leaves of its HTML, else what the bundle has."""
    if foreign.has_own_style(text):
        return still(bundle)
    aside = Bundle(bundle.data, bundle.metadata, bundle.cell, Page(bundle.page.path), bundle.context)
    html, _ = _cut(_SCRIPT_NOTE.sub("", text), bundle.context.limits.text_characters)
    cleaned = clean_html(html, "page", partial(_address, aside))
    if not _SEEN.search(cleaned):
        return still(bundle)
    bundle.page.assets.update(aside.page.assets)
    label = f"Table in the output of cell {bundle.cell.number}"
    return still(bundle, html=Markup(ordered_tables(_measured(cleaned, aside), label, bundle.context.limits)))


def _plain(bundle: Bundle, text: str, reason: str = "") -> Drawing:
    """Return what the allow-list lets through; `reason` is why the whole is not in a frame."""
    text, rules = take_styles(text)
    html, cut = _cut(text, bundle.context.limits.text_characters)
    lost = [name for name in losses(_PANDAS_STYLE.sub("", html)) if name != "svg"]
    cleaned = clean_html(_FRAME.sub(_link, _with_pictures(html)), "page", partial(_address, bundle))
    if not _SEEN.search(cleaned) and set(lost) - {"style", "link"}:
        raise DrawingError(reason or f"nothing is left of it without {', '.join(lost)}")
    if lost:
        because = f" ({reason})" if reason else ""
        bundle.problem(
            "C404",
            f"HTML without anything active was expected, found and taken out: {', '.join(lost)}{because}.",
            "Show it in a form that needs none of these, such as a picture, a table or plain HTML.",
        )
    if not _SEEN.search(cleaned):  # blank, a comment, a style sheet for other outputs
        return Drawing(Markup(cut_notice(bundle, cut)), "html")
    number = bundle.cell.number
    label = f"Table in the output of cell {number}"
    content = _stylesheet(bundle, rules) + ordered_tables(
        _measured(cleaned, bundle), label, bundle.context.limits, partial(_csv, bundle)
    )
    return Drawing(Markup(content) + cut_notice(bundle, cut), "html")


def _csv(bundle: Bundle, data: bytes) -> str:
    return bundle.page.asset(file_asset(data, "text/csv"))


def _stylesheet(bundle: Bundle, rules: str) -> str:
    """Return the link to a stylesheet of the output's own. HTML allows it in the body (HTML Standard, 4.2.4)."""
    if not rules:
        return ""
    address = bundle.page.asset(file_asset(rules.encode(), "text/css"))
    return f'<link rel="stylesheet" href="{address}">'


def _cut(html: str, most: int) -> tuple[str, int]:
    """Return the beginning of HTML that is too long, at a table row where it has any; cleaning closes the rest."""
    embedded = sum(map(len, _DATA_URL.findall(html))) if len(html) > most else 0
    if len(html) - embedded <= most:  # pictures in it become files and do not count
        return html, 0
    end = html.rfind("</tr>", 0, most) + 5
    end = end if end > most // 2 else html.rfind("<", 0, most)
    end = end if end > 0 else most
    return html[:end], len(html) - end


def _address(bundle: Bundle, tag: str, name: str, url: str) -> str | None:
    """Return the address that an attribute gets: pictures and media become files of the site, links its pages."""
    cell, page, context = bundle.cell, bundle.page, bundle.context
    if tag == "img" or name == "poster":
        picture = picture_asset(url, cell, page, context)
        return shown(picture, page, context) if picture else None
    if not url.lower().startswith("data:"):
        return link_target(url, cell, page, context)
    try:
        return page.asset(_media(url))
    except ValueError as error:
        bundle.problem(
            "C404", f"A {tag} that can be played was expected, found that {error}.", "Save it beside the notebook."
        )
        return None


def _media(url: str) -> Asset:
    head, _, body = url.partition(",")
    media_type, *parameters = head[5:].lower().split(";")
    return file_asset(_decoded(body) if "base64" in parameters else unquote_to_bytes(body), media_type)


def _measured(html: str, bundle: Bundle) -> str:
    """Return the HTML in which every picture has a size where one is known, is loaded late, and has an alternative."""
    return _IMAGE.sub(partial(_measured_image, bundle), html)


def _measured_image(bundle: Bundle, image: re.Match[str]) -> str:
    attributes = image[1]
    found = _SOURCE_NAME.search(attributes)
    asset = bundle.page.assets.get(found[1]) if found else None
    if asset and asset.width and asset.height:
        width, height = size_to_show(dict(_SIZE.findall(attributes)), asset.width, asset.height)
        attributes = f'{_SIZE.sub("", attributes)} width="{width}" height="{height}"'
    if " alt=" not in attributes:
        attributes += f' alt="{escape(bundle.alternative("text/html"))}"'
    return f'<img{attributes} loading="lazy" decoding="async">'


def _with_pictures(html: str) -> str:
    """Return the HTML with each outermost inline SVG as a picture."""
    return "".join(_as_picture(part) if is_svg else part for part, is_svg in outermost(html, "svg"))


def _as_picture(source: str) -> str:
    """Return an inline SVG as a picture, where none of its scripts can run; its title is the alternative."""
    title = _SVG_TITLE.search(source)
    alt = f' alt="{escape(unescape(title[1].strip()))}"' if title else ""
    if "xlink:" in source and "xmlns:xlink" not in source:
        source = source.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"', 1)
    return f'<img src="data:image/svg+xml;base64,{b64encode(source.encode("utf-8", "replace")).decode()}"{alt}>'


def _link(frame: re.Match[str]) -> str:
    """Return a frame of another site as a link to it; any other frame is left to the cleaning."""
    found = _FRAME_SOURCE.search(frame[0])
    url = unescape(found[1]) if found else ""
    if not is_remote(url) or not url.startswith(("http://", "https://", "//")):
        return frame[0]
    return f'<p><a href="{escape(url)}">{escape(urlsplit(url).netloc)}</a></p>'


def _decoded(text: str) -> bytes:
    try:
        return b64decode(unquote(text))
    except binascii.Error as error:
        raise ValueError(f"the base64 text is broken ({error})") from error


_PANDAS_STYLE = re.compile(r"<style(?: scoped)?>\s*\.dataframe [^<]*</style>")
"""The rules that pandas and polars write before each table; the page's own stylesheet says the same."""
_SCRIPT_NOTE = re.compile(
    r"<(span|div)\b[^>]*>\s*Make this Notebook Trusted[^<]*</\1>|<table\b[^>]*\shidden\b.*?</table>", re.DOTALL
)
"""What libraries write for readers of untrusted notebooks; the frame or its stand-in takes that place."""
_DATA_URL = re.compile(r"data:(?:image|audio|video)/[^\"'\s>]*")
_SVG_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>", re.IGNORECASE)
_FRAME = re.compile(r"<iframe\b[^<>]*>", re.IGNORECASE)
_FRAME_SOURCE = re.compile(r"\ssrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_SEEN = re.compile(r">[^<]*[^<\s]|^[^<]*[^<\s]|<(?:img|hr|audio|video)\b")
_IMAGE = re.compile(r"<img((?: [a-z-]+=\"[^\"]*\")*)>")
_SIZE = re.compile(r' (width|height)="([^"]*)"')
_SOURCE_NAME = re.compile(r' src="{static}/assets/([^"]*)"')
