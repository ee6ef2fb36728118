"""Whether a notebook is as JupyterLab writes them: then it is valid, and the schema, which takes 0.1 s, is not asked.

Source: the JSON schema of nbformat 4.5. What it allows and few notebooks have is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
"""The id of a cell. Source: JEP 62."""

_JSON = re.compile(r"application/(?:[\w.+-]+\+)?json", re.ASCII)
_CELL = {"id", "cell_type", "metadata", "source"}
_CODE = _CELL | {"outputs", "execution_count"}
_PROSE = _CELL | {"attachments"}
_CELLS = {"raw": (_CELL, _PROSE), "markdown": (_CELL, _PROSE), "code": (_CODE, _CODE)}
"""By type: the keys that a cell must have, and all that it may have."""
_RARE = {"name", "orig_nbformat", "title", "authors"}
"""Keys of metadata that the schema looks into, and nearly no notebook has."""
_IN_CELLS = {"tags", "execution", "format", "jupyter", "collapsed", "scrolled"}
"""Keys of the metadata of cells that the schema looks into, and most cells have none of."""
_LANGUAGE = ("file_extension", "mimetype", "pygments_lexer")


def is_ordinary(notebook: Mapping[str, Any]) -> bool:
    """Whether a notebook of format 4.5 is certainly valid; where this is false, the schema has to be asked."""
    return (
        notebook.keys() == {"cells", "metadata", "nbformat", "nbformat_minor"}
        and [notebook["nbformat"], notebook["nbformat_minor"]] == [4, 5]
        and type(notebook["nbformat"]) is type(notebook["nbformat_minor"]) is int
        and _is_metadata(notebook["metadata"])
        and isinstance(notebook["cells"], list)
        and all(map(_is_cell, notebook["cells"]))
    )


def _is_metadata(value: object) -> bool:
    if not isinstance(value, dict) or value.keys() & _RARE:
        return False
    kernel, language = value.get("kernelspec"), value.get("language_info")
    is_kernel = isinstance(kernel, dict) and all(isinstance(kernel.get(key), str) for key in ("name", "display_name"))
    is_language = isinstance(language, dict) and (
        isinstance(language.get("name"), str)
        and isinstance(language.get("codemirror_mode", ""), str | dict)
        and all(isinstance(language.get(key, ""), str) for key in _LANGUAGE)
    )
    return (is_kernel or "kernelspec" not in value) and (is_language or "language_info" not in value)


def _is_cell(cell: object) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str) or cell["cell_type"] not in _CELLS:
        return False
    needed, allowed = _CELLS[cell["cell_type"]]
    return (
        (cell.keys() == needed or needed < cell.keys() <= allowed)
        and isinstance(cell["id"], str)
        and bool(ID.fullmatch(cell["id"]))
        and _is_text(cell["source"])
        and _is_cell_metadata(cell["metadata"])
        and _are_attachments(cell.get("attachments", {}))
        and (cell["cell_type"] != "code" or (_is_count(cell["execution_count"]) and _are_outputs(cell["outputs"])))
    )


def _is_cell_metadata(value: object) -> bool:
    if not isinstance(value, dict) or value.keys() & _RARE:
        return False
    if value.keys().isdisjoint(_IN_CELLS):
        return True
    tags, times = value.get("tags", []), value.get("execution", {})
    return (
        isinstance(tags, list)
        and all(isinstance(tag, str) and tag and "," not in tag and "\n" not in tag for tag in tags)
        and len(set(tags)) == len(tags)
        and isinstance(value.get("format", ""), str)
        and isinstance(value.get("jupyter", {}), dict)
        and isinstance(value.get("collapsed", False), bool)
        and (isinstance(value.get("scrolled", False), bool) or value["scrolled"] == "auto")
        and isinstance(times, dict)
        and all(isinstance(time, str) for time in times.values())
    )


def _are_attachments(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_bundle, value.values()))


def _are_outputs(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_output, value))


def _is_output(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    match value:
        case {"output_type": "stream", "name": str(), "text": text}:
            return len(value) == 3 and _is_text(text)
        case {"output_type": "display_data", "data": data, "metadata": dict()}:
            return len(value) == 3 and _is_bundle(data)
        case {"output_type": "execute_result", "data": data, "metadata": dict(), "execution_count": count}:
            return len(value) == 4 and _is_bundle(data) and _is_count(count)
        case {"output_type": "error", "ename": str(), "evalue": str(), "traceback": list(lines)}:
            return len(value) == 4 and _is_text(lines)
    return False


def _is_bundle(value: object) -> bool:
    return isinstance(value, dict) and all(_is_text(data) or _JSON.fullmatch(kind) for kind, data in value.items())


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and {str}.issuperset(map(type, value)))


def _is_count(value: object) -> bool:
    return value is None or (type(value) is int and value >= 0)
