"""Inline Markdown as HTML: the text of a paragraph, a heading, a caption."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from html import escape
from urllib.parse import quote

from markdown_it.token import Token
from msgspec import Struct
from msgspec.structs import replace

from colophon.model import Asset, Cell, Float
from colophon.render.context import RenderContext
from colophon.render.images.pictures import picture_asset
from colophon.render.images.webp import shown
from colophon.render.links import SAFE_IN_PATH, is_external, link_target, split
from colophon.render.markdown.raw_html import Boundary, is_comment
from colophon.render.markdown.text import plain_text
from colophon.render.math.equations import Formula, prepare, take_definitions
from colophon.render.math.mathml import MathError, to_mathml
from colophon.render.numbering import FLOAT_WORDS, printed_number
from colophon.render.page import Page
from colophon.render.references import cite
from colophon.render.sanitize import encode_url

FORMULA, LABEL, NOTE, DESCRIPTION = "C501", "C502", "C508", "C401"
PLAIN_TAGS = {"em": "em", "strong": "strong", "s": "s"}


class Scene(Struct, frozen=True):
    """Where text is written: its cell, page and site, and the boundary to raw HTML."""

    cell: Cell
    page: Page
    context: RenderContext
    boundary: Boundary
    linked: bool = False
    """Whether it stands within a link, which cannot hold another."""

    def problem(self, code: str, message: str, remedy: str) -> None:
        """Note what is wrong in the cell."""
        self.page.problem(self.cell.number, code, message, remedy)


def inline_html(tokens: Sequence[Token], scene: Scene) -> str:
    """Return the HTML of inline tokens."""
    parts: list[str] = []
    outer: list[Scene] = []
    for token in tokens:
        if token.type == "link_open":
            outer.append(scene)
            opening = "" if scene.linked else _link(token, scene)
            parts.append(opening)
            scene = replace(scene, linked=True) if opening else scene
        elif token.type == "link_close":
            inner, scene = scene, outer.pop()
            parts.append("</a>" if inner is not scene else "")
        else:
            parts.append(_WRITERS[token.type](token, scene))
    return "".join(parts)


def caption_html(float_: Float, tokens: Sequence[Token], scene: Scene) -> str:
    """Return the inside of a `figcaption`: number and text."""
    number = f'<span class="figure-number">{FLOAT_WORDS[float_.kind]} {float_.number}</span>'
    return f"{scene.boundary.leaf(number)} {inline_html(tokens, scene)}".strip()


def display_math(token: Token, scene: Scene, name: str) -> str:
    """Return a formula in its own box; nothing for one that only defines commands."""
    formula, mathml = _formula(token, scene, display=True)
    if not mathml:
        return ""
    own, *others = (_unclaimed(label, scene) for label in formula.labels) if formula.labels else ("",)
    anchor = f' id="{escape(own)}"' if own else ""
    anchors = "".join(f'<span id="{escape(label)}"></span>' for label in others if label)
    shown = formula.number if own else ""
    number = f'<span class="equation-number">({escape(shown)})</span>' if shown else ""
    box = f'<div class="math-display scroll"{anchor} tabindex="0" role="group" aria-label="{escape(name)}">'
    return scene.boundary.leaf(f"{box}{anchors}{mathml}{number}</div>", block=True)


def picture_html(token: Token, scene: Scene, anchor: str = "", full: bool = False) -> tuple[str, Asset | None]:
    """Return the markup of a picture, its text where it cannot be shown, and its file."""
    source, alt = str(token.attrs.get("src", "")), description(token)
    if alt is None:
        message = f"Expected a description of the picture `{source[:80]}`, found none."
        scene.problem(DESCRIPTION, message, "Say in the brackets what it shows: `![what it shows](…)`.")
    asset = picture_asset(source, scene.cell, scene.page, scene.context)
    if asset is None:
        return _unshown(source, alt or "", anchor, scene), None
    width, height = _size(token, asset)
    title = f' title="{escape(str(token.attrs["title"]))}"' if token.attrs.get("title") and not full else ""
    image = (
        f'<img src="{shown(asset, scene.page, scene.context)}"{_id(anchor)}'
        + (f' width="{width}" height="{height}"' if width else "")
        + f' alt="{escape(alt or "")}"{title} loading="lazy" decoding="async">'
    )
    link = f'<a class="figure-full" href="{{static}}/assets/{asset.name}">{image}</a>'
    return scene.boundary.leaf(link if full else image, block=full), asset


def description(token: Token) -> str | None:
    """Return a picture's alt text; empty where the author declared it decorative, None where nothing was said."""
    if "fig-alt" in token.meta:
        return str(token.meta["fig-alt"])
    return plain_text(token.children or []).strip() or None


def _id(anchor: str) -> str:
    return f' id="{escape(anchor)}"' if anchor else ""


def _size(token: Token, asset: Asset) -> tuple[int | None, int | None]:
    """Return the size in CSS pixels: the author's width, in proportion, else the picture's."""
    wanted = re.fullmatch(r"(\d{1,5})(?:px)?", str(token.meta.get("width", "")))
    if wanted and asset.width and asset.height and int(wanted[1]):
        return int(wanted[1]), max(1, round(asset.height * int(wanted[1]) / asset.width))
    return asset.width, asset.height


def _unshown(source: str, alt: str, anchor: str, scene: Scene) -> str:
    """Return a picture's text: as a link where the picture lies on another host and nothing links already."""
    text = escape(alt or "Picture", quote=False)
    address = split(source)
    if address.scheme in {"http", "https"} and not scene.linked:
        text = f'<a href="{escape(encode_url(address.text))}" rel="external">{text}</a>'
    return scene.boundary.leaf(f'<span class="picture-missing"{_id(anchor)}>{text}</span>')


