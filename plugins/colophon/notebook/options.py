"""How a code cell is shown and run: its option lines, as in Quarto, and its tags, as in Jupyter Book."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from msgspec import Struct

from colophon.model import CellOptions
from colophon.notebook.faults import Findings, nearest, quote
from colophon.notebook.foreign import UNSUPPORTED_OPTIONS
from colophon.notebook.optionlines import OptionLines, split_options
from colophon.notebook.values import Unfit, found, line
from colophon.notebook.yamltext import read_map
from colophon.notebook.yamlvalues import Entry, Value, YamlError, boolean


def _flag(value: Value) -> bool:
    flag = boolean(value)
    if flag is None:
        raise Unfit(found(value))
    return flag


def _flag_or(word: str) -> Callable[[Value], bool]:
    """Return a reader that takes one more word of Quarto's for yes."""
    return lambda value: value == word or _flag(value)


def _fold(value: Value) -> bool | Literal["show"]:
    return "show" if value == "show" else _flag(value)


def _share(value: Value) -> float:
    text = line(value)
    if not _SHARE.fullmatch(text) or not 0 <= float(text) < 1:
        raise Unfit(found(value))
    return float(text)


def _ranges(value: Value) -> tuple[tuple[int, int], ...]:
    """Return the lines of `2-4,7`; a step of a presentation, `|2-4|7`, is one part more of the same."""
    if boolean(value) is False:
        return ()
    parts = re.split(r"[,|]", line(value).replace(" ", "").lstrip("|"))
    ranges = tuple((int(part[1]), int(part[2] or part[1])) for part in map(_RANGE.fullmatch, parts) if part)
    if len(ranges) != len(parts) or any(not 0 < first <= last for first, last in ranges):
        raise Unfit(found(value))
    return ranges


_RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
_SHARE = re.compile(r"\d*\.?\d+(e-?\d+)?", re.IGNORECASE)
_LABEL = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")


def _label(value: Value) -> str:
    label = line(value)
    if not _LABEL.fullmatch(label):
        raise Unfit(found(value))
    return label


class Option(Struct, frozen=True):
    """An option: the field it fills, how its value is read, and what that may be."""

    field: str
    read: Callable[[Value], object]
    takes: str


_YES_NO = "true or false"

OPTIONS: Mapping[str, Option] = {
    "label": Option("label", _label, "lower-case letters, digits and hyphens, like fig-recall"),
    "fig-cap": Option("fig_cap", line, "a text"),
    "fig-alt": Option("fig_alt", line, "a text"),
    "tbl-cap": Option("tbl_cap", line, "a text"),
    "code-fold": Option("code_fold", _fold, "true, false or show"),
    "code-line-numbers": Option("code_lines", _ranges, "numbers of lines and ranges, like 2-4,7"),
    "code-summary": Option("code_summary", line, "a text"),
    "echo": Option("echo", _flag_or("fenced"), _YES_NO),
    "output": Option("output", _flag_or("asis"), _YES_NO),
    "include": Option("include", _flag, _YES_NO),
    "warning": Option("warning", _flag, _YES_NO),
    "error": Option("error", _flag, _YES_NO),
    "eval": Option("eval", _flag, _YES_NO),
    "volatile": Option("volatile", _flag, _YES_NO),
    "tolerance": Option("tolerance", _share, "a share from 0 to 1, like 0.01"),
}

TAGS: Mapping[str, Mapping[str, object]] = {
    "hide-input": {"code_fold": True},
    "remove-input": {"echo": False},
    "hide-output": {"output_fold": True},
    "remove-output": {"output": False},
    "hide-cell": {"cell_fold": True},
    "remove-cell": {"include": False},
    "remove-stderr": {"warning": False},
    "raises-exception": {"error": True},
    "skip-execution": {"eval": False},
}
"""The fields that each tag sets."""


def read_options(
    source: str, language: str, tags: Iterable[str], cell: int, findings: Findings
) -> tuple[CellOptions, str]:
    """Return the options of a code cell and its source without their lines.

    An option line goes before a tag that says otherwise. What is wrong is added to `findings`.
    """
    fields: dict[str, Any] = {}
    for tag in tags:
        fields.update(_tag_fields(tag, cell, findings))
    lines = split_options(source, language)
    try:
        entries = read_map(lines.text)
    except YamlError as error:
        _note_yaml(lines, error, cell, findings)
        return CellOptions(**fields), lines.source
    for name, entry in entries.items():
        fields.update(_option_fields(name, entry, lines, cell, findings))
    return CellOptions(**fields), lines.source


def _tag_fields(tag: str, cell: int, findings: Findings) -> Mapping[str, object]:
    """Return what a tag sets; authors have tags of their own, so only a close miss is worth a word."""
    plain = tag.replace("_", "-")
    near = "" if plain in TAGS else nearest(plain, TAGS, 0.85)
    if near:
        findings.add(cell, "C207", f"Found the tag {quote(tag)}, which has no effect.", f"Did you mean `{near}`?")
    return TAGS.get(plain, {})


def _option_fields(name: str, entry: Entry, lines: OptionLines, cell: int, findings: Findings) -> dict[str, object]:
    """Return what an option line sets: nothing where it is empty, unknown or wrong."""
    option = OPTIONS.get(name)
    number = lines.number(entry.line)
    if option is None or (name == "code-line-numbers" and boolean(entry.value)):  # numbers at all lines
        _note_unknown(name, number, cell, findings)
        return {}
    if entry.value is None:
        return {}
    try:
        return _labelled({option.field: option.read(entry.value)}, number, cell, findings)
    except Unfit as unfit:
        message = f"Expected `{name}` in line {number} to be {option.takes}, found {unfit}."
        code = "C205" if name == "label" else "C203"
        findings.add(cell, code, message, f"Change the value of `{name}`.")
        return {}


def _labelled(fields: dict[str, object], number: int, cell: int, findings: Findings) -> dict[str, object]:
    """Return the fields without a label that only names the cell, as Quarto allows: nothing can refer to it."""
    label = str(fields.get("label", "fig-"))
    if label.startswith(("fig-", "tbl-", "eq-")):
        return fields
    message = f"Expected a label with `fig-`, `tbl-` or `eq-` first, found {quote(label)} in line {number}; ignored."
    findings.add(cell, "C208", message, "Put the prefix in front where the label is to be referred to.")
    return {}


def _note_unknown(name: str, number: int, cell: int, findings: Findings) -> None:
    if name in UNSUPPORTED_OPTIONS or name in OPTIONS:
        message = f"Found the option `{name}` in line {number}, which Quarto knows and this site does not; ignored."
        findings.add(cell, "C204", message, "Remove it, or do in the code what it does.")
        return
    near = nearest(name.lower().replace("_", "-"), OPTIONS)
    remedy = f"Did you mean `{near}`? Else remove it." if near else f"Use one of {', '.join(OPTIONS)}."
    findings.add(cell, "C202", f"Expected a known option, found {quote(name)} in line {number}.", remedy)


def _note_yaml(lines: OptionLines, error: YamlError, cell: int, findings: Findings) -> None:
    text = lines.text.split("\n")[error.line - 1]
    message = (
        f"Expected an option `key: value`, found {quote(text)} in line {lines.number(error.line)}: {error.reason}."
    )
    findings.add(cell, "C201", message, "Write one option a line, with a value that holds `: ` or `#` in quotes.")
