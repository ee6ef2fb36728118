"""Imports point one way, and the heavy ones are made in one place each."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from os import environ
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "plugins" / "colophon"
MODULES = sorted(PACKAGE.rglob("*.py"))

RANKS = {
    **{"model": 0, "collector": 1, "errors": 1, "hollow": 1, "pagelimits": 1, "private": 1, "rules": 1, "store": 1},
    "notebook": 2,
    **{"render": 3, "run": 3, "check": 3},
    "site": 4,
    "preview": 5,
    "cli": 6,
}
"""Rooms and modules of the package: each may import from itself and from what stands lower."""

ONLY = {
    "nbconvert": ("render/exporter.py",),
    "pelican": ("site/",),
    "nbclient": ("run/kernel.py",),
    "distributed": ("run/cluster.py",),
    "kingfisher_sdk": ("check/scanner.py",),
    "yaml": ("notebook/yamlnodes.py",),
    "bleach": (),
    "bs4": (),
    "mistune": (),
}
"""Distributions that are imported in certain places only, or nowhere."""

TOGETHER = {"render/frames": {"render/mime"}}
"""Rooms of a room that need each other: a MIME type is drawn in a frame, and a frame's still by what draws a type."""


def imports(module: Path) -> Iterator[tuple[str, int]]:
    """Yield the dotted name of everything that a module imports, wherever in it, with the line."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: a relative import"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def room(dotted: str) -> str:
    """Return the room of `colophon.room.module`; "" for the package's own names."""
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in RANKS else ""


def place(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def test_every_room_has_a_rank() -> None:
    rooms = {place(module).split("/")[0].removesuffix(".py") for module in MODULES} - {"__init__", "__main__"}
    assert rooms - RANKS.keys() == set()


@pytest.mark.parametrize("module", MODULES, ids=place)
def test_a_room_imports_only_what_stands_before_it(module: Path) -> None:
    own = place(module).split("/")[0].removesuffix(".py")
    wrong = [
        f"line {line}: {own} imports {dotted}"
        for dotted, line in imports(module)
        if dotted.startswith("colophon.") and own in RANKS and (other := room(dotted)) not in ("", own)
        if RANKS[other] >= RANKS[own]
    ]
    assert wrong == []


def entered(dotted: str) -> str:
    """Return the folder of the package that a dotted name leads into."""
    found = PACKAGE.joinpath(*dotted.split(".")[1:])
    while not found.is_dir():
        found = found.parent
    return place(found)


@pytest.mark.parametrize("outer", ["render", "site"])
def test_the_rooms_of_a_room_import_in_no_circle(outer: str) -> None:
    ways: dict[str, set[str]] = {}
    for module in (PACKAGE / outer).rglob("*/*.py"):
        own = place(module.parent)
        others = {entered(dotted) for dotted, _ in imports(module) if dotted.startswith(f"colophon.{outer}.")}
        ways.setdefault(own, set()).update(others - {own, outer} - TOGETHER.get(own, set()))
    order = [*TopologicalSorter(ways).static_order()]
    assert sorted(order) == sorted(ways)


@pytest.mark.parametrize("module", MODULES, ids=place)
def test_heavy_imports_are_made_in_one_place(module: Path) -> None:
    wrong = [
        f"line {line}: {dotted}"
        for dotted, line in imports(module)
        if not place(module).startswith(ONLY.get(dotted.split(".")[0], ("",)))
    ]
    assert wrong == []


def loaded(program: str) -> set[str]:
    """Return the top-level modules that are loaded when a program has run."""
    program += "; import sys; print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    environment = {**environ, "PYTHONPATH": str(PACKAGE.parent)}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    return set(run.stderr.split())


HEAVY = {"pelican", "nbconvert", "nbformat", "jinja2", "markdown_it", "yaml", "PIL", "pygments"}


def test_importing_the_package_costs_nothing() -> None:
    assert loaded("import colophon") & HEAVY == set()


def test_help_imports_nothing_heavy() -> None:
    assert loaded("from colophon.cli import main; main(['--help'])") & HEAVY == set()


def test_checking_posts_does_not_import_pelican() -> None:
    assert "pelican" not in loaded("import colophon.cli.check, colophon.site.posts.shelf")
