"""Which version of each distribution a post is to run with: what a lock pins, else what is installed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct, field

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*==\s*([^\s;\\]+)(\s*;)?", re.M)
"""Source: PEP 508 and pip's requirements file format, as `uv pip compile` writes it."""


class Lock(Struct, frozen=True):
    """What a lock pins; empty where there is none."""

    pins: Mapping[str, str] = field(default_factory=dict)
    """Normal name and version."""
    required: frozenset[str] = frozenset()
    """The names of those that every machine needs: without a marker that would leave some out."""


def read_lock(lock: Path | None) -> Lock:
    """Return what a lock says."""
    if lock is None or not lock.is_file():
        return Lock()
    found = _PIN.findall(lock.read_text("utf-8"))
    pins = {normal_name(name): version for name, version, _ in found}
    return Lock(pins, frozenset(normal_name(name) for name, _, marker in found if not marker))


def read_pins(lock: Path | None, python: str = sys.executable) -> dict[str, str]:
    """Return normal name and version: of the lock where there is one, else of what is installed for `python`."""
    if lock is not None and lock.is_file():
        return dict(read_lock(lock).pins)
    return installed(python)


def installed(python: str = sys.executable) -> dict[str, str]:
    """Return normal name and version of what is installed for a Python; nothing of it is run."""
    from importlib.metadata import distributions  # takes as long as the rest of this command, and few ask

    folders = None if _is_this(python) else _site_packages(Path(python))
    found = list(distributions() if folders is None else distributions(path=[str(folder) for folder in folders]))
    # the first on the path is what an import gets
    return {normal_name(name): each.version for each in reversed(found) if (name := each.metadata["Name"])}


def normal_name(name: str) -> str:
    """Return a distribution's name in its one spelling. Source: PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _is_this(python: str) -> bool:
    return Path(python).absolute() == Path(sys.executable).absolute()


def _site_packages(python: Path) -> Iterable[Path]:
    return sorted(python.absolute().parent.parent.glob("lib/python3*/site-packages"))
