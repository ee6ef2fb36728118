"""Code as coloured HTML: Pygments' short class names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

from markupsafe import escape

from colophon.render.memory import Memory
from colophon.render.sanitize import printable
from colophon.render.vocabulary import COLOURS

KERNEL_LANGUAGES = {
    "ipython": "python", "ipython2": "python", "ipython3": "python", "python3": "python", "ir": "r",
    "c++": "cpp", "c++11": "cpp", "c++14": "cpp", "c++17": "cpp", "sos": "python",
    "sagemath": "python", "node": "javascript",
}  # fmt: skip
"""Names that kernels give their language and that Pygments calls otherwise."""

MAGIC_LANGUAGES = {
    "bash": "bash", "sh": "bash", "script": "bash", "sx": "bash", "system": "bash", "cmd": "bat", "sql": "sql",
    "bigquery": "sql", "R": "r", "julia": "julia", "perl": "perl", "ruby": "ruby", "html": "html", "HTML": "html",
    "svg": "xml", "SVG": "xml", "javascript": "javascript", "js": "javascript", "latex": "latex",
    "markdown": "markdown", "cython": "cython",
}  # fmt: skip
"""Cell magics of IPython whose body is another language; the others leave it Python."""

FILE_LANGUAGES = {
    "py": "python", "sh": "bash", "sql": "sql", "json": "json", "yaml": "yaml", "yml": "yaml", "toml": "toml",
    "html": "html", "css": "css", "js": "javascript", "md": "markdown", "c": "c", "cpp": "cpp", "h": "c", "R": "r",
    "jl": "julia", "rs": "rust", "go": "go", "proto": "protobuf",
}  # fmt: skip
"""What `%%writefile` writes, by the file's extension."""


LONGEST_COLOURED = 200_000
"""Characters of a cell beyond which its code is shown plain: lexers are slow on what nobody wrote by hand."""


def highlight(code: str, language: str, memory: Memory | None = None) -> str:
    """Return the inner HTML of a `<code>` element, no newline at its end; plain where nobody knows the language."""
    known = memory.recall(language, code) if memory else None
    if known is not None:
        return known
    html = _highlighted(printable(code), language)
    if memory:
        memory.keep(language, code, html)
    return html


def _highlighted(code: str, language: str) -> str:
    magic = _cell_magic(code, language)
    if magic is None:
        return _coloured(code, language).rstrip("\n")
    line, body = code[: magic.end()], code[magic.end() :]
    return f"{_coloured(line, 'python')}{_coloured(body, _magic_language(magic))}".rstrip("\n")


def code_language(code: str, language: str) -> str:
    """Return the language that a cell's code is in: that of its cell magic, else the kernel's; fit for a class name."""
    magic = _cell_magic(code, language)
    return _class_name(_magic_language(magic) if magic else _lexer_name(language))


@lru_cache(64)
def _class_name(language: str) -> str:
    return re.sub(r"[^a-z0-9+#-]", "", language.lower()) or "text"


def _cell_magic(code: str, language: str) -> re.Match[str] | None:
    return _CELL_MAGIC.match(code) if _lexer_name(language) == "python" else None


def _magic_language(magic: re.Match[str]) -> str:
    if magic["name"] in {"writefile", "file"}:
        return FILE_LANGUAGES.get(magic["rest"].strip().rpartition(".")[2], "")
    return MAGIC_LANGUAGES.get(magic["name"], "python")


def _lexer_name(language: str) -> str:
    name = language.strip().lower()
    return KERNEL_LANGUAGES.get(name, name)


def _coloured(code: str, language: str) -> str:
    from colophon.render.code.lexers import QuickLexer, find_lexer  # only for code that was not coloured before

    lexer = find_lexer(_lexer_name(language))
    if lexer is None or len(code) > LONGEST_COLOURED:
        return str(escape(code))
    if isinstance(lexer, QuickLexer):
        code = code.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")  # as other lexers do
        return _spans(code, lexer.changes(code))
    tokens = [*lexer.get_tokens(code)]
    places = accumulate((len(text) for _, text in tokens), initial=0)
    return _spans("".join(text for _, text in tokens), zip(places, (COLOURS[kind] for kind, _ in tokens), strict=False))


def _spans(code: str, changes: Iterable[tuple[int, str]]) -> str:
    """Return code as HTML, a span for each run of one colour and none for ink: a third of Pygments' own markup.

    The runs are escaped all at once: one by one, that takes a third of the time that finding them does.
    """
    colours, runs = [""], []
    begin = 0
    for place, colour in changes:
        if colour != colours[-1]:
            runs.append(code[begin:place])
            colours.append(colour)
            begin = place
    escaped = str(escape(SEAM.join([*runs, code[begin:]]))).split(SEAM)
    return "".join(
        f'<span class="{colour}">{run}</span>' if colour else run for colour, run in zip(colours, escaped, strict=True)
    )


SEAM = "\0"
"""Stands between runs; code has none, since it is no character that a page may hold."""

_CELL_MAGIC = re.compile(r"\s*%%(?P<name>[A-Za-z_]\w*)(?P<rest>[^\n]*)\n?")
