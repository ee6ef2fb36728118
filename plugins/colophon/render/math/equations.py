r"""What stands in a formula beside mathematics: labels, references, numbers, and definitions of commands.

Only labelled equations are numbered, as in JupyterLab, whose MathJax numbers nothing by itself: environments that
LaTeX would number (`align`) are set as their starred forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from colophon.render.math.mathml import MathError

ALIASES = {"eqnarray": ("array}{rcl", "array"), "flalign": ("align*", "align*"), "displaymath": ("gather*", "gather*")}
"""Environments that the engine does not know, and the opening and closing that stand in for them."""

INNER = {"align": "aligned", "alignat": "alignedat", "gather": "gathered", "equation": "gathered"}


class Formula(Struct, frozen=True):
    """A formula ready for the engine."""

    latex: str
    labels: tuple[str, ...] = ()
    """Labels that the formula can be referred to by, in order."""
    number: str = ""
    """What is printed beside it, without parentheses; empty where none is, or where each row has its own."""


def labels(latex: str) -> tuple[str, ...]:
    r"""Return the names that `\label` gives in the formula, in order; those only that can be anchors."""
    return tuple(dict.fromkeys(match[1] for match in _LABEL.finditer(latex) if _NAME.fullmatch(match[1])))


def prepare(latex: str, outer_label: str, numbers: Mapping[str, str], display: bool = True) -> Formula:
    r"""Return the formula with its labels and references played out.

    `outer_label` stands behind the formula (`$$…$$ {#eq-x}`), the others in it; `numbers` maps each label to what
    is printed for it. One label numbers the whole, several number their rows.

    Raises:
        MathError: a label has characters that an anchor cannot have.
    """
    wrong = next((match[1] for match in _LABEL.finditer(latex) if not _NAME.fullmatch(match[1])), None)
    if wrong is not None:
        raise MathError(f"the label `{wrong[:40]}` is more than letters, digits, `-`, `_`, `:` and `.`")
    names = tuple(dict.fromkeys([*([outer_label] if outer_label else []), *labels(latex)]))
    tagged = r"\tag" in latex
    latex = _set_apart(latex) if display else _set_within(latex)
    latex = _REFERENCE.sub(lambda match: _reference(match, numbers), latex)
    if len(names) > 1 and not outer_label and not tagged:
        return Formula(_LABEL.sub(lambda match: rf"\tag{{{numbers.get(match[1], match[1])}}}", latex), names)
    number = "" if tagged or not names else numbers.get(names[0], "")
    return Formula(_LABEL.sub("", latex).strip(), names, number)


def tag(latex: str) -> str:
    r"""Return what the formula's only `\tag` says, empty where there is none or more than one."""
    found = _TAG.findall(latex)
    return found[0] if len(found) == 1 else ""


def take_definitions(latex: str) -> tuple[str, dict[str, str]]:
    r"""Return the formula without the commands that it defines, and these: name to definition.

    A definition that is not understood (optional arguments, delimited ones) stays where it is.
    """
    found: dict[str, str] = {}
    rest, position = [], 0
    for start, end, name, body in _definitions(latex):
        rest.append(latex[position:start])
        found[name] = body
        position = end
    return "".join([*rest, latex[position:]]).strip(), found


def _definitions(latex: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end, name and body of each definition."""
    position = 0
    while match := _DEFINITION.search(latex, position):
        position = match.end()
        end = _group_end(latex, match.end())
        if end is None:
            continue
        body = latex[match.end() + 1 : end - 1]
        if match["operator"] is not None:
            body = rf"\operatorname{match['operator']}{{{body}}}"
        yield match.start(), end, match["name"] or match["bare"] or match["def"] or match["opname"], body
        position = end


def _group_end(latex: str, start: int) -> int | None:
    """Return where the braces that open at `start` are closed, None where they are not."""
    if latex[start : start + 1] != "{":
        return None
    depth = 0
    for match in _BRACE.finditer(latex, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return None


def _set_apart(latex: str) -> str:
    latex = _ENVIRONMENT.sub(_unnumbered, _NO_NUMBER.sub("", latex))
    return rf"\begin{{gather*}}{latex}\end{{gather*}}" if _breaks_lines(latex) else latex


def _set_within(latex: str) -> str:
    latex = _ENVIRONMENT.sub(_inner, _NO_NUMBER.sub("", latex)).replace("{split}", "{aligned}")
    return rf"\begin{{gathered}}{latex}\end{{gathered}}" if _breaks_lines(latex) else latex


def _breaks_lines(latex: str) -> bool:
    r"""Whether `\\` stands outside of any group, where MathJax breaks the line and the engine does nothing."""
    depth = 0
    for match in _NESTING.finditer(latex):
        if match[0] == r"\\" and depth == 0:
            return True
        depth += {"{": 1, "}": -1, r"\begin": 1, r"\end": -1, r"\left": 1, r"\right": -1}.get(match[0], 0)
    return False


def _unnumbered(match: re.Match[str]) -> str:
    command, name = match[1], match[2]
    if name in ALIASES:
        return rf"\{command}{{{ALIASES[name][command == 'end']}}}"
    return rf"\{command}{{{name}*}}"


def _inner(match: re.Match[str]) -> str:
    """Return what stands for an environment within a line: the one that LaTeX has for a part of a formula."""
    command, name = match[1], match[2]
    return _unnumbered(match) if name in ALIASES else rf"\{command}{{{INNER.get(name, 'aligned')}}}"


def _reference(match: re.Match[str], numbers: Mapping[str, str]) -> str:
    number = numbers.get(match[2], match[2])
    return rf"\text{{({number})}}" if match[1] else rf"\text{{{number}}}"


_LABEL = re.compile(r"\\label\s*\{\s*([^{}]*?)\s*\}")
_NAME = re.compile(r"[A-Za-z][\w:.-]*")
_TAG = re.compile(r"\\tag\s*\{([^{}]+)\}")
_REFERENCE = re.compile(r"\\(eq)?ref\s*\{\s*([^{}\s]+)\s*\}")
_NO_NUMBER = re.compile(r"\\(?:nonumber|notag)(?![a-zA-Z])|\\require\s*\{[^{}]*\}")
_NESTING = re.compile(r"\\(?:begin|end|left|right)(?![a-zA-Z])|\\.|[{}]", re.DOTALL)
_ENVIRONMENT = re.compile(
    r"\\(begin|end)\{(equation|align|gather|multline|alignat|eqnarray|flalign|displaymath)(?:\*|(?=\}))\}"
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_DEFINITION = re.compile(
    r"\\(?:(?:re)?new|provide)command\*?\s*(?:\{\s*(?P<name>\\[a-zA-Z]+|\\.)\s*\}|(?P<bare>\\[a-zA-Z]+))\s*(?:\[\d\]\s*)?(?=\{)"
    r"|\\g?def\s*(?P<def>\\[a-zA-Z]+)\s*(?:#\d)*\s*(?=\{)"
    r"|\\DeclareMathOperator(?P<operator>\*?)\s*\{?\s*(?P<opname>\\[a-zA-Z]+)\s*\}?\s*(?=\{)"
)
