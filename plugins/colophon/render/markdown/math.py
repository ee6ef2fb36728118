r"""Rules that find formulas in Markdown: `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and bare environments.

A dollar opens a formula only before a character that is no space, and closes one only after such a character and
not before a digit, so `$5 and $10` stays text (Source: Pandoc, extension `tex_math_dollars`); nor does a formula
begin with the punctuation that follows a price, or consist of a number and words. JupyterLab writes
`\\(…\\)`; the single backslash of LaTeX is read too, and opens a display formula only at the start of a line,
since `\[` within a line is Markdown's escaped bracket.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from colophon.render.math.mathml import LONGEST_FORMULA

MOST_LINES = 500
"""Of a display formula; bounds the search for its end."""


def math_plugin(md: MarkdownIt) -> None:
    """Add tokens `math_inline` and `math_display` (with `meta["label"]`)."""
    md.block.ruler.before("fence", "math_block", _math_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("escape", "math", _math_inline)
    md.core.ruler.after("inline", "split_display", _split_display)


def _math_inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    found = _display_at(state.src, state.pos) or _inline_at(state.src, state.pos)
    if found is None or found[2] > state.posMax:
        return False
    kind, content, end, label = found
    if not silent:
        token = state.push(kind, "math", 0)
        token.content, token.meta = content, {"label": label}
    state.pos = end
    return True


def _inline_at(text: str, start: int) -> tuple[str, str, int, str] | None:
    """Return kind, LaTeX, end and label of the formula of a line that starts there."""
    match = _DOLLAR.match(text, start) or _PARENTHESES.match(text, start)
    if match is None or match["latex"][0] in ",;)?" or _MONEY.fullmatch(match["latex"]):
        return None
    if match["latex"][0] in ".:!" and text[start - 1 : start].isdigit():
        return None
    return "math_inline", match["latex"], match.end(), ""


def _display_at(text: str, start: int) -> tuple[str, str, int, str] | None:
    match = _DOLLARS.match(text, start) or _BRACKETS.match(text, start)
    if match:
        return "math_display", match["latex"], match.end(), match["label"] or ""
    end = _environment_end(text, start)
    return None if end is None else ("math_display", text[start:end], end, "")


def _environment_end(text: str, start: int) -> int | None:
    r"""Return where the environment that begins there ends, environments of its name within it counted."""
    begin = _BEGIN.match(text, start)
    if begin is None:
        return None
    depth = 0
    either = re.compile(rf"\\(begin|end)\{{{re.escape(begin[1])}\}}")
    for match in either.finditer(text, start, start + LONGEST_FORMULA):
        depth += 1 if match[1] == "begin" else -1
        if depth == 0:
            return match.end()
    return None


def _math_block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Take a formula that has its lines for itself, whatever Markdown would see in them."""
    start = state.bMarks[first] + state.tShift[first]
    opening = _BLOCK_OPENING.match(state.src, start, state.eMarks[first])
    if opening is None or state.is_code_block(first):
        return False
    closing = _closing_pattern(opening)
    for line in range(first, min(last, first + MOST_LINES)):
        if line > first and state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return False
        begin = opening.end() if line == first else state.bMarks[line]
        if closing.search(state.src, begin, state.eMarks[line]) is None:
            continue
        if _take_block(state, first, line, silent):
            return True
        if opening["name"] is None:
            return False
    return False


def _closing_pattern(opening: re.Match[str]) -> re.Pattern[str]:
    if opening[0] == "$$":
        return _CLOSING_DOLLARS
    return _CLOSING_BRACKET if opening[0].endswith("[") else _closing_environment(opening["name"])


def _closing_environment(name: str) -> re.Pattern[str]:
    return re.compile(rf"\\end\{{{re.escape(name)}\}}")


def _take_block(state: StateBlock, first: int, line: int, silent: bool) -> bool:
    text = state.getLines(first, line + 1, state.blkIndent, False).strip()
    match = _WHOLE_BLOCK.fullmatch(text)
    if match is None and not _whole_environment(text):
        return False
    if silent:
        return True
    token = state.push("math_display", "math", 0)
    token.block, token.map = True, [first, line + 1]
    token.content = (match["dollars"] or match["brackets"]) if match else text
    token.meta = {"label": (match["label"] or "") if match else ""}
    state.line = line + 1
    return True


