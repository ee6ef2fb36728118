"""The table of what can be wrong with a post, and how bad it is.

`C0` the file, `C1` front matter, `C2` cells and their options, `C3` links, `C4` figures, tables and outputs,
`C5` text, math and citations. A site can change a severity with the setting `COLOPHON_SEVERITIES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from colophon.model import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule is about and how bad a breach is unless a site says otherwise."""

    severity: Severity
    title: str


RULES: Mapping[str, Rule] = {
    # C0: the file
    # C1: front matter
    # C2: cells and their options
    # C3: links
    # C4: figures, tables and outputs
    # C5: text, math and citations
}
