"""The page being rendered: what its parts claim, add and find wrong, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from colophon.model import Asset, Causes, Float, Heading, Link, Problem


class Page:
    """Collects what the cells of one article leave behind; lives for one render."""

    def __init__(
        self, path: PurePosixPath, floats: Iterable[Float] = (), widgets: Mapping[str, Any] | None = None
    ) -> None:
        self.path = path
        self.widgets = widgets or {}
        """The state that the notebook keeps of its widgets, by model."""
        self.setups: list[str] = []
        """HTML of outputs that show nothing and prepare what scripts of later ones expect."""
        self.floats: dict[str, Float] = {each.label: each for each in floats}
        """Label to float; numbered before the first cell is rendered, so that references may look ahead."""
        self.anchors: set[str] = set(self.floats)
        self.assets: dict[str, Asset] = {}
        self.outline: list[Heading] = []
        self.links: list[Link] = []
        self.problems: list[Problem] = []
        self.cited: list[str] = []
        """Citation keys in the order of their first mention."""
        self.mentions: dict[str, list[str]] = {}
        """Citation key to the anchors of the marks that cite it."""
        self.notes = 0
        """Footnotes numbered so far."""
        self.macros: dict[str, str] = {}
        """LaTeX commands that the cells so far have defined, name to definition."""
        self.placed: set[str] = set()
        """Labels of the formulas that are on the page already."""
        self.files: set[PurePosixPath] = set()
        self.notebooks: set[PurePosixPath] = set()
        self.names_matter = False
        """These three become the article's `Causes`."""
        self.names: dict[PurePosixPath, frozenset[str]] = {}
        """Folder to the names in it, where a name was missing and a similar one was looked for."""

    def causes(self) -> Causes:
        """Return what was looked at so far."""
        return Causes(tuple(sorted(self.files)), tuple(sorted(self.notebooks)), self.names_matter)

    def anchor(self, wanted: str) -> str:
        """Return `wanted`, numbered where the page already has it, and claim it."""
        base = wanted or "section"
        name, number = base, 1
        while name in self.anchors:
            number += 1
            name = f"{base}-{number}"
        self.anchors.add(name)
        return name

    def asset(self, asset: Asset) -> str:
        """Keep the asset and return its address as Pelican will resolve it."""
        self.assets[asset.name] = asset
        return f"{{static}}/assets/{asset.name}"

    def problem(self, cell: int, code: str, message: str, remedy: str) -> None:
        """Note what is wrong in a cell (0: the post)."""
        self.problems.append(Problem(self.path, cell, code, message, remedy))
