"""Block Markdown as HTML: one method for each kind of token."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from markdown_it.token import Token
from msgspec import Struct
from msgspec.structs import replace

from colophon.model import Float
from colophon.render.code.highlight import highlight
from colophon.render.links import slug
from colophon.render.markdown.inline import Scene, caption_html, description, display_math, inline_html, picture_html
from colophon.render.markdown.raw_html import is_comment
from colophon.render.markdown.text import plain_text

PLAIN_TAGS = {
    "blockquote": "blockquote", "dl": "dl", "dt": "dt", "dd": "dd", "thead": "thead", "tbody": "tbody", "tr": "tr",
    "division": "div",
}  # fmt: skip
"""Kinds of tokens that are one element without attributes."""
PLAIN = {f"{kind}_open": f"<{name}>" for kind, name in PLAIN_TAGS.items()} | {
    f"{kind}_close": f"</{name}>\n" for kind, name in PLAIN_TAGS.items()
}


class Entry(Struct, frozen=True):
    """A heading on the way to the contents list."""

    level: int
    anchor: str


class BlockWriter:
    """Writes the tokens of one cell."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.entries: list[Entry] = []
        """The headings that stand at the top level, in order."""
        self._boxes: Counter[str] = Counter()
        self._figure: Float | None = None
        self._notes = 0
        self._cell = "th"
        self._anchor = ""

    def html(self, tokens: Sequence[Token]) -> str:
        """Return the HTML of the tokens."""
        parts: list[str] = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            figure = self._lone_figure(tokens[position + 1]) if token.type == "paragraph_open" else ""
            if figure:
                parts.append(figure)
                position += 3
                continue
            parts.append(self._token(token, tokens, position))
            position += 1
        self.scene.page.notes += self._notes
        return "".join(parts)

    def _token(self, token: Token, tokens: Sequence[Token], position: int) -> str:
        match token.type:
            case "inline":
                return inline_html(token.children or [], self.scene)
            case kind if kind in PLAIN:
                return PLAIN[kind]
            case "heading_open":
                return self._heading(token, tokens[position + 1])
            case "th_open":
                return self._head_cell(token, is_empty=not tokens[position + 1].content)
            case _:
                return str(getattr(self, f"_{token.type}")(token))

    def _tag(self, name: str, attributes: Mapping[str, str | None]) -> str:
        written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value is not None)
        return self.scene.boundary.tag(f"<{name}{written}>")

    def _scroll_box(self, what: str, css: str = "scroll") -> str:
        """Return the start tag of a box that scrolls, named unlike the others of the cell."""
        return f'<div class="{css}" tabindex="0" role="group" aria-label="{escape(self._name(what))}">'

    def _name(self, what: str) -> str:
        self._boxes[what] += 1
        count = self._boxes[what]
        return (
            f"{what} {count} in cell {self.scene.cell.number}"
            if count > 1
            else f"{what} in cell {self.scene.cell.number}"
        )

    # Headings and paragraphs

    def _heading(self, token: Token, inline: Token) -> str:
        level = max(2, int(token.tag[1]))
        anchor = self.scene.page.anchor(slug(plain_text(inline.children or [])))
        self._anchor = anchor
        if token.level == 0:
            self.entries.append(Entry(level, anchor))
        return self._tag(f"h{level}", {"id": anchor})

    def _heading_close(self, token: Token) -> str:
        level = max(2, int(token.tag[1]))
        permalink = f'<a class="anchor" href="#{escape(self._anchor)}" aria-hidden="true" tabindex="-1">¶</a>'
        return f" {self.scene.boundary.leaf(permalink)}</h{level}>\n"

    def _paragraph_open(self, token: Token) -> str:
        return "" if token.hidden else "<p>"

    def _paragraph_close(self, token: Token) -> str:
        return "\n" if token.hidden else "</p>\n"

    def _hr(self, token: Token) -> str:
        return "<hr>\n"

    def _html_block(self, token: Token) -> str:
        return "" if is_comment(token.content) else self.scene.boundary.raw(token.content)

    # Lists

    def _bullet_list_open(self, token: Token) -> str:
        task = "contains-task-list" in str(token.attrs.get("class", ""))
        return self._tag("ul", {"class": "task-list" if task else None}) + "\n"

    def _bullet_list_close(self, token: Token) -> str:
        return "</ul>\n"

    def _ordered_list_open(self, token: Token) -> str:
        start = token.attrs.get("start")
        task = "contains-task-list" in str(token.attrs.get("class", ""))
        about = token.meta.get("notes_of")
        names = {
            "class": "task-list" if task else "code-notes" if about else None,
            "start": None if start in {None, 1} else str(start),
            "aria-label": f"Notes on the code of cell {about}" if about else None,
        }
        return self._tag("ol", names) + "\n"

    def _ordered_list_close(self, token: Token) -> str:
        return "</ol>\n"

    def _list_item_open(self, token: Token) -> str:
        if "checked" not in token.meta:
            return self._tag("li", {"id": token.meta.get("anchor")})
        state = ' checked aria-label="Done"' if token.meta["checked"] else ' aria-label="To do"'
        box = self.scene.boundary.leaf(f'<input type="checkbox" disabled{state}>')
        return f"{self._tag('li', {'class': 'task-list-item'})}{box} "

    def _list_item_close(self, token: Token) -> str:
        return "</li>\n"

    # Code and formulas

    def _fence(self, token: Token) -> str:
        return self._code(token.content, token.info)

    def _code_block(self, token: Token) -> str:
        return self._code(token.content, "")

    def _code(self, code: str, info: str) -> str:
        language = _language(info)
        css = f' class="language-{escape(language)}"' if language else ""
        inside = highlight(code.rstrip("\n"), language, self.scene.context.memory)
        box = self._scroll_box("Code", "highlight scroll")
        return self.scene.boundary.leaf(f"{box}<pre><code{css}>{inside}</code></pre></div>", block=True) + "\n"

    def _math_display(self, token: Token) -> str:
        return display_math(token, self.scene, self._name("Formula")) + "\n"

    # Tables and figures

    def _table_open(self, token: Token) -> str:
        entry = self.scene.page.floats.get(str(token.meta.get("label", "")))
        self._figure = entry
        if entry is None:
            box = self._scroll_box("Table")
            return f"{self.scene.boundary.tag(box)}{self._tag('table', {'class': 'table'})}\n"
        figure = self._tag("figure", {"class": "figure figure-table", "id": entry.label})
        caption = caption_html(entry, token.meta["caption"], self.scene)
        box = f'<div class="scroll" tabindex="0" role="group" aria-label="Table {entry.number}">'
        table = self._tag("table", {"class": "table"})
        return f"{figure}<figcaption>{caption}</figcaption>{self.scene.boundary.tag(box)}{table}\n"

    def _table_close(self, token: Token) -> str:
        figure, self._figure = self._figure, None
        return "</table></div></figure>\n" if figure else "</table></div>\n"

    def _head_cell(self, token: Token, *, is_empty: bool) -> str:
        """Return the start of a cell of the head; an empty one heads nothing. Source: axe-core, empty-table-header."""
        self._cell = "td" if is_empty else "th"
        scope = None if is_empty else "col"
        return self._tag(self._cell, {"scope": scope, "class": _alignment(token)})

    def _th_close(self, token: Token) -> str:
        return f"</{self._cell}>\n"

    def _td_open(self, token: Token) -> str:
        return self._tag("td", {"class": _alignment(token)})

    def _td_close(self, token: Token) -> str:
        return "</td>\n"

    def _lone_figure(self, inline: Token) -> str:
        """Return the figure that a paragraph is, whose only content is a picture with a label; else nothing."""
        picture = _only_child(inline) if self.scene.page.floats else None
        entry = self.scene.page.floats.get(str(picture.meta.get("label", ""))) if picture else None
        if picture is None or entry is None:
            return ""
        image, asset = picture_html(picture, self.scene, full=True)
        if asset:
            alt = description(picture) or ""
            self.scene.page.floats[entry.label] = replace(entry, alt=alt, asset=asset.name)
        title = picture.attrs.get("title")
        text = [Token("text", "", 0, content=str(title))] if title else picture.children or []
        opening = self._tag("figure", {"class": "figure figure-image", "id": entry.label})
        return f"{opening}{image}<figcaption>{caption_html(entry, text, self.scene)}</figcaption></figure>\n"

    # Admonitions and notes

    def _alert_open(self, token: Token) -> str:
        return self._aside(str(token.meta["kind"]).lower())

    def _admonition_open(self, token: Token) -> str:
        return self._aside(token.meta["kind"])

    def _aside(self, kind: str) -> str:
        return self._tag("aside", {"class": f"admonition admonition-{kind}"})

    def _alert_close(self, token: Token) -> str:
        return "</aside>\n"

    _admonition_close = _alert_close

    def _alert_title_open(self, token: Token) -> str:
        return self._tag("p", {"class": "admonition-title"})

    _admonition_title_open = _alert_title_open

    def _alert_title_close(self, token: Token) -> str:
        return "</p>\n"

    _admonition_title_close = _alert_title_close

    def _footnote_block_open(self, token: Token) -> str:
        start = self.scene.page.notes + 1
        section = {"class": "footnotes", "role": "doc-endnotes", "aria-label": self._name("Notes")}
        return self._tag("section", section) + self._tag("ol", {"start": str(start) if start > 1 else None}) + "\n"

    def _footnote_block_close(self, token: Token) -> str:
        return "</ol></section>\n"

    def _footnote_open(self, token: Token) -> str:
        self._notes += 1
        return self._tag("li", {"id": f"fn-{self.scene.page.notes + token.meta['id'] + 1}"})

    def _footnote_close(self, token: Token) -> str:
        return "</li>\n"

    def _footnote_anchor(self, token: Token) -> str:
        number, again = self.scene.page.notes + token.meta["id"] + 1, token.meta["subId"]
        anchor = f"fnref-{number}-{again + 1}" if again else f"fnref-{number}"
        name = f"Back to mark {number}" + (f", place {again + 1}" if again else "")
        link = f'<a class="backref" href="#{anchor}" role="doc-backlink" aria-label="{name}">↩</a>'
        return f" {self.scene.boundary.leaf(link)}"


def _only_child(inline: Token) -> Token | None:
    children = [each for each in inline.children or [] if each.type != "softbreak" and each.content.strip() + each.tag]
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def _alignment(token: Token) -> str | None:
    side = re.search(r"text-align:(\w+)", str(token.attrs.get("style", "")))
    return f"align-{side[1]}" if side and side[1] != "left" else None


def _language(info: str) -> str:
    """Return the language that a fence names, fit for a class: `python` for ```` ```{python} ```` too."""
    word = info.strip().split(maxsplit=1)[0] if info.strip() else ""
    return re.sub(r"[^a-z0-9+#-]", "", word.strip("{}.").lower())
