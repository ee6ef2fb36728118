"""The names that content may use: classes of code, ANSI colours and tables, and the elements of MathML."""

from __future__ import annotations

from pygments.token import (
    STANDARD_TYPES,
    Comment,
    Generic,
    Keyword,
    Literal,
    Name,
    Operator,
    _TokenType,
)


def names(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


ANSI_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
ANSI_NAMES = (*ANSI_COLOURS, *(f"bright-{name}" for name in ANSI_COLOURS))
"""The sixteen colours of a terminal in the order of their numbers."""
ANSI_STYLES = ("bold", "dim", "italic", "underline", "strike", "inverse")
ANSI_CLASSES = frozenset(
    [f"ansi-{name}-{ground}" for name in ANSI_NAMES for ground in ("fg", "bg")]
    + [f"ansi-{name}" for name in ANSI_STYLES]
)
CODE_CLASSES = frozenset(name for name in STANDARD_TYPES.values() if name)
"""Pygments' short names, `k` for a keyword and so on."""

COLOURED = (
    Comment, Keyword, Literal, Operator.Word, Name.Attribute, Name.Builtin, Name.Class, Name.Decorator, Name.Exception,
    Name.Function, Name.Tag, Generic,
)  # fmt: skip
"""Families of tokens that have a colour or a face of their own; names, operators and punctuation are ink."""


def is_coloured(token: _TokenType) -> bool:
    """Whether a kind of token looks different from plain text."""
    return any(token in family for family in COLOURED)  # type: ignore[comparison-overlap]  # tokens define `in`


class Colours(dict[_TokenType, str]):
    """Pygments' short name of each kind of token that has a colour; empty for the others."""

    def __missing__(self, token: _TokenType) -> str:
        self[token] = name = STANDARD_TYPES.get(_standard(token), "") if is_coloured(token) else ""
        return name


def _standard(token: _TokenType) -> _TokenType:
    while token not in STANDARD_TYPES and token.parent:
        token = token.parent
    return token


COLOURS = Colours()

CONTENT_CLASSES = ANSI_CLASSES | CODE_CLASSES | {"dataframe", "highlight"}
"""Every class that an output or raw HTML may keep; none of them belongs to the page's interface."""

ALERT_CLASSES = {"alert-info": "note", "alert-success": "tip", "alert-warning": "warning", "alert-danger": "caution"}
"""The coloured boxes that notebooks write as HTML, and the admonition that each becomes."""

# Source: MathML Core, section 3.1 and 4, without `maction` and links.
MATHML_TAGS = names(
    "annotation math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt "
    "mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics"
)
MATHML_ATTRIBUTES = names(
    "accent accentunder columnalign columnspan depth display displaystyle encoding fence form height largeop "
    "linethickness lspace mathvariant maxsize minsize movablelimits rowspan rspace scriptlevel separator stretchy "
    "symmetric voffset width"
)