def _link(token: Token, scene: Scene) -> str:
    target = link_target(str(token.attrs.get("href", "")), scene.cell, scene.page, scene.context)
    if target is None:
        return ""
    title = f' title="{escape(str(token.attrs["title"]))}"' if token.attrs.get("title") else ""
    rel = ' rel="external"' if is_external(target) else ""
    css = ' class="address"' if rel and token.meta.get("address") else ""
    return scene.boundary.tag(f'<a{css} href="{escape(target)}"{title}{rel}>')


def _text(token: Token, scene: Scene) -> str:
    for label in _LONE_NOTE.findall(token.content) if "[^" in token.content else ():
        message = f"Expected a note for the mark `[^{label}]` in the same cell, found none."
        scene.problem(NOTE, message, f"Write `[^{label}]: …` in this cell.")
    return escape(token.content, quote=False)


def _code(token: Token, scene: Scene) -> str:
    return f"<code>{escape(token.content, quote=False)}</code>"


def _raw(token: Token, scene: Scene) -> str:
    return "" if is_comment(token.content) else scene.boundary.raw(token.content)


def _image(token: Token, scene: Scene) -> str:
    label = str(token.meta.get("label", ""))
    return picture_html(token, scene, label if label in scene.page.floats else "")[0]


def _math(token: Token, scene: Scene) -> str:
    return scene.boundary.leaf(_formula(token, scene, display=False)[1])


def _formula(token: Token, scene: Scene, display: bool) -> tuple[Formula, str]:
    """Return the formula and its MathML; its source where it cannot be set."""
    latex, definitions = take_definitions(token.content)
    scene.page.macros.update(definitions)
    numbers = {label: printed_number(each) for label, each in scene.page.floats.items()}
    formula = Formula("")
    try:
        formula = prepare(latex, token.meta.get("label", ""), numbers, display)
        if not formula.latex:
            return formula, ""
        macros = {**scene.context.math_macros, **scene.page.macros}
        return formula, to_mathml(formula.latex, display, macros, scene.context.memory)
    except MathError as error:
        message = f"Expected LaTeX that can be set, found `{_short(token.content)}`: {error}."
        scene.problem(FORMULA, message, "Correct the formula.")
        return formula, f'<code class="math-error">{escape(token.content.strip(), quote=False)}</code>'


def _unclaimed(label: str, scene: Scene) -> str:
    """Return the label as an anchor, once on a page; a second formula of that name gets none."""
    if label in scene.page.placed:
        message = f"Expected one formula with the label `{label}`, found a second."
        scene.problem(LABEL, message, "Give each formula a label of its own.")
        return ""
    scene.page.placed.add(label)
    return label


def _citation(token: Token, scene: Scene) -> str:
    if scene.linked:
        return escape(token.content, quote=False)
    marks = [cite(mention, scene.cell, scene.page, scene.context) for mention in token.meta["mentions"]]
    return " ".join(scene.boundary.leaf(mark) for mark in marks)


def _crossref(token: Token, scene: Scene) -> str:
    label = token.meta["label"]
    found = scene.page.floats.get(label)
    if found is None:
        near = get_close_matches(label, sorted(scene.page.floats), 1)
        remedy = f"Did you mean `{near[0]}`?" if near else "Label a figure, a table or an equation so."
        scene.problem(LABEL, f"Expected the label of something on the page, found `{_short(label)}`.", remedy)
        return escape(token.content, quote=False)
    text = _FORMS[token.meta["form"]].format(FLOAT_WORDS[found.kind], printed_number(found))
    if scene.linked:
        return escape(text, quote=False)
    link = f'<a class="crossref" href="#{quote(label, SAFE_IN_PATH)}">{escape(text, quote=False)}</a>'
    return scene.boundary.leaf(link)


def _note_mark(token: Token, scene: Scene) -> str:
    number = scene.page.notes + token.meta["id"] + 1
    again = token.meta.get("subId", 0)
    anchor = f"fnref-{number}-{again + 1}" if again else f"fnref-{number}"
    link = f'<a href="#fn-{number}" role="doc-noteref">{number}</a>'
    shown = str(number) if scene.linked else link
    return scene.boundary.leaf(f'<sup class="footnote-ref" id="{anchor}">{shown}</sup>')


def _code_lines(token: Token, scene: Scene) -> str:
    link = f'<a class="code-lines" href="#{token.meta["anchor"]}">{token.meta["text"]}</a>'
    return f"{scene.boundary.leaf(link)} "


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:77]}…"


def _wrap(name: str) -> dict[str, Callable[[Token, Scene], str]]:
    return {
        f"{name}_open": lambda token, scene: f"<{PLAIN_TAGS[name]}>",
        f"{name}_close": lambda token, scene: f"</{PLAIN_TAGS[name]}>",
    }


_WRITERS: dict[str, Callable[[Token, Scene], str]] = {
    "text": _text,
    "softbreak": lambda token, scene: "\n",
    "hardbreak": lambda token, scene: scene.boundary.leaf("<br>") + "\n",
    "code_inline": _code,
    "html_inline": _raw,
    "image": _image,
    "math_inline": _math,
    "joined_open": lambda token, scene: scene.boundary.tag('<span class="joined">'),
    "joined_close": lambda token, scene: "</span>",
    "math_display": _math,
    "citation": _citation,
    "crossref": _crossref,
    "footnote_ref": _note_mark,
    "code_lines": _code_lines,
    **{kind: write for name in PLAIN_TAGS for kind, write in _wrap(name).items()},
}
_FORMS = {"name": "{} {}", "ref": "{1}", "eqref": "({1})"}
_LONE_NOTE = re.compile(r"\[\^([\w-]+)\]")
