"""The settings file of a site, and the notebooks that the settings mean."""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from types import ModuleType

from colophon.errors import SettingsError
from colophon.site import printing
from colophon.site.settings import SiteSettings, read_site_settings


def site_settings(file: Path, content: Path | None) -> tuple[SiteSettings, tuple[str, ...]]:
    """Return Colophon's settings and the folders, below the content folder, that hold posts and pages.

    Without a settings file everything has its default; `content` goes before the file's `PATH`.

    Raises:
        SettingsError: the file cannot be run, a setting cannot be used, or the content folder is not there.
    """
    values: dict[str, object] = settings_in(file) if file.exists() else {"PATH": "notebooks"}
    folder = content or file.parent / str(values.get("PATH", "."))
    if not folder.is_dir():
        raise SettingsError(f"{folder} is no folder. Name the content folder with --content.")
    folders = (*texts(values, "ARTICLE_PATHS", ""), *texts(values, "PAGE_PATHS", "pages"))
    cache = file.parent / str(values.get("CACHE_PATH", "cache"))
    output = file.parent / str(values.get("OUTPUT_PATH", "output"))
    places = {"PATH": str(folder), "CACHE_PATH": str(cache), "OUTPUT_PATH": str(output)}
    return read_site_settings({**values, **places}), folders


def notebooks(site: SiteSettings, folders: Iterable[str]) -> Iterator[PurePosixPath]:
    """Yield the notebooks below the folders, relative to the content folder, but none that a build has written, or in
    hidden folders, as checkpoints are.
    """
    for folder in folders:
        for path in (site.root / folder).rglob("*.ipynb"):
            relative = PurePosixPath(os.path.relpath(path, site.root))
            is_hidden = any(part.startswith(".") for part in relative.parts)
            if not is_hidden and not any(map(relative.is_relative_to, site.written)):
                yield relative


def settings_in(file: Path) -> dict[str, object]:
    """Return the settings in a file, which is a program.

    Raises:
        SettingsError: it cannot be run.
    """
    try:
        with _without_pelican():
            return {name: value for name, value in runpy.run_path(str(file)).items() if name.isupper()}
    except Exception as error:  # whatever a program can raise
        raise SettingsError(f"{file} cannot be run: {type(error).__name__}: {error}") from error


@contextmanager
def _without_pelican() -> Iterator[None]:
    """Let a settings file import `Press` without Pelican, which takes half a second and may not be installed.

    What it imports of its neighbours and has the stand-in is forgotten again: Pelican reads them anew.
    """
    name = "colophon.site.printing.press"
    if name in sys.modules:
        yield
        return
    before = sys.modules.keys() | {name}
    sys.modules[name] = stand_in = ModuleType(name)
    vars(stand_in)["Press"] = press = type("Press", (), {})
    try:
        yield
    finally:
        del sys.modules[name]
        vars(printing).pop("press", None)
        for each in sys.modules.keys() - before:
            if any(value is press for value in vars(sys.modules[each]).values()):
                del sys.modules[each]


def texts(values: dict[str, object], name: str, default: str) -> tuple[str, ...]:
    """Return the texts of a setting that has several; the default alone where it is not set."""
    found = values.get(name)
    return tuple(map(str, found)) if isinstance(found, list | tuple) else (default,)
