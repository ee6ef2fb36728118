"""The only use of nbconvert: its exporter, held to our own template and nothing else.

nbconvert's way to HTML copies the notebook, runs preprocessors, and passes every code cell through bleach and the whole
page through BeautifulSoup, which takes three quarters of its time (nbconvert 7.17.2). None of these is called here, and
none is imported.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from traitlets.config import Config

from colophon.hollow import Late, alone

TEMPLATES = Path(__file__).parent / "templates" / "article"


def _exporter_class() -> type:
    """Return nbconvert's class of exporters from its own module; all that it calls of nbformat is imported late."""
    node = alone("nbformat.notebooknode").NotebookNode
    nbformat = Late("nbformat", NotebookNode=node, validator=Late("nbformat.validator"))
    found: type = alone("nbconvert.exporters.exporter", nbformat=nbformat).Exporter
    return found


if TYPE_CHECKING:
    from nbconvert.exporters.exporter import Exporter
else:
    Exporter = _exporter_class()


class ArticleExporter(Exporter):
    """Puts exhibits into the article template. No setting of the user or of Jupyter changes what comes out."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def __init__(self) -> None:
        super().__init__(config=Config())  # type: ignore[no-untyped-call]  # an explicit one, else Jupyter's is read

    def from_notebook_node(  # type: ignore[override]
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the body of an article; `nb`, anything whose `cells` are exhibits, is neither copied nor changed."""
        return self.template.render(nb=nb), resources or {}

    @cached_property
    def template(self) -> Template:
        """The template of an article, found among ours only."""
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
            autoescape=True,
            auto_reload=False,
            lstrip_blocks=True,
            trim_blocks=True,
            undefined=StrictUndefined,
        )
        return environment.get_template("article.html.j2")

    def _init_preprocessors(self) -> None:
        """Make none: those of a template folder would be read from the user's configuration."""
        self._preprocessors = []


@cache
def exporter() -> ArticleExporter:
    """Return the exporter of this process."""
    return ArticleExporter()
