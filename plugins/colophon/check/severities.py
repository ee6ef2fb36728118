"""How bad a problem is."""

from __future__ import annotations

from collections.abc import Mapping

from colophon.model import Problem, Severity
from colophon.rules import RULES


def severity(problem: Problem, overrides: Mapping[str, Severity]) -> Severity:
    """Return what the site's settings say of the rule, else what the table of rules says."""
    return overrides.get(problem.code, RULES[problem.code].severity)
