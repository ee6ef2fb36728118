"""From the bytes of a notebook file to a valid notebook of format 4.5, in memory."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import msgspec

from colophon.notebook.faults import Fault, quote
from colophon.notebook.ordinary import ID, is_ordinary

RESTORE = "Restore the file from version control or from a checkpoint of JupyterLab."
SAVE = "Open the notebook in JupyterLab, save it, and try again."

FOREIGN_STARTS: Mapping[str, tuple[str, str]] = {
    "version https://git-lfs": ("a Git LFS pointer", "Run `git lfs pull` to fetch the notebook itself."),
    "<<<<<<<": ("the marks of a merge", "Resolve the merge conflict."),
    "---": ("a text notebook", "Convert it with `jupytext --to ipynb`."),
    "<": ("an HTML or XML page", "Save the notebook itself, not the page that shows it."),
}
"""How files begin that are taken for notebooks: what was found, and the remedy."""


def document(data: bytes) -> dict[str, Any]:
    """Return the JSON object in the bytes; a byte order mark and any line ends are accepted.

    Raises:
        Fault: there is none; it names the line.
    """
    try:
        value = msgspec.json.decode(data)  # a third of the time of the standard library's, with equal values
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):  # which knows more, and says what is wrong
        value = _json(_text(data)) if data.strip() else None
    if isinstance(value, dict):
        return value
    if not data.strip():
        raise Fault("C003", "Expected a notebook, found an empty file.", RESTORE)
    raise Fault("C003", f"Expected a JSON object, found {quote(_text(data))}.", RESTORE)


def upgraded(value: dict[str, Any]) -> dict[str, Any]:
    """Return the notebook as valid nbformat 4.5, every cell with an id of its own. May change `value`.

    It is as nbformat reads one, in plain dictionaries: to make its nodes of them takes as long as to read the JSON.

    Raises:
        Fault: the format is not supported, or the notebook is not valid in its format.
    """
    major = _supported_major(value)
    value.setdefault("metadata", {})
    if major == 3:
        value.setdefault("nbformat_minor", 0)
        _require_valid(value, 3)
        value = _from_format_3(value)
    _drop_unusable_kernel(value.get("metadata"))
    value["nbformat_minor"] = 5  # 4.0 to 4.4 differ from 4.5 in what they allow less, and in cell ids
    _name_cells(value)
    if not is_ordinary(value):
        _require_valid(value, 4)
    _join_lines(value)
    _drop_transient(value)
    return value


def _join_lines(value: Mapping[str, Any]) -> None:
    """Make texts of the lists of lines of a valid notebook."""
    for cell in value["cells"]:
        _join(cell, "source")
        for bundle in cell.get("attachments", {}).values():
            _join_bundle(bundle)
        for output in cell.get("outputs", ()):
            _join(output, "text")
            _join_bundle(output.get("data", {}))


def _join_bundle(bundle: dict[str, Any]) -> None:
    for kind, data in bundle.items():
        if isinstance(data, list) and not (kind.startswith("application/") and kind.endswith(("/json", "+json"))):
            bundle[kind] = "".join(data)


def _join(holder: dict[str, Any], name: str) -> None:
    if isinstance(holder.get(name), list):
        holder[name] = "".join(holder[name])


def _drop_transient(value: Mapping[str, Any]) -> None:
    """Take out of a valid notebook what is no part of it. Source: `strip_transient` of nbformat.v4."""
    for name in ("orig_nbformat", "orig_nbformat_minor", "signature"):
        value["metadata"].pop(name, None)
    for cell in value["cells"]:
        cell["metadata"].pop("trusted", None)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"Expected UTF-8 text, found the byte 0x{data[error.start]:02x} in line {line}."
        raise Fault("C003", found, "Save the file as UTF-8.") from None


def _json(text: str) -> object:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except _NoNumberError:
        _refuse_number(text)
    except json.JSONDecodeError as error:
        _refuse_json(text, error)
    except (RecursionError, ValueError):  # ValueError: an integer of more than 4,300 digits
        raise Fault("C003", "Expected JSON, found values nested too deep or too long.", RESTORE) from None


class _NoNumberError(Exception):
    """JSON has no such number. Source: RFC 8259, section 6."""


def _refuse_constant(name: str) -> NoReturn:
    raise _NoNumberError(name)


def _refuse_number(text: str) -> NoReturn:
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|-?Infinity|NaN', text):
        if not token[0].startswith('"'):
            line = text.count("\n", 0, token.start()) + 1
            found = f"Expected JSON, found {quote(token[0])} in line {line}, which is no JSON number."
            raise Fault("C003", found, "Write `null` or a text in its place, or run the cell again.")
    raise AssertionError("the decoder found a number that the text does not have")


def _refuse_json(text: str, error: json.JSONDecodeError) -> NoReturn:
    for start, (found, remedy) in FOREIGN_STARTS.items():
        if text.lstrip().startswith(start):
            raise Fault("C003", f"Expected JSON, found {found} in line 1.", remedy) from None
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        lines = text.rstrip().count("\n") + 1
        raise Fault("C003", f"Expected a whole notebook, found the end of the file in line {lines}.", RESTORE) from None
    found = f"Expected JSON, found {quote(text[error.pos : error.pos + 60], 24)}"
    raise Fault("C003", f"{found} in line {error.lineno}, column {error.colno} ({error.msg}).", RESTORE) from None


def _supported_major(value: Mapping[str, Any]) -> int:
    major, minor = value.get("nbformat"), value.get("nbformat_minor", 0)
    if major == 3 or (major == 4 and isinstance(minor, int) and minor <= 5):
        return int(major)
    if major in (1, 2):
        remedy = "Convert it with `jupyter nbconvert --to notebook --nbformat 4`."
    elif isinstance(major, int):
        remedy = "Save it as nbformat 4.5, the format that JupyterLab 4 writes."
    else:
        remedy = "Check that this is a notebook, and restore it where it is not."
    found = "no format at all" if major is None else f"{major}.{minor}"
    raise Fault("C004", f"Expected nbformat 3 or 4.0 to 4.5, found {quote(found)}.", remedy)


def _require_valid(value: Mapping[str, Any], major: int) -> None:
    """Refuse what the format does not allow, in one line. Once for each notebook: 2 ms."""
    from nbformat.validator import iter_validate

    minor = 5 if major == 4 else 0
    expected = f"Expected a valid notebook of format {major}.{minor}, found"
    errors = iter_validate(value, version=major, version_minor=minor)  # type: ignore[no-untyped-call]
    try:
        error = next(iter(errors), None)
    except TypeError:  # from nbformat 5.11, whose sentence about a type takes it for a text
        number = next((number for number, cell in _cells(value) if not _has_types(cell)), 0)
        raise Fault("C005", f"{expected} a cell or an output whose type is no text.", SAVE, number) from None
    if error is None:
        return
    path = list(error.relative_path)
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    message = f"{expected} in `{where or 'the notebook'}`:"
    raise Fault("C005", f"{message} {_reason(error.message)}.", SAVE, _cell_number(path))


def _has_types(cell: Mapping[str, Any]) -> bool:
    outputs = cell.get("outputs")
    named = [each.get("output_type") for each in outputs if isinstance(each, dict)] if isinstance(outputs, list) else []
    return all(isinstance(name, str) for name in [cell.get("cell_type"), *named])


def _reason(message: str) -> str:
    """Return the validator's reason without the value that it quotes whole, however long that is."""
    line = " ".join(message.split())
    return line if len(line) <= 120 else f"{line[:56]} … {line[-56:]}"


