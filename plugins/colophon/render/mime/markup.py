"""text/markdown and text/latex: set as the prose of the post is, but without a place in the contents list."""

from __future__ import annotations

import re

from markupsafe import Markup
from msgspec.structs import replace

from colophon.render.markdown.html import render_markdown
from colophon.render.math.mathml import MathError, to_mathml
from colophon.render.mime.bundle import Bundle, Drawing, DrawingError
from colophon.render.mime.text import cut_notice, cut_text

WHOLE_FORMULA = re.compile(
    r"\s*(?:\$\$(?P<dollars>[^$]+)\$\$|\$(?P<dollar>[^$]+)\$|\\\[(?P<bracket>.+?)\\\]|\\\((?P<paren>.+?)\\\)"
    r"|(?P<bare>\\begin\{[^{}]+\}.*\\end\{[^{}]+\}))\s*",
    re.DOTALL,
)
"""An output that is one formula and nothing else, in the spellings of SymPy, IPython and pandas."""


def draw_markdown(bundle: Bundle, media_type: str) -> Drawing:
    """Return the Markdown as HTML."""
    whole, limits = bundle.text(media_type), bundle.context.limits
    text, cut = cut_text(whole, limits, limits.markdown_characters)
    return Drawing(_as_prose(bundle, text) + cut_notice(bundle, cut, whole), "markdown")


def draw_latex(bundle: Bundle, media_type: str) -> Drawing:
    """Return the formula as MathML in a box of its own; text with formulas in it as prose."""
    text = bundle.text(media_type)
    most = bundle.context.limits.markdown_characters
    if len(text) > most:
        raise DrawingError(f"the formula has {len(text):,} characters, more than {most:,}")
    whole = WHOLE_FORMULA.fullmatch(text)
    if whole is None:
        return Drawing(_as_prose(bundle, text), "latex")
    formula = next(group for group in whole.groups() if group is not None).strip()
    return Drawing(_formula(bundle, formula.removeprefix(r"\displaystyle").strip()), "latex")


def _formula(bundle: Bundle, formula: str) -> Markup:
    macros = {**bundle.context.math_macros, **bundle.page.macros}
    try:
        mathml = to_mathml(formula, True, macros, bundle.context.memory)
    except MathError as error:
        raise DrawingError(f"the formula cannot be set ({error})") from error
    return Markup(
        '<div class="math-display scroll" tabindex="0" role="group" aria-label="Formula of cell {}">{}</div>'
    ).format(bundle.cell.number, Markup(mathml))


def _as_prose(bundle: Bundle, text: str) -> Markup:
    """Return Markdown as HTML; its headings are no headings of the article, and it has no attachments."""
    entries = len(bundle.page.outline)
    html = render_markdown(text, replace(bundle.cell, attachments={}), bundle.page, bundle.context)
    del bundle.page.outline[entries:]
    return Markup(html)
