"""Whether everything that a post imports has a version written down."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping

from colophon.check.syntax import inside, tree
from colophon.model import Cell, Post, Problem

NAMES: Mapping[str, str] = {
    "attr": "attrs", "bs4": "beautifulsoup4", "community": "python-louvain", "Crypto": "pycryptodome",
    "cv2": "opencv-python", "dateutil": "python-dateutil", "docx": "python-docx", "dotenv": "python-dotenv",
    "fitz": "pymupdf", "git": "gitpython", "github": "pygithub", "IPython": "ipython", "jwt": "pyjwt",
    "mpl_toolkits": "matplotlib", "OpenSSL": "pyopenssl", "PIL": "pillow", "pkg_resources": "setuptools",
    "pptx": "python-pptx", "pylab": "matplotlib", "serial": "pyserial", "skimage": "scikit-image",
    "sklearn": "scikit-learn", "umap": "umap-learn", "yaml": "pyyaml", "zmq": "pyzmq",
}  # fmt: skip
"""Module to distribution, where the names differ and neither begins with the other."""

ALWAYS_THERE = ("IPython", "ipykernel", "ipywidgets", "pip", "setuptools", "pkg_resources")
"""What comes with a kernel; its record names the version."""

_WRITTEN = re.compile(r"%%(?:write)?file\s+(?:-a\s+)?(?:\./)?(\w+)\.py\b")
_PIP = re.compile(
    r"^\s*[%!]\s*(?:\S*(?:python|executable)\S*\s+-m\s+)?(?:uv\s+)?pip3?\s+install\s+(.*?)(?:\s+(?:\d?>|[#|;&]).*)?$",
    re.M,
)


def unpinned(
    post: Post, locked: Mapping[str, str], recorded: Mapping[str, str], is_local: Callable[[str], bool]
) -> list[Problem]:
    """Return the imports whose version nothing names: no lock, and where there is none, no record of a run.

    `locked` and `recorded` have normal names of distributions; `is_local` tells modules of the content folder.
    """
    if post.language != "python":
        return []
    named = {**(locked or recorded), **_installed(post)}
    known = [*_installs(post)]
    own = {found[1] for cell in post.cells if (found := _WRITTEN.match(cell.source))}
    imported = [(cell, module) for cell, module in _imports(post) if module not in own and not is_local(module)]
    loose = [(cell, module) for cell, module in imported if not is_named(module, named)]
    if not (locked or recorded) and loose:
        modules = ", ".join(dict.fromkeys(module for _, module in loose))
        message = f"Expected the versions of what is imported, found neither a lock nor a record ({modules})."
        return [*known, Problem(post.path, 0, "C704", message, "Run the post with `colophon run`, or keep a lock.")]
    return [*known, *(_problem(post, cell, module, bool(locked)) for cell, module in _first(loose))]


def is_named(module: str, pins: Mapping[str, str]) -> bool:
    """Whether a distribution that can hold the module is among the pins."""
    return any(_can_hold(pin, module) for pin in pins)


def imported_pins(post: Post, pins: Mapping[str, str]) -> dict[str, str]:
    """Return name and version of the pinned distributions that can hold what the post imports."""
    modules = {module for _, module in _imports(post)} if pins and post.language == "python" else set()
    return {name: pins[name] for name in sorted(pins) if any(_can_hold(name, module) for module in modules)}


def _can_hold(pin: str, module: str) -> bool:
    name = re.sub(r"[-_.]+", "-", NAMES.get(module, module)).lower()
    return pin == name or pin.startswith(f"{name}-")


def _problem(post: Post, cell: int, module: str, has_lock: bool) -> Problem:
    where = "the lock" if has_lock else "the record of its run"
    message = f"Expected a version of what is imported, found `{module}`, which is not in {where}."
    return Problem(post.path, cell, "C704", message, "Add its distribution to the lock, or run the post again.")


def _first(found: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for cell, module in found:
        if module not in seen:
            seen.add(module)
            yield cell, module


def _imports(post: Post) -> Iterator[tuple[int, str]]:
    """Yield cell and top-level module of each import of what Python does not bring, but those that may fail."""
    for cell in post.cells:
        if cell.kind == "code" and cell.options.eval and "import" in cell.source:
            for name in _modules(tree(cell.source)):
                top = name.partition(".")[0]
                if top not in sys.stdlib_module_names and top not in ALWAYS_THERE:
                    yield cell.number, top


def _modules(code: ast.AST) -> Iterator[str]:
    for node in inside(code):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case ast.Try(handlers=handlers, orelse=orelse) if any(_is_about_imports(each) for each in handlers):
                yield from _modules(ast.Module(orelse, []))
            case _:
                yield from _modules(node)


def _is_about_imports(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or any(
        isinstance(node, ast.Name) and node.id in ("ImportError", "ModuleNotFoundError", "Exception")
        for node in ast.walk(handler.type)
    )


_FIXED = re.compile(r"==|@|/|\.txt$")
"""In what is installed: a version, an address, or a file that names others."""


def _installed(post: Post) -> dict[str, str]:
    """Return normal name and version of what the post's own cells install with a version."""
    words = (word for cell in post.cells for line in _installing(cell) for word in line.split())
    pairs = (re.split(r"\[.*?\]|==", word.strip("'\""), maxsplit=1) for word in words if "==" in word)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pairs}


def _installing(cell: Cell) -> list[str]:
    """Return what each command in a cell installs."""
    return _PIP.findall(cell.source) if "install" in cell.source else []


def _installs(post: Post) -> Iterator[Problem]:
    """Yield each cell that installs something without saying which version."""
    for cell in post.cells:
        for words in _installing(cell) if cell.kind == "code" and cell.options.eval else ():
            loose = [word for word in words.split() if re.match(r"['\"]?[A-Za-z]", word) and not _FIXED.search(word)]
            if loose:
                message = f"Expected versions of what is installed, found `{' '.join(loose)}`."
                yield Problem(post.path, cell.number, "C704", message, "Write `name==version` for each.")