def _cell_number(path: list[Any]) -> int:
    """Return the number of the cell in a path such as cells, 3, outputs, 0; 0 where it has none."""
    if "cells" in path[:-1]:
        index = path[path.index("cells") + 1]
        return index + 1 if isinstance(index, int) else 0
    return 0


def _from_format_3(value: dict[str, Any]) -> dict[str, Any]:
    """Return a valid notebook of format 3 as format 4, its worksheets one after the other.

    Not `nbformat.convert`, which logs what it finds invalid to the console and names cells at random.
    """
    from nbformat import v3
    from nbformat.v4.convert import upgrade_cell

    old = v3.to_notebook_json(value)  # type: ignore[no-untyped-call]
    cells = [upgrade_cell(cell) for sheet in old.worksheets for cell in sheet.cells]  # type: ignore[no-untyped-call]
    for cell in cells:
        del cell["id"]
    metadata = {name: entry for name, entry in old.metadata.items() if name not in ("name", "signature")}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _drop_unusable_kernel(metadata: object) -> None:
    """Take out a kernelspec without a name: a notebook without one is read, with a warning."""
    kernelspec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    if isinstance(metadata, dict) and not (
        isinstance(kernelspec, dict) and {"name", "display_name"} <= kernelspec.keys()
    ):
        metadata.pop("kernelspec", None)


def _name_cells(value: Mapping[str, Any]) -> None:
    """Give each cell whose id is missing, taken or not allowed one made from its place and content."""
    taken: set[str] = set()
    for number, cell in _cells(value):
        name = cell.get("id")
        if not isinstance(name, str) or not ID.fullmatch(name) or name in taken:
            name = cell["id"] = _derived_id(number, cell, taken)
        taken.add(name)


def _cells(value: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the cells that are objects; what is wrong with the others, the validation says."""
    cells = value.get("cells")
    for number, cell in enumerate(cells if isinstance(cells, list) else [], 1):
        if isinstance(cell, dict):
            yield number, cell


def _derived_id(number: int, cell: Mapping[str, Any], taken: set[str]) -> str:
    source = cell.get("source")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    content = f"{number}\n{cell.get('cell_type')}\n{text}".encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(content).hexdigest()
    return next(name for start in range(0, 56) if (name := digest[start : start + 8]) not in taken)
