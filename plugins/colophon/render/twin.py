"""An article as Markdown, for readers that are programs: outputs as text, pictures as links, formulas as LaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from colophon.render.elements import SPAN, Element, parse_elements

INTERFACE: Mapping[str, frozenset[str]] = {
    "a": frozenset({"anchor", "backref"}),
    "div": frozenset({"cell-label"}),
    "span": frozenset({"equation-number"}),
}
"""Classes, by tag, of what only a page needs."""
INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "input", "ins", "kbd",
    "mark", "math", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
})  # fmt: skip
MARKS: Mapping[str, str] = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}


def markdown_twin(html: str) -> str:
    """Return an article's body as GitHub's Markdown; addresses in it must be absolute already."""
    # most elements of a page are colours of its code and parts of its formulas
    prose, *codes = html.split("<pre")
    plain = _SET.sub("", "<pre".join([prose, *map(_without_colours, codes)]))
    return "\n\n".join(_blocks(parse_elements(plain).children)) + "\n"


def _without_colours(code_and_prose: str) -> str:
    code, end, prose = code_and_prose.partition("</pre>")
    return SPAN.sub("", code) + end + prose


_SET = re.compile(r"<semantics>.*?(?=<annotation\b)", re.DOTALL)


def _blocks(children: Iterable[Element | str]) -> list[str]:
    """Return the blocks of a mixed content: runs of inline content are paragraphs."""
    blocks: list[str] = []
    run: list[Element | str] = []
    for child in children:
        if isinstance(child, str):
            if run or not child.isspace():
                run.append(child)
        elif child.tag in INLINE and not _is_display(child):
            run.append(child)
        else:
            if run:
                blocks.append(_inline(run))
                run = []
            blocks += _block(child)
    if run:
        blocks.append(_inline(run))
    return [block for block in blocks if block and not block.isspace()]


def _block(element: Element) -> list[str]:
    return [] if _is_interface(element) else BLOCKS.get(element.tag, _inside)(element)


def _inside(element: Element) -> list[str]:
    return _blocks(element.children)


def _heading(element: Element) -> list[str]:
    return [f"{'#' * int(element.tag[1])} {_inline(element.children)}"]


def _code(element: Element) -> list[str]:
    """Return a fenced block: the cell's language for code, none for what a cell printed."""
    classes = [name for code in element.all("code") for name in code.classes]
    language = next((name.removeprefix("language-") for name in classes if name.startswith("language-")), "")
    text = element.text.strip("\n")
    fence = "`" * max(3, 1 + _most_ticks(text))
    return [f"{fence}{language or 'text'}\n{text}\n{fence}"]


def _list(element: Element) -> list[str]:
    items = [child for child in element.children if isinstance(child, Element) and child.tag == "li"]
    first = int(element.attributes.get("start") or 1)
    lines = []
    for number, item in enumerate(items, first):
        mark = f"{number}. " if element.tag == "ol" else "- "
        text = "\n\n".join(_blocks(item.children))
        lines.append(mark + re.sub(r"\n(?=[^\n])", "\n" + " " * len(mark), text))
    return ["\n".join(lines)]


def _definitions(element: Element) -> list[str]:
    parts = [child for child in element.children if isinstance(child, Element)]
    return ["\n".join(f"{': ' if part.tag == 'dd' else ''}{' '.join(_blocks(part.children))}" for part in parts)]


def _quote(element: Element) -> list[str]:
    return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(element.children)).split("\n"))]


def _table(element: Element) -> list[str]:
    rows = [
        [_inline(cell.children).replace("|", r"\|").replace("\n", " ") for cell in row.all("th", "td")]
        for row in element.all("tr")
    ]
    width = max(map(len, rows), default=0)
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return ["\n".join([*lines[:1], "|" + " --- |" * width, *lines[1:]])] if rows else []


def _math(element: Element) -> list[str]:
    return [f"$$\n{_latex(element)}\n$$"]


def _frame(element: Element) -> list[str]:
    title, address = element.attributes.get("title", "Interactive output"), element.attributes.get("src", "")
    return [f"[{title}]({address})"] if address else []


def _nothing(element: Element) -> list[str]:
    return []


BLOCKS: Mapping[str, Callable[[Element], list[str]]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("ul", "ol"), _list),
    **dict.fromkeys(("blockquote", "aside"), _quote),
    **dict.fromkeys(("summary", "link", "script", "style"), _nothing),
    "pre": _code,
    "table": _table,
    "dl": _definitions,
    "math": _math,
    "iframe": _frame,
    "hr": lambda element: ["---"],
}


def _inline(children: Iterable[Element | str]) -> str:
    text = "".join(_plain(child) if isinstance(child, str) else _span(child) for child in children)
    return _ROUND_BREAK.sub("\n", text).strip() if "\n" in text else text.strip()


def _plain(text: str) -> str:
    """Return text in which Markdown sees no marks."""
    return _MARK.sub(lambda mark: f"\\{mark[0]}", _SPACE.sub(" ", text))


_SPACE = re.compile(r"[^\S ]\s*| \s+")
"""All white space but a single space, which stays as it is."""
_MARK = re.compile(r"[\\*<`_](?:(?<!_)|(?!\w)|(?<!\w_))")
"""A sign of Markdown's, `_` only beside a word and not in it: with one set in front, text is passed over quickly."""
_ROUND_BREAK = re.compile(r" *\n *")


def _span(element: Element) -> str:
    if _is_interface(element):
        return ""
    tag, mark = element.tag, MARKS.get(element.tag, "")
    if tag in SPANS:
        return SPANS[tag](element)
    text = _inline(element.children)
    spaced = "".join(" " for child in element.children[-1:] if isinstance(child, str) and child.endswith(" "))
    return f"{mark}{text}{mark}{spaced}" if text else spaced


def _link(element: Element) -> str:
    text, address = _inline(element.children), element.attributes.get("href", "")
    lead = "figure-full" in element.classes or not address or address.startswith("#")
    return text if lead else f"[{text}]({address})"


def _image(element: Element) -> str:
    alt = " ".join(element.attributes.get("alt", "").split()).replace("[", r"\[").replace("]", r"\]")
    return f"![{alt}]({element.attributes.get('src', '')})"


def _literal(element: Element) -> str:
    text = element.text
    ticks = "`" * (1 + _most_ticks(text))
    space = " " if "`" in text else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _most_ticks(text: str) -> int:
    return max(map(len, re.findall(r"`+", text))) if "`" in text else 0


SPANS: Mapping[str, Callable[[Element], str]] = {
    "a": _link,
    "img": _image,
    "code": _literal,
    "math": lambda element: f"${_latex(element)}$",
    "br": lambda element: "\\\n",
    "input": lambda element: "[x]" if "checked" in element.attributes else "[ ]",
}


def _latex(element: Element) -> str:
    """Return a formula as its author wrote it; as text where the page does not have that."""
    source = element.all("annotation") or [element]
    return " ".join(source[0].text.split())


def _is_interface(element: Element) -> bool:
    return element.tag in INTERFACE and not INTERFACE[element.tag].isdisjoint(element.classes)


def _is_display(element: Element) -> bool:
    return element.tag == "math" and element.attributes.get("display") == "block"
