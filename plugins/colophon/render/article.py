"""A post becomes an article: numbered, drawn cell by cell, and put together."""

from __future__ import annotations

from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from colophon.errors import Refused
from colophon.model import Article, Cell, Post, Problem
from colophon.render.context import RenderContext
from colophon.render.exhibits import Exhibit, exhibits
from colophon.render.exporter import exporter
from colophon.render.finish import finish
from colophon.render.images.cover import cover, thumbnail
from colophon.render.images.pictures import picture_asset
from colophon.render.links import settled
from colophon.render.numbering import number_floats
from colophon.render.page import Page
from colophon.render.references import reference_list
from colophon.render.summary import minutes, plain, summary_html
from colophon.rules import RULES


class _Notebook(Struct, frozen=True):
    """What the exporter takes for a notebook."""

    cells: tuple[Exhibit, ...]


FIRST_SCREENS = 1500
"""Characters. The font of a formula behind them comes when it is laid out, and what it moves is not in sight."""


def render(post: Post, context: RenderContext) -> Article:
    """Return the article: body HTML, and everything that the HTML needs. Equal posts give equal bytes.

    Raises:
        Refused: something in the post cannot be shown at all; all its problems are in the exception.
    """
    context = replace(context, bibliography=post.front.bibliography or context.bibliography)
    page = Page(post.path, number_floats(post), post.widgets)
    shown = tuple(exhibits(post, page, context))
    body, _ = exporter().from_notebook_node(_Notebook(shown))
    html, anchors = finish(body + reference_list(page, context))
    summary = summary_html(post, shown, page, context)
    standing = cover(post.front, page.floats.values(), _front_image(post, page, context))
    small = thumbnail(page.assets.get(standing), context.pictures)
    if small:
        page.asset(small)
    problems = tuple(sorted({*post.problems, *page.problems}))
    if any(_stops(problem, context) for problem in problems):
        raise Refused(*problems, causes=page.causes())
    return Article(
        post=post,
        html=html,
        summary=summary,
        assets=tuple(asset for _, asset in sorted(page.assets.items())),
        outline=tuple(page.outline),
        floats=tuple(page.floats.values()),
        anchors=anchors,
        links=settled(page.links, post.path, anchors),
        cited=tuple(page.cited),
        cover=standing,
        thumbnail=small,
        opens_with_math=_opens_with_math(html),
        minutes=minutes(shown, context.words_per_minute),
        problems=problems,
        causes=page.causes(),
    )


def _opens_with_math(html: str) -> bool:
    """Whether a formula follows on few words: on the first screens, also of a wide window."""
    place = html.find("<math")
    first_cells = html.rfind("\n<section", 0, min(place, 10 * FIRST_SCREENS)) if place >= 0 else -1
    if first_cells >= 0 and len(plain(html[:first_cells])) >= FIRST_SCREENS:  # no need to look at all the others
        return False
    return place >= 0 and len(plain(html[:place])) < FIRST_SCREENS


def _front_image(post: Post, page: Page, context: RenderContext) -> str:
    """Return the name of the asset that the front matter's `image` becomes; empty where it names none."""
    if post.front.image is None:
        return ""
    asset = picture_asset(f"/{quote(str(post.front.image))}", Cell(1, "front", "raw", ""), page, context)
    return asset.name if asset else ""


def _stops(problem: Problem, context: RenderContext) -> bool:
    """Whether the site lets no post with such a problem through."""
    return context.severities.get(problem.code, RULES[problem.code].severity) != "warning"
