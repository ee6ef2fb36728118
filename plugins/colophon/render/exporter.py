"""The only use of nbconvert: its exporter, held to our own template and nothing else.

nbconvert's way to HTML copies the notebook, runs preprocessors, and passes every code cell through bleach and the whole
page through BeautifulSoup, which takes three quarters of its time (nbconvert 7.17.2). None of these is called here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from nbconvert.exporters.html import HTMLExporter
from traitlets.config import Config

TEMPLATES = Path(__file__).parent / "templates" / "article"


class ArticleExporter(HTMLExporter):
    """Puts exhibits into the article template. No setting of the user or of Jupyter changes what comes out."""

    def __init__(self) -> None:
        super().__init__(config=Config())  # type: ignore[no-untyped-call]  # an explicit one, else Jupyter's is read

    def from_notebook_node(  # type: ignore[override]
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the body of an article; `nb`, anything whose `cells` are exhibits, is neither copied nor changed."""
        return self.template.render(nb=nb), resources or {}

    def _create_environment(self) -> Environment:
        """Return an environment that finds our templates only; nbconvert's would search the user's folders too."""
        return Environment(
            loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
            autoescape=True,
            auto_reload=False,
            lstrip_blocks=True,
            trim_blocks=True,
            undefined=StrictUndefined,
        )

    def _load_template(self) -> Template:
        template: Template = self.environment.get_template("article.html.j2")
        return template

    def _init_preprocessors(self) -> None:
        """Make none: those of a template folder would be read from the user's configuration."""
        self._preprocessors = []


@cache
def exporter() -> ArticleExporter:
    """Return the exporter of this process."""
    return ArticleExporter()
