"""Takes out of a notebook what differs from one window or save to the next; outputs and records stay."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from typing import Any

from colophon.notebook.digest import VOLATILE_METADATA

NOTEBOOK_KEYS = (
    "signature",
    "widgets",
    "toc",
    "toc-autonumbering",
    "toc-showcode",
    "toc-showmarkdowntxt",
    "varInspector",
)
"""What interfaces note in a notebook's metadata. The state of widgets stays where a cell shows one."""

CELL_KEYS = tuple(key for key in VOLATILE_METADATA if key != "jupyter")
"""What JupyterLab and its extensions note in a cell's; `jupyter` says which part is folded there, and goes apart."""

FOLDS = ("outputs_hidden", "source_hidden")
WIDGET = "application/vnd.jupyter.widget-view+json"


def tidy(notebook: Any) -> bool:
    """Take volatile metadata out of the notebook and return whether there was any."""
    has_widgets = any(
        WIDGET in output.get("data", {}) for cell in notebook["cells"] for output in cell.get("outputs", ())
    )
    keys = [key for key in NOTEBOOK_KEYS if key != "widgets" or not has_widgets]
    changed = drop(notebook["metadata"], keys)
    for cell in notebook["cells"]:
        changed |= drop(cell["metadata"], CELL_KEYS)
        changed |= _drop_folds(cell["metadata"])
        for output in cell.get("outputs", ()):
            changed |= drop(output.get("metadata", {}), VOLATILE_METADATA)
    return changed


def drop(metadata: MutableMapping[str, Any], keys: Iterable[str]) -> bool:
    """Take the keys out of the metadata and return whether there was any."""
    found = [key for key in keys if key in metadata]
    for key in found:
        del metadata[key]
    return bool(found)


def _drop_folds(metadata: MutableMapping[str, Any]) -> bool:
    jupyter = metadata.get("jupyter")
    if not isinstance(jupyter, MutableMapping):
        return False
    changed = drop(jupyter, FOLDS)
    if not jupyter:
        del metadata["jupyter"]
    return changed
