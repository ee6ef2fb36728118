"""The table of how all posts were made, and the machine's form of each post's colophon."""

from __future__ import annotations

from typing import Any

from jinja2 import TemplateNotFound
from pelican.generators import Generator, PelicanTemplateNotFound

from colophon.site.files import published_notebooks


class ColophonGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes `/colophon/` where the theme has a template for it, and `colophon.json` beside each notebook's page."""

    def generate_output(self, writer: Any) -> None:
        """Write the table and the files."""
        for content in published_notebooks(self.context):
            if hasattr(content, "folder_url"):
                writer.tray.write(f"{content.folder_url}colophon.json", content.provenance.json())
        try:
            template = self.get_template("colophon")
        except (PelicanTemplateNotFound, TemplateNotFound):
            return
        writer.write_file(
            "colophon/index.html", template, self.context, self.settings["RELATIVE_URLS"], url="colophon/"
        )
