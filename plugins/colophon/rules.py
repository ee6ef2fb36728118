"""The table of what can be wrong with a post, and how bad it is.

`C0` the file, `C1` front matter, `C2` cells and their options, `C3` links, `C4` figures, tables and outputs,
`C5` text, math and citations, `C6` what must not be published, `C7` whether the outputs can be believed, `C8` weight.
A site can change a severity with the setting `COLOPHON_SEVERITIES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from colophon.model import Severity


class Rule(Struct, frozen=True):
    """What a rule is about and how bad a breach is unless a site says otherwise."""

    severity: Severity
    title: str


RULES: Mapping[str, Rule] = {
    # C0: the file
    "C001": Rule("refused", "The file cannot be read"),
    "C002": Rule("refused", "The file is not the content folder's own"),
    "C003": Rule("refused", "The file is no JSON document"),
    "C004": Rule("refused", "The notebook format is not supported"),
    "C005": Rule("refused", "The notebook is not valid in its format"),
    "C006": Rule("warning", "Control characters were left out"),
    "C007": Rule("warning", "The notebook names no kernel"),
    "C008": Rule("refused", "The notebook could not be rendered, for a reason that is not its own"),
    # C1: front matter
    "C101": Rule("refused", "The front matter is no YAML"),
    "C102": Rule("refused", "A key is not known"),
    "C103": Rule("refused", "A value is not what its key takes"),
    "C104": Rule("refused", "There is no title"),
    "C105": Rule("refused", "A post has no date"),
    "C106": Rule("refused", "The file's name gives no address"),
    "C107": Rule("refused", "A key would choose where the page is written"),
    "C108": Rule("warning", "Keys of another tool are ignored"),
    "C109": Rule("warning", "Two keys say different things"),
    "C110": Rule("warning", "A post is modified before its date"),
    "C111": Rule("refused", "The address is taken"),
    "C112": Rule("refused", "An alias is taken"),
    "C113": Rule("warning", "The front matter names a figure that the post does not have"),
    # C2: cells and their options
    "C201": Rule("refused", "The options of a cell are no YAML"),
    "C202": Rule("refused", "An option is not known"),
    "C203": Rule("refused", "A value is not what its option takes"),
    "C204": Rule("warning", "An option of Quarto has no effect"),
    "C205": Rule("refused", "A label is not usable"),
    "C206": Rule("refused", "Two cells share a label"),
    "C207": Rule("warning", "A tag looks like one that has an effect"),
    "C208": Rule("warning", "A label has no prefix and is ignored"),
    "C209": Rule("warning", "A cell was never run"),
    "C210": Rule("warning", "Cells ran out of order"),
    "C211": Rule("warning", "A cell stopped with an error"),
    "C212": Rule("warning", "An ignore gives no reason"),
    "C213": Rule("warning", "An ignore has no effect"),
    "C214": Rule("warning", "Lines are to stand out that the code does not have"),
    "C215": Rule("warning", "A mark in the code and its note have not found each other"),
    # C3: links
    "C301": Rule("fatal", "An address leads out of the content folder"),
    "C302": Rule("warning", "An address leads to nothing"),
    "C303": Rule("warning", "An address has a scheme that pages do not use"),
    "C304": Rule("warning", "A picture cannot be read"),
    "C305": Rule("warning", "A picture lies on another host"),
    "C351": Rule("warning", "A link leads to no part of its post"),
    "C352": Rule("warning", "A link leads to a post that is not published"),
    # C4: figures, tables and outputs
    "C401": Rule("warning", "A picture has no description"),
    "C402": Rule("refused", "An output cannot be shown"),
    "C403": Rule("warning", "A poorer form of an output is shown"),
    "C404": Rule("warning", "Active parts of an output were taken out"),
    "C405": Rule("warning", "An output was cut"),
    "C406": Rule("warning", "A figure or table is not on the page"),
    "C407": Rule("warning", "An interactive output has no picture for paper and feeds"),
    "C451": Rule("warning", "A figure or table with a label has no caption"),
    # C5: text, math and citations
    "C501": Rule("warning", "A formula cannot be set"),
    "C502": Rule("warning", "A label is unknown or used twice"),
    "C504": Rule("warning", "A citation has no entry in the bibliography"),
    "C505": Rule("warning", "The bibliography cannot be read"),
    "C507": Rule("warning", "Active parts of HTML in the text were taken out"),
    "C508": Rule("warning", "A footnote lacks its mark or its note"),
    "C509": Rule("warning", "A directive is not known"),
    "C510": Rule("warning", "An entry of the bibliography is cited nowhere"),
    # C6: what must not be published
    "C601": Rule("fatal", "A secret is in the notebook"),
    "C602": Rule("fatal", "A value of this environment is in the notebook"),
    "C603": Rule("fatal", "A text in the code is as random as a key"),
    "C611": Rule("warning", "A home folder or a user is named"),
    # C7: whether the outputs can be believed
    "C701": Rule("warning", "Code was changed after its run"),
    "C702": Rule("warning", "Outputs were changed after their run"),
    "C703": Rule("warning", "Data, a module or a version was changed after the run"),
    "C704": Rule("warning", "An import has no version"),
    "C705": Rule("warning", "Random numbers have no seed"),
    "C706": Rule("warning", "An output shows the time of its run"),
    # C8: weight
    "C801": Rule("warning", "A page is heavy without its pictures"),
    "C802": Rule("warning", "The pictures of a page are heavy"),
}

ALWAYS_FATAL = ("C601", "C602", "C603")
"""Rules whose severity no site can change: a single problem can be ignored where it stands, with a reason."""


def page(code: str) -> str:
    """Return what the documentation says of a rule, as Markdown; "" where there is no such rule."""
    pages = Path(__file__).with_name("rules.md").read_text("utf-8").split("\n## ")
    return next((f"# {text.strip()}" for text in pages if text.startswith(f"{code}\n")), "")
