"""What articles and pages depend on beside notebooks, as digests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

from colophon.site.plain import settings_digest
from colophon.store import digest

FORM = "1"
"""Of what the store holds; another form has other keys."""


@cache
def installation() -> str:
    """Return the digest of everything installed that takes part: Python, all distributions, this package's files."""
    return digest([FORM, sys.version, *_distributions(), *_own_files()])


def site_causes(settings: Mapping[str, Any]) -> str:
    """Return the digest of what every page depends on; empty where one of the settings cannot be told."""
    known = settings_digest(settings)
    folders = [Path(settings["PATH"]).parent, *settings["PLUGIN_PATHS"]]
    own = [path for path in own_modules() if any(path.is_relative_to(Path(folder).resolve()) for folder in folders)]
    return digest([installation(), known, *(path.read_bytes() for path in own)]) if known else ""


def own_modules() -> list[Path]:
    """Return the files of the loaded modules that are not installed: settings, their helpers, a site's own plugins.

    The program that runs is one of them.
    """
    installed = (sys.prefix, sys.base_prefix, str(Path(str(files("colophon"))).parent))
    found = {file for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None))}
    return sorted(path for file in found if not file.startswith(installed) and (path := Path(file)).is_file())


def npm_packages(node_modules: Path | None) -> bytes:
    """Return npm's own list of what it installed, with versions and digests; nothing where there is none."""
    try:
        return (node_modules / ".package-lock.json").read_bytes() if node_modules else b""
    except OSError:
        return b""


def listing(root: Path, paths: Iterable[PurePosixPath]) -> str:
    """Return the digest of the names that "Did you mean …?" chooses from: notebooks, and files in their folders."""
    notebooks = sorted(paths)
    folders = sorted({root / path.parent for path in notebooks})
    return digest([*map(str, notebooks), *(str(file) for folder in folders for file in _names(folder))])


def modules(folder: Path) -> frozenset[str]:
    """Return the names of what can be imported from a folder: Python files, and folders."""
    try:
        found = [each.name for each in os.scandir(folder) if each.name.endswith(".py") or each.is_dir()]
    except OSError:
        return frozenset()
    return frozenset(name for each in found if (name := each.removesuffix(".py")).isidentifier())


def _distributions() -> list[str]:
    """Return name and version of each distribution that can be imported, as the names of their folders say them."""
    found = {path.name for folder in map(Path, sys.path) if folder.is_dir() for path in folder.glob("*.dist-info")}
    return sorted(found)


def _own_files() -> Iterator[bytes | str]:
    """Yield name and content of each file of this package; path objects would take three times as long."""
    package = str(files("colophon"))
    for folder, inner, names in os.walk(package):
        inner.sort()
        for name in sorted(names):
            if not name.endswith((".pyc", ".pyo")):
                path = f"{folder}/{name}"
                yield path[len(package) :]
                with open(path, "rb") as file:  # noqa: PTH123
                    yield file.read()


def _names(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.iterdir()) if folder.is_dir() else []
