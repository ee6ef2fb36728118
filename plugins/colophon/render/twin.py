"""An article as Markdown, for readers that are programs: outputs as text, pictures as links, formulas as LaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from colophon.render.elements import SPAN, Element, parse_elements

INTERFACE = frozenset({"anchor", "backref", "cell-label", "equation-number"})
"""Classes of what only a page needs."""
INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "input", "ins", "kbd",
    "mark", "math", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
})  # fmt: skip
MARKS: Mapping[str, str] = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}


def markdown_twin(html: str) -> str:
    """Return an article's body as GitHub's Markdown; addresses in it must be absolute already."""
    # most elements of a page are colours of its code and parts of its formulas
    plain = _SET.sub("", _PRE.sub(lambda code: SPAN.sub("", code[0]), html))
    return "\n\n".join(_blocks(parse_elements(plain).children)) + "\n"


_SET = re.compile(r"<semantics>.*?(?=<annotation\b)", re.DOTALL)
_PRE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)


def _blocks(children: Iterable[Element | str]) -> list[str]:
    """Return the blocks of a mixed content: runs of inline content are paragraphs."""
    blocks: list[str] = []
    run: list[Element | str] = []
    for child in children:
        if isinstance(child, str) or (child.tag in INLINE and not _is_display(child)):
            run.append(child)
        else:
            blocks += [_inline(run), *_block(child)]
            run = []
    return [block for block in [*blocks, _inline(run)] if block.strip()]


def _block(element: Element) -> list[str]:
    if INTERFACE.intersection(element.classes):
        return []
    return BLOCKS.get(element.tag, _inside)(element)


def _inside(element: Element) -> list[str]:
    return _blocks(element.children)


def _heading(element: Element) -> list[str]:
    return [f"{'#' * int(element.tag[1])} {_inline(element.children)}"]


def _code(element: Element) -> list[str]:
    """Return a fenced block: the cell's language for code, none for what a cell printed."""
    classes = [name for code in element.all("code") for name in code.classes]
    language = next((name.removeprefix("language-") for name in classes if name.startswith("language-")), "")
    text = element.text.strip("\n")
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", text)), default=0))
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
    return _MARK.sub(r"\\\1", _SPACE.sub(" ", text))


_SPACE = re.compile(r"\s+")
_MARK = re.compile(r"([\\*<`]|(?<!\w)_|_(?!\w))")
_ROUND_BREAK = re.compile(r" *\n *")


def _span(element: Element) -> str:
    if INTERFACE.intersection(element.classes):
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
    ticks = "`" * (1 + max(map(len, re.findall(r"`+", text)), default=0))
    space = " " if "`" in text else ""
    return f"{ticks}{space}{text}{space}{ticks}"


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
    source = next(element.all("annotation"), None)
    return " ".join((source or element).text.split())


def _is_display(element: Element) -> bool:
    return element.tag == "math" and element.attributes.get("display") == "block"
