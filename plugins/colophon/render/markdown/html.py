"""Markdown as the HTML of an article: CommonMark with GitHub's, JupyterLab's, MyST's and Quarto's additions.

Each cell is a document of its own, as in JupyterLab: a footnote or a link definition serves the cell that it stands
in. Numbers and anchors run through the page. HTML in Markdown passes as far as it is harmless (see `raw_html`).
"""

from __future__ import annotations

import re

from markdown_it.token import Token

from colophon.model import Cell, Heading
from colophon.render.code.annotations import Annotations
from colophon.render.context import RenderContext
from colophon.render.markdown.blocks import BlockWriter, Entry
from colophon.render.markdown.inline import NOTE, Scene, inline_html
from colophon.render.markdown.notes import with_marks_named
from colophon.render.markdown.parser import parse, parse_inline, unused_notes
from colophon.render.markdown.raw_html import Boundary, is_comment
from colophon.render.page import Page
from colophon.render.sanitize import clean_html

DIRECTIVE = "C509"


def render_markdown(
    source: str, cell: Cell, page: Page, context: RenderContext, about: Annotations | None = None
) -> str:
    """Return the block HTML of Markdown, safe and balanced; what is wrong, linked or cited is noted on the page.

    Markdown that begins with notes on code is `about` that.
    """
    tokens = with_marks_named(parse(source), about) if about else parse(source)
    scene = Scene(cell, page, context, Boundary(source, "<" in source and _has_html(tokens)))
    _note_problems(source, tokens, scene)
    writer = BlockWriter(scene)
    html = scene.boundary.clean(writer.html(tokens), "page", cell, page, context)
    page.outline.extend(_heading(entry, html, scene.boundary.active) for entry in writer.entries)
    return html


def render_inline(source: str, cell: Cell, page: Page, context: RenderContext) -> str:
    """Return the inline HTML of one paragraph of Markdown: a caption, a title, a summary."""
    tokens = parse_inline(source)
    scene = Scene(cell, page, context, Boundary(source, "<" in source and _has_html(tokens)))
    return scene.boundary.clean(inline_html(tokens, scene), "caption", cell, page, context)


def _has_html(tokens: list[Token]) -> bool:
    """Whether an author's HTML is among the tokens; comments, which are left out, are none."""
    return any(
        (token.type in {"html_block", "html_inline"} and not is_comment(token.content))
        or _has_html(token.children or [])
        or _has_html(token.meta.get("caption") or [])
        for token in tokens
    )


def _note_problems(source: str, tokens: list[Token], scene: Scene) -> None:
    for label in unused_notes(source):
        message = f"Expected a mark `[^{label}]` for the note of that name, found none in the cell."
        scene.problem(NOTE, message, "Refer to the note in this cell, or remove it.")
    for token in tokens:
        if token.type == "division_open" and not token.meta["known"]:
            message = f"Expected an admonition such as `note`, found the directive `{token.info}`."
            scene.problem(DIRECTIVE, message, "Use an admonition, or plain Markdown.")


def _heading(entry: Entry, html: str, has_raw: bool) -> Heading:
    """Return the heading as the contents list shows it, from the finished HTML of its cell.

    An author's tag may be closed only behind the heading, so the part that is taken is balanced again.
    """
    _, opening, rest = html.partition(f'<h{entry.level} id="{entry.anchor}">')
    inside, anchor, _ = rest.partition(' <a class="anchor"')
    text = _DROPPED.sub("", inside) if opening and anchor else ""
    text = _PICTURE.sub(lambda picture: picture[1], text)
    text = clean_html(text, "caption") if has_raw else text
    return Heading(entry.level, _ID.sub("", text).strip(), entry.anchor)


_DROPPED = re.compile(r'<a class="citation".*?</a>|<sup class="footnote-ref".*?</sup>|</?a\b[^>]*>', re.DOTALL)
_PICTURE = re.compile(r'<img\b[^>]* alt="([^"]*)"[^>]*>')
_ID = re.compile(r'(?<=[\w"]) id="[^"]*"(?=[^<>]*>)')
