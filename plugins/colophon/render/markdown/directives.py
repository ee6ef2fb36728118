r"""Rules for blocks that Markdown itself does not have: admonitions, fenced divisions, captions, attributes.

Read are MyST's `:::{note} Title` and ```` ```{note} Title ````, Quarto's `::: {.callout-note}`, a caption with a label
below a table (`: Laws {#tbl-laws}`), and attributes behind a picture (`![…](…){#fig-x fig-alt="…" width=300}`).
GitHub's `> [!NOTE]` is markdown-it's own.
"""

from __future__ import annotations

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from msgspec import Struct

ADMONITIONS = {
    "note": "note", "tip": "tip", "important": "important", "warning": "warning", "caution": "caution",
    "abstract": "note", "admonition": "note", "attention": "warning", "bug": "caution", "danger": "caution",
    "error": "caution", "example": "note", "failure": "caution", "hint": "tip", "info": "note", "question": "note",
    "quote": "note", "seealso": "note", "success": "tip", "summary": "note", "todo": "note",
}  # fmt: skip
"""What authors write, and the kind that it is shown as."""
TITLES = {"seealso": "See also", "admonition": "Note", "todo": "To do"}
"""What stands for a title that is missing, where the name does not serve."""
CODE_DIRECTIVES = frozenset({"code", "code-block", "code-cell", "sourcecode"})


class Fence(Struct, frozen=True):
    """The first line of a fenced block with a directive."""

    marks: str
    name: str
    title: str
    division: bool
    """Whether it is Quarto's spelling, whose class need not be known to us."""


