"""What goes into the drawing of an output, and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from colophon.model import Asset, Cell
from colophon.render.context import RenderContext
from colophon.render.page import Page


class Bundle(Struct, frozen=True):
    """One output as Jupyter stores it, the same content in several types, and the page that it is drawn on."""

    data: Mapping[str, Any]
    """MIME type to content: text (or a list of its lines), base64 for binary types, plain values for JSON."""
    metadata: Mapping[str, Any]
    cell: Cell
    page: Page
    context: RenderContext

    def text(self, media_type: str) -> str:
        """Return the content of a textual type."""
        return joined(self.data[media_type])

    def about(self, media_type: str, name: str) -> Any:
        """Return what the metadata says under a name, for the type or for the whole output; None where nothing."""
        own = self.metadata.get(media_type)
        return own[name] if isinstance(own, Mapping) and name in own else self.metadata.get(name)

    def problem(self, code: str, message: str, remedy: str) -> None:
        """Note what is wrong with this output."""
        self.page.problem(self.cell.number, code, message, remedy)

    def alternative(self, media_type: str) -> str:
        """Return the text for those who do not see a picture: the cell's, the output's, or a stand-in and a Problem."""
        alt = self.cell.options.fig_alt
        if alt is None:
            alt = self.about(media_type, "alt")
        if isinstance(alt, str):
            return alt
        self.problem(
            "C401",
            "A description of the picture was expected, found none.",
            "Say what it shows in a line `#| fig-alt: …`, or declare it decorative with `#| fig-alt: ''`.",
        )
        return f"Output of cell {self.cell.number}"


class Drawing(Struct, frozen=True):
    """An output as HTML."""

    html: Markup
    kind: str
    """What it looks like, the end of a class name: `text`, `html`, `image` …"""
    asset: Asset | None = None
    """The picture that is shown, where it is one."""
    alt: str = ""


class DrawingError(Exception):
    """A type of an output that cannot be shown; the text is the reason, a clause without a full stop."""


Drawer = Callable[[Bundle, str], Drawing]
"""(bundle, MIME type) to drawing. Raises `DrawingError`."""


def joined(value: object) -> str:
    """Return a text that nbformat may store as a list of lines."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "".join(value)
    raise DrawingError(f"text was expected, found {type(value).__name__}")