def _whole_environment(text: str) -> bool:
    return _environment_end(text, 0) == len(text)


def _split_display(state: StateCore) -> None:
    """Give each display formula in a paragraph a block of its own, between what stands before and after it."""
    if "$$" not in state.src and "\\" not in state.src:
        return
    tokens: list[Token] = []
    for index, token in enumerate(state.tokens):
        in_paragraph = token.type == "inline" and state.tokens[index - 1].type == "paragraph_open"
        if in_paragraph and any(child.type == "math_display" and child.level == 0 for child in token.children or []):
            paragraph, closing = tokens.pop(), state.tokens[index + 1]
            tokens.extend(_paragraphs(token.children or [], paragraph, closing))
        elif tokens and token.type == "paragraph_close" and tokens[-1].type in {"math_display", "paragraph_close"}:
            continue
        else:
            tokens.append(token)
    state.tokens = tokens


def _paragraphs(children: list[Token], opening: Token, closing: Token) -> list[Token]:
    """Return the paragraph's parts, each closed."""
    tokens: list[Token] = []
    run: list[Token] = []
    for child in [*children, None]:
        if child is not None and not (child.type == "math_display" and child.level == 0):
            run.append(child)
            continue
        tokens.extend(_paragraph(_trimmed(run), opening, closing))
        run = []
        if child is not None:
            child.block = True
            tokens.append(child)
    return tokens


def _paragraph(children: list[Token], opening: Token, closing: Token) -> list[Token]:
    if not children:
        return []
    inline = Token("inline", "", 0, children=children, content="".join(child.content for child in children))
    return [opening, inline, closing]


def _trimmed(children: list[Token]) -> list[Token]:
    """Return the tokens without line breaks and spaces at either end."""
    while children and _is_blank(children[0]):
        children = children[1:]
    while children and _is_blank(children[-1]):
        children = children[:-1]
    if children and children[0].type == "text":
        children[0].content = children[0].content.lstrip()
    if children and children[-1].type == "text":
        children[-1].content = children[-1].content.rstrip()
    return children


def _is_blank(token: Token) -> bool:
    return token.type in {"softbreak", "hardbreak"} or (token.type == "text" and not token.content.strip())


_LABEL = r"(?:[ \t]*\{\#(?P<label>[A-Za-z][\w:.-]*)\})?"
_DOLLAR = re.compile(r"\$(?P<latex>(?![\s$])(?:[^$\\`]|\\.)+?)(?<!\s)\$(?![\d$])", re.DOTALL)
_MONEY = re.compile(r"\d[^\\{}^_=]*\s[A-Za-z]{2,}\b[^\\{}^_=]*")
_PARENTHESES = re.compile(r"(?P<mark>\\{1,2})\((?P<latex>\s*\S.{0,2000}?)(?P=mark)\)", re.DOTALL)
_DOLLARS = re.compile(rf"\$\$(?P<latex>(?=[^$]*[^$\s])(?:[^$\\]|\\.|\$(?!\$))+?)\$\${_LABEL}", re.DOTALL)
_BRACKETS = re.compile(rf"\\\\\[(?P<latex>.{{1,5000}}?)\\\\\]{_LABEL}", re.DOTALL)
_BEGIN = re.compile(r"\\begin\{([a-zA-Z]+\*?)\}")
_BLOCK_OPENING = re.compile(r"\$\$|\\{1,2}\[|\\begin\{(?P<name>[a-zA-Z]+\*?)\}")
_CLOSING_DOLLARS = re.compile(r"(?<!\\)\$\$")
_CLOSING_BRACKET = re.compile(r"\\\]")
_WHOLE_BLOCK = re.compile(
    rf"(?:\$\$(?P<dollars>(?:[^$\\]|\\.|\$(?!\$))*\S(?:[^$\\]|\\.|\$(?!\$))*)\$\$"
    rf"|(?P<mark>\\{{1,2}})\[(?P<brackets>.*\S.*)(?P=mark)\]){_LABEL}",
    re.DOTALL,
)