def directives_plugin(md: MarkdownIt) -> None:
    """Add tokens `admonition_open`, `admonition_title_open` and their ends; see the module for what becomes them."""
    md.block.ruler.before("fence", "directive", _directive, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.core.ruler.after("inline", "picture_attributes", _picture_attributes)
    md.core.ruler.after("inline", "table_captions", _table_captions)


def _directive(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    fence = None if state.is_code_block(first) else _fence(_line(state, first))
    if fence is None:
        return False
    if silent:
        return True
    end = _end(state, fence, first, last)
    if fence.name in CODE_DIRECTIVES or fence.name == "math":
        _verbatim(state, fence, first, end)
    else:
        _admonition(state, fence, first, end)
    state.line = end + 1
    return True


def _fence(line: str) -> Fence | None:
    if match := _DIRECTIVE.fullmatch(line):
        return Fence(match["marks"], match["name"].lower(), match["title"].strip(), False)
    if match := _DIVISION.fullmatch(line):
        name = (match["name"] or match["plain"]).removeprefix("callout-").lower()
        title = _TITLE.search(line)
        return Fence(match["marks"], name, title[1] if title else "", not (match["name"] or "").startswith("callout-"))
    return None


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _end(state: StateBlock, fence: Fence, first: int, last: int) -> int:
    """Return the line that closes the fence, `last` where nothing does; fences within it are skipped."""
    open_marks = [fence.marks]
    for line in range(first + 1, last):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return line - 1
        text = _line(state, line).rstrip()
        if _closes(text, open_marks[-1]):
            open_marks.pop()
            if not open_marks:
                return line
        elif open_marks[-1][0] == ":" and (inner := _ANY_FENCE.match(text)):  # code is not read for fences
            open_marks.append(inner[1])
    return last


def _closes(line: str, marks: str) -> bool:
    return len(line) >= len(marks) and set(line) == {marks[0]}


def _verbatim(state: StateBlock, fence: Fence, first: int, end: int) -> None:
    skip, options = _options(state, first, end)
    content = state.getLines(first + 1 + skip, end, state.sCount[first], True)
    token = state.push("math_display" if fence.name == "math" else "fence", "", 0)
    token.content, token.info, token.block, token.map = content, fence.title, True, [first, end + 1]
    token.meta = {"label": options.get("label", "")}


def _admonition(state: StateBlock, fence: Fence, first: int, end: int) -> None:
    skip, _options_read = _options(state, first, end)
    name = "admonition" if fence.name in ADMONITIONS else "division"
    token = state.push(f"{name}_open", "aside" if name == "admonition" else "div", 1)
    token.info = fence.name
    token.meta = {"kind": ADMONITIONS.get(fence.name, ""), "known": fence.name in ADMONITIONS or fence.division}
    token.block, token.map = True, [first, end]
    if name == "admonition" or fence.title:
        _title(state, fence.title or TITLES.get(fence.name, fence.name.capitalize()), first)
    old_parent, old_last = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", end
    state.md.block.tokenize(state, first + 1 + skip, end)
    state.parentType, state.lineMax = old_parent, old_last
    state.push(f"{name}_close", token.tag, -1).block = True


def _title(state: StateBlock, title: str, line: int) -> None:
    state.push("admonition_title_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = title, [line, line + 1], []
    state.push("admonition_title_close", "p", -1)


def _options(state: StateBlock, first: int, end: int) -> tuple[int, dict[str, str]]:
    """Return how many lines of MyST options follow the fence, and what they say."""
    options: dict[str, str] = {}
    for line in range(first + 1, end):
        match = _OPTION.fullmatch(_line(state, line))
        if match is None:
            break
        options[match[1]] = match[2].strip()
    return len(options), options


def _picture_attributes(state: StateCore) -> None:
    """Move `{#fig-x …}` from the text behind a picture into the picture's token."""
    for inline in state.tokens if "{" in state.src else ():
        for picture, text in pairwise(inline.children or []):
            match = _ATTRIBUTES.match(text.content) if picture.type == "image" and text.type == "text" else None
            if match:
                pairs = {name: quoted or plain for name, quoted, plain in _ATTRIBUTE.findall(match[0])}
                picture.meta = {"label": match["label"] or "", **pairs}
                text.content = text.content[match.end() :]


def _table_captions(state: StateCore) -> None:
    """Move a paragraph `: Caption {#tbl-x}` below a table into the table's first token."""
    if "{#tbl-" not in state.src:
        return
    tokens: list[Token] = []
    table: Token | None = None
    skip = 0
    for index, token in enumerate(state.tokens):
        if skip:
            skip -= 1
            continue
        table = token if token.type == "table_open" else table
        after_table = token.type == "paragraph_open" and tokens and tokens[-1].type == "table_close"
        caption = _caption(state.tokens[index + 1]) if after_table else None
        if caption and table is not None:
            table.meta = {"label": caption, "caption": state.tokens[index + 1].children}
            skip = 2
            continue
        tokens.append(token)
    state.tokens = tokens


def _caption(inline: Token) -> str:
    """Return the label of a caption and cut the signs of one off its text; empty where it is none."""
    children = inline.children or []
    match = _CAPTION.search(inline.content)
    if not match or not children or children[0].type != "text" or children[-1].type != "text":
        return ""
    children[0].content = children[0].content.removeprefix(":").lstrip()
    children[-1].content = _CAPTION_LABEL.sub("", children[-1].content)
    return match[1]


_DIRECTIVE = re.compile(r"(?P<marks>:{3,}|`{3,}|~{3,})[ \t]*\{(?P<name>[A-Za-z][\w-]*)\}(?P<title>[^`]*)")
_DIVISION = re.compile(
    r"(?P<marks>:{3,})[ \t]*(?:\{[^{}]*?\.(?P<name>[A-Za-z][\w-]*)[^{}]*\}|(?P<plain>[A-Za-z][\w-]*))[ \t]*:*[ \t]*"
)
_TITLE = re.compile(r'\btitle="([^"]*)"')
_ANY_FENCE = re.compile(r"(`{3,}|~{3,}|:{3,})(?=[ \t]*[\w{]|$)")
_OPTION = re.compile(r":([a-z][\w-]*):(?:[ \t]+(.*)|)")
_ATTRIBUTES = re.compile(r"\{(?=[#\w])(?:\#(?P<label>[A-Za-z][\w:.-]*))?(?:\s*[\w-]+=(?:\"[^\"]*\"|[^\s{}\"]+))*\s*\}")
_ATTRIBUTE = re.compile(r"([\w-]+)=(?:\"([^\"]*)\"|([^\s{}\"]+))")
_CAPTION = re.compile(r"\A:[ \t]+.*\{\#(tbl-[\w:.-]+)\}\s*\Z", re.DOTALL)
_CAPTION_LABEL = re.compile(r"\s*\{\#tbl-[\w:.-]+\}\s*\Z")
