"""The names that content may use: classes of code, ANSI colours and tables, and the elements of MathML."""

from __future__ import annotations

from pygments.token import STANDARD_TYPES


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
