"""Digests that tell whether outputs still belong to their code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from colophon.notebook.faults import Findings
from colophon.notebook.kernel import language_of
from colophon.notebook.options import read_options

VOLATILE = ("execution_count", "transient")
"""What differs between two runs with equal results."""

VOLATILE_METADATA = ("collapsed", "ExecuteTime", "execution", "isolated", "jupyter", "scrolled", "trusted")
"""What JupyterLab and its extensions note in the metadata of an output about one run or one window."""


def code_digest(notebook: Mapping[str, Any]) -> str:
    """Return the digest of everything that a run executes: the code cells in order, and the kernel.

    Prose, ids, outputs, empty cells and options that only change what is shown do not count; whether a cell is
    run (`eval`) and may raise (`error`) does. As 64 hex digits.
    """
    kernelspec = notebook.get("metadata", {}).get("kernelspec", {})
    language = language_of(notebook.get("metadata", {}))
    cells = [_runnable(cell, language) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return _digest({"kernel": kernelspec.get("name", ""), "cells": [cell for cell in cells if cell["source"].strip()]})


def source_digest(cell: Mapping[str, Any], language: str) -> str:
    """Return the digest of one code cell, as far as a run depends on it."""
    return _digest(_runnable(cell, language))


def outputs_digest(cell: Mapping[str, Any]) -> str:
    """Return the digest of the stored outputs of one code cell.

    Equal for outputs that differ in how a file breaks them up: texts in lines or whole, a stream in one part or many.
    """
    return _digest([*_joined_streams(_canonical(output) for output in cell.get("outputs", ()))])


def _runnable(cell: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return what a run of the cell depends on."""
    tags = cell.get("metadata", {}).get("tags", ())
    source = joined(cell["source"]).replace("\r\n", "\n").replace("\r", "\n")
    options, code = read_options(source, language, tags, 0, Findings(PurePosixPath()))
    return {"source": code.rstrip(), "eval": options.eval, "error": options.error}


def _canonical(output: Mapping[str, Any]) -> dict[str, Any]:
    """Return an output with its texts joined and without what is volatile."""
    kept = {key: _whole(value) for key, value in output.items() if key not in (*VOLATILE, "metadata", "data")}
    if "data" in output:
        kept["data"] = {media: _whole(data) for media, data in output["data"].items()}
        metadata = output.get("metadata", {})
        kept["metadata"] = {key: value for key, value in metadata.items() if key not in VOLATILE_METADATA}
    return kept


def _whole(value: object) -> object:
    """Return a text that a file may hold as a list of lines."""
    is_lines = isinstance(value, list) and all(isinstance(line, str) for line in value)
    return joined(value) if is_lines else value


def joined(value: Any) -> str:
    """Return a text that a file may hold as a list of lines."""
    return value if isinstance(value, str) else "".join(value)


def _joined_streams(outputs: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the outputs, neighbouring parts of one stream as one: where a kernel breaks it is chance."""
    for name, parts in groupby(outputs, key=lambda output: output.get("name") if "text" in output else None):
        if name is None:
            yield from parts
        else:
            yield {"output_type": "stream", "name": name, "text": "".join(part["text"] for part in parts)}


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
