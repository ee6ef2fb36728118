"""What a check found, remembered for as long as everything that it depends on stays the same."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from colophon.check.memory import cache_folder
from colophon.model import Problem
from colophon.private import private_values
from colophon.run.files import file_digest
from colophon.site.settings import SiteSettings
from colophon.store import Store, digest

KIND = "answers"


def remembered(
    site: SiteSettings,
    paths: Iterable[PurePosixPath],
    find: Callable[[], list[Problem]],
    store: Store | None = None,
    environment: Mapping[str, str] | None = None,
) -> list[Problem]:
    """Return what `find` returns for the notebooks in `paths`, without calling it where nothing changed since.

    The store is below the user's cache folder, unless another is given.
    """
    store = Store(cache_folder(), limit_bytes=20_000_000) if store is None else store
    key = digest(_causes(site, sorted(paths), os.environ if environment is None else environment))
    kept = store.get(KIND, key)
    if kept is not None:
        return [Problem(PurePosixPath(path), *rest) for path, *rest in json.loads(kept)]
    found = find()
    fields = [(str(each.path), each.cell, each.code, each.message, each.remedy) for each in found]
    store.put(KIND, key, json.dumps(fields).encode())
    store.prune()
    return found


def _causes(site: SiteSettings, paths: list[PurePosixPath], environment: Mapping[str, str]) -> Iterator[str]:
    """Yield everything that a check can depend on."""
    yield from map(str, paths)
    yield repr((str(site.root), str(site.timezone), site.canonical_url, site.page_folders, site.places))
    yield repr(sorted(site.values.items()))
    yield repr(sorted(site.pins().items()))
    yield from _files(site.root)
    yield from _files(Path(__file__).parents[2])
    for package in sorted([*site.node_modules.glob("*/package.json"), *site.node_modules.glob("@*/*/package.json")]):
        yield from _file(package, site.node_modules)
    yield sys.version
    yield repr(sorted(_installed()))
    private = {**private_values(environment), **{name: environment.get(name) for name in ("HOME", "USER", "HOSTNAME")}}
    yield repr(sorted(private.items()))


def _files(root: Path) -> Iterator[str]:
    """Yield path and content digest of each file below a folder, but of hidden ones and of compiled Python."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        for name in sorted(names):
            if not name.startswith("."):
                yield from _file(Path(folder, name), root)


def _file(path: Path, root: Path) -> Iterator[str]:
    yield str(path.relative_to(root))
    try:
        yield file_digest(path)
    except OSError as error:
        yield str(error)


def _installed() -> Iterator[str]:
    """Yield the names and versions of what is installed, as their folders are called."""
    for folder in map(Path, sys.path):
        if folder.is_dir():
            yield from (name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))  # noqa: PTH208
