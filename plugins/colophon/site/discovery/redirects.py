"""Pages at the old addresses of a post that lead to the new one, for hosts that know no redirects."""

from __future__ import annotations

from html import escape
from pathlib import PurePosixPath
from posixpath import relpath
from typing import Any

from pelican.generators import Generator

from colophon.site.files import published_notebooks

PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<meta http-equiv="refresh" content="0; url={target}">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="canonical" href="{canonical}">
<title>{title}</title>
</head>
<body><main><h1>{title}</h1><p>This post has moved: <a href="{target}">{title}</a></p></main></body>
</html>
"""


class RedirectGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes a redirect page for each alias of each published notebook."""

    def generate_output(self, writer: Any) -> None:
        """Write `<alias>/index.html`, or the alias itself where it names an HTML file."""
        for content in published_notebooks(self.context):
            for alias in content.article.post.front.aliases:
                save_as = alias.strip("/") if alias.endswith((".html", ".htm")) else f"{alias.strip('/')}/index.html"
                writer.tray.write(save_as, self._page(content, save_as).encode())

    def _page(self, content: Any, save_as: str) -> str:
        url, title, lang = content.url, content.title, content.lang
        target = relpath(url or ".", str(PurePosixPath(save_as).parent)) + ("/" if url.endswith("/") else "")
        site = self.settings["SITEURL"].rstrip("/")
        canonical = f"{site}/{url}" if site else target
        return PAGE.format(lang=escape(lang), target=escape(target), canonical=escape(canonical), title=title)
