"""The JavaScript libraries that frames need: taken from what is installed, never from a network.

A library is looked for among the npm packages of the site (`node_modules` beside the settings file), then in the
Python package that brings it along. Where there is none the output falls back to a poorer form, and the reason names
what to install.
"""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from msgspec import Struct

from colophon.model import Asset
from colophon.render.images.files import file_asset


class Library(Struct, frozen=True):
    """Where one library's files are; several files of npm packages are read as one."""

    npm: tuple[str, ...]
    """Paths below `node_modules`."""
    package: str = ""
    """The Python package that brings it along; empty where none does."""
    file: str = ""
    """Its path in that package."""
    made: Callable[[], str] | None = None
    """What makes it where the Python package has no such file."""

    @property
    def remedy(self) -> str:
        """What has to be installed."""
        npm = f"`npm install {' '.join(dict.fromkeys(map(package_of, self.npm)))}`"
        return f"`pip install {self.package}` or {npm}" if self.package else npm


class MissingLibrary(Exception):
    """A library that is not installed; the text says what to do."""


def _vega_bundle() -> str:
    """Return Vega, Vega-Lite and Vega-Embed in one. It takes five seconds, once in a build."""
    import vl_convert

    names = ("vegaEmbed", "vegaLite", "vega")
    return str(vl_convert.javascript_bundle("".join(f"window.{name} = {name};" for name in names)))


_BOKEH = "bokeh/server/static/js/{}.min.js"
LIBRARIES: Mapping[str, Library] = {
    "plotly": Library(("plotly.js-dist-min/plotly.min.js",), "plotly", "plotly/package_data/plotly.min.js"),
    "vega": Library(
        ("vega/build/vega.min.js", "vega-lite/build/vega-lite.min.js", "vega-embed/build/vega-embed.min.js"),
        "vl-convert-python",
        made=_vega_bundle,
    ),
    "mermaid": Library(("mermaid/dist/mermaid.min.js",)),
    "widgets": Library(("@jupyter-widgets/html-manager/dist/embed-amd.js",)),
    "require": Library(("requirejs/require.js",)),
    "jquery": Library(("jquery/dist/jquery.min.js",)),
    "itables": Library(("dt_for_itables/dt_bundle.js",), "itables", "itables/html/dt_bundle.js"),
    "itables-style": Library(("dt_for_itables/dt_bundle.css",), "itables", "itables/html/dt_bundle.css"),
    **{
        name: Library((f"@bokeh/bokehjs/build/js/{name}.min.js",), "bokeh", _BOKEH.format(name))
        for name in ("bokeh", "bokeh-api", "bokeh-gl", "bokeh-mathjax", "bokeh-tables", "bokeh-widgets")
    },
}


def library(name: str, node_modules: Path | None) -> Asset:
    """Return a library as a file of the site, named by its content: one copy serves all frames.

    Raises:
        MissingLibrary: it is not installed.
    """
    found = LIBRARIES[name]
    files = [node_file(path, node_modules) for path in found.npm]
    if all(files):
        return _asset("\n;".join(_text(file) for file in files if file), found.npm[0])
    text = _packaged(name) if found.package else None
    if text is None:
        raise MissingLibrary(f"it needs {name}, which is not installed ({found.remedy})")
    return _asset(text, found.file)


def node_file(path: str, node_modules: Path | None) -> Path | None:
    """Return a file of an npm package; None where it is not there."""
    if node_modules is None:
        return None
    file = (node_modules / path).resolve()
    return file if file.is_file() and file.is_relative_to(node_modules.resolve()) else None


def extension(module: str, node_modules: Path | None) -> Asset:
    """Return the script of a package of widgets, as classic Jupyter loads it.

    Raises:
        MissingLibrary: it is not installed.
    """
    installed = Path(sys.prefix, "share", "jupyter", "nbextensions", module, "index.js")
    file = node_file(f"{module}/dist/index.js", node_modules)
    if file is None and _MODULE.fullmatch(module) and installed.is_file():
        file = installed
    if file is None:
        raise MissingLibrary(f"it needs the widgets of {module}, which are not installed (`npm install {module}`)")
    return _asset(file.read_text(encoding="utf-8"), file.name)


def package_of(path: str) -> str:
    """Return the npm package that a path below `node_modules` begins with."""
    parts = path.split("/")
    return "/".join(parts[: 2 if path.startswith("@") else 1])


@lru_cache(maxsize=32)
def _packaged(name: str) -> str | None:
    """Return the library from its Python package, which is not imported for it; None where that is not installed."""
    found = LIBRARIES[name]
    try:
        distribution = metadata.distribution(found.package)
    except metadata.PackageNotFoundError:
        return None
    if found.made:
        return found.made()
    file = Path(str(distribution.locate_file(found.file)))
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _text(file: Path) -> str:
    """Return a library's text, its fonts inside it: a frame without an origin may fetch none."""
    return _FONT.sub(lambda found: _font(file.parent / found[1]), file.read_text(encoding="utf-8"))


def _font(file: Path) -> str:
    if file.suffix != ".woff2" or not file.is_file():
        return '"data:,"'
    return f'"data:font/woff2;base64,{b64encode(file.read_bytes()).decode()}"'


def _asset(text: str, name: str) -> Asset:
    text = _SOURCE_MAP.sub("", text)
    return file_asset(text.encode(), "text/css" if name.endswith(".css") else "text/javascript")


_SOURCE_MAP = re.compile(r"^(?://|/\*)# sourceMappingURL=.*$", re.MULTILINE)
"""Names a file that a browser with its tools open would ask for in vain."""
_FONT = re.compile(r"\b\w\.p\+\"([0-9a-f]{20}\.(?:woff2?|ttf|eot|svg))\"")
"""A file beside a library that webpack packed."""
_MODULE = re.compile(r"[\w.-]+")
