"""The only use of nbconvert: its exporter, held to our own template and nothing else.

nbconvert's way to HTML copies the notebook, runs preprocessors, and passes every code cell through bleach and the whole
page through BeautifulSoup, which takes three quarters of its time (nbconvert 7.17.2). None of these is called here, and
none is imported: nbconvert's packages import all of them, and a server and a client of kernels, when they are imported
themselves, which costs more than the conversion of a post.
"""

from __future__ import annotations

import sys
from functools import cache, cached_property
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from traitlets.config import Config

TEMPLATES = Path(__file__).parent / "templates" / "article"


def _exporter_class() -> type:
    """Return nbconvert's class of exporters from its own module, with nothing of the packages around it executed.

    The two packages are empty only while the module is imported; who imports nbconvert later gets all of it, with the
    same class. Where it is there already, nothing is done.
    """
    empty = [name for name in ("nbconvert", "nbconvert.exporters") if name not in sys.modules]
    try:
        for name in empty:
            spec = find_spec(name)
            if spec is None:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            sys.modules[name] = module_from_spec(spec)
        found: type = import_module("nbconvert.exporters.exporter").Exporter
        return found
    finally:
        for name in empty:
            sys.modules.pop(name, None)


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
