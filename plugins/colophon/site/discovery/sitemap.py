"""`sitemap.xml` and `robots.txt`, for a site that has an address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from pelican.generators import Generator


class SitemapGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Lists every published article, page, tag and series, with the date of its last change where it has one."""

    def generate_output(self, writer: Any) -> None:
        """Write both files; nothing without an absolute SITEURL, which a sitemap needs. Source: sitemaps.org 0.9."""
        site = self.settings["SITEURL"].rstrip("/")
        if not site.startswith(("http://", "https://")):
            return
        entries = "\n".join(_entry(f"{site}/{url}", changed) for url, changed in sorted(self._pages()))
        writer.tray.write(
            "sitemap.xml",
            (
                '<?xml version="1.0" encoding="utf-8"?>\n'
                f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}\n</urlset>\n'
            ).encode(),
        )
        writer.tray.write("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site}/sitemap.xml\n".encode())

    def _pages(self) -> Iterator[tuple[str, str]]:
        articles = [*self.context["articles"], *self.context.get("translations", ())]
        newest = max((_changed(article) for article in articles), default="")
        yield "", newest
        for article in articles:
            yield article.url, _changed(article)
        for page in self.context["pages"]:
            yield page.url, _changed(page)
        for tag, tagged in self.context.get("tags", ()):
            if tag.save_as:
                yield tag.url, max(map(_changed, tagged))
        for series in self.context.get("series", {}).values():
            yield series.url, max(map(_changed, series.articles))


def _changed(content: Any) -> str:
    when = getattr(content, "modified", None) or getattr(content, "date", None)
    return f"{when:%Y-%m-%d}" if when else ""


def _entry(address: str, changed: str) -> str:
    date = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{date}</url>"
