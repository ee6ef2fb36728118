"""Reads and writes notebook files; nothing else does."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from colophon.errors import Refused
from colophon.hollow import alone
from colophon.model import Problem
from colophon.notebook.document import document, upgraded
from colophon.notebook.faults import Fault

if TYPE_CHECKING:
    from nbformat import NotebookNode

CHECKPOINTS = ".ipynb_checkpoints"


def read(path: Path, root: Path) -> NotebookNode:
    """Return the notebook as nbformat 4.5, every cell with an id of its own; the file stays as it is.

    Strings are as the file has them: characters that no page may hold are left out by `parse`.

    Raises:
        Refused: the file lies outside the content folder `root` or in a checkpoint folder, cannot be read,
            or is no valid notebook of format 3 or 4.0 to 4.5.
    """
    nodes = alone("nbformat.notebooknode")
    return nodes.from_dict(notebook_in(source(path, root), path, root))  # type: ignore[no-any-return]


def source(path: Path, root: Path) -> bytes:
    """Return the bytes of the notebook's file. Raises what `read` does of the file itself."""
    with _refusing(path, root):
        return _bytes(_place(path, root))


def notebook_in(data: bytes, path: Path, root: Path) -> dict[str, Any]:
    """Return the notebook in the bytes of the file, for those who only look at it: plain dictionaries, not nodes.

    Raises what `read` does of the content.
    """
    with _refusing(path, root):
        return upgraded(document(data))


def write(path: Path, notebook: NotebookNode) -> None:
    """Write the notebook as nbformat 4.5: the file at `path` is the old one or the whole new one, never a part.

    Raises:
        nbformat.ValidationError: the notebook is not valid; the file stays as it is.
        ValueError: a value in it is no JSON (NaN, Infinity); the file stays as it is.
    """
    import nbformat

    nbformat.validate(notebook)
    text = nbformat.v4.writes_json(notebook, allow_nan=False) + "\n"  # type: ignore[no-untyped-call]
    _replace(path.resolve(), text.encode("utf-8", "backslashreplace"))  # a lone surrogate becomes its JSON escape


@contextmanager
def _refusing(path: Path, root: Path) -> Iterator[None]:
    """Name the file in what is wrong with it."""
    try:
        yield
    except Fault as fault:
        raise Refused(Problem(_relative(path, root), fault.cell, fault.code, fault.message, fault.remedy)) from None


def _relative(path: Path, root: Path) -> PurePosixPath:
    """Return where the author finds the file: its path in the content folder, its name where it is not in there."""
    for folder in (root, root.resolve()):
        if path.is_relative_to(folder):
            return PurePosixPath(path.relative_to(folder))
    return PurePosixPath(path.name)


def _place(path: Path, root: Path) -> Path:
    """Return the file's real place, once it is known to be the content folder's own."""
    try:
        place, home = path.resolve(), root.resolve()
    except (OSError, RuntimeError):  # RuntimeError: how Python < 3.13 reports a loop of symbolic links
        raise Fault("C001", "Expected a file, found symbolic links that lead in a circle.", _REMEDY_LINK) from None
    if not place.is_relative_to(home):
        raise Fault("C002", "Expected a file inside the content folder, found a path that leaves it.", _REMEDY_LINK)
    if CHECKPOINTS in place.relative_to(home).parts:
        found = f"Expected a notebook, found one of JupyterLab's checkpoints in `{CHECKPOINTS}`."
        raise Fault("C002", found, "Publish the notebook itself and leave the folder out.")
    return place


_REMEDY_LINK = "Put the notebook itself into the content folder in place of the link."


def _bytes(place: Path) -> bytes:
    try:
        _require_file(place)
        return place.read_bytes()
    except OSError as error:
        found = f"Expected a readable file, found: {error.strerror or type(error).__name__}."
        raise Fault("C001", found, "Check that the file exists and that you may read it.") from None


def _require_file(place: Path) -> None:
    """Refuse folders, and pipes and devices, on which reading would wait for ever."""
    if not stat.S_ISREG(place.stat().st_mode):
        kind = "a folder" if place.is_dir() else "a pipe or a device"
        raise Fault("C001", f"Expected a file, found {kind}.", "Rename it: only notebooks may end in `.ipynb`.")


def _replace(place: Path, data: bytes) -> None:
    """Put the bytes in the file's place in one step, with the rights that the file had."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(place))
        temporary.replace(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(place: Path) -> int:
    return stat.S_IMODE(place.stat().st_mode) if place.exists() else 0o644
