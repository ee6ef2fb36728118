"""The files that a site brings along: pictures, downloads, those of its theme or the stylesheet for foreign ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import PurePosixPath
from typing import Any

from pelican.generators import Generator

from colophon.run.files import content_digest
from colophon.site import stylesheet
from colophon.site.downloads.bundle import bundle
from colophon.site.downloads.lone import lone_notebook
from colophon.site.downloads.original import Original, beside
from colophon.site.posts.causes import installation
from colophon.site.posts.reader import SHELF
from colophon.site.printing.tray import Tray
from colophon.site.themefiles import THEME_FILE, has_entry
from colophon.store import digest

TRANSLATIONS = ("translations", "hidden_translations", "drafts_translations", "draft_translations")
"""Pelican's names for lists of articles and pages; of the last two the second has pages."""
CONTENT_LISTS = ("articles", "hidden_articles", "drafts", "pages", "hidden_pages", "draft_pages", *TRANSLATIONS)


class FileGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes what the published articles need, each file once; it runs after articles and before static files."""

    def generate_context(self) -> None:
        """Tell each page where its files are, and drop files that only unwritten contents link to."""
        self.context["static_links"] -= _links_of_drafts_alone(self.context) | {stylesheet.NAME, stylesheet.SCRIPT}
        for content in _contents(self.context):
            if content.save_as:
                self.bring(content)

    def bring(self, content: Any) -> None:
        """Tell an article or page where its files are, from the site's root: its folder, and its downloads."""
        shelf, _ = self.settings[SHELF]
        folder, _, name = content.save_as.rpartition("/")
        has_folder = bool(folder) and name == "index.html"
        if has_folder:
            content.folder_url = f"{folder}/"
        if hasattr(content, "article"):
            content.download_url = f"{folder}/{content.slug}.ipynb".lstrip("/")
            if has_folder and shelf.state(content.article.post.path).kind != "no code":
                content.bundle_url = f"{folder}/{content.slug}.zip"

    def generate_output(self, writer: Any) -> None:
        """Write the files; one that the old site has is taken over from there."""
        shelf, site = self.settings[SHELF]
        tray = writer.tray
        pages = {content.article.post.path: content for content in published_notebooks(self.context)}
        for path, content in pages.items():
            if not all(tray.keep(f"assets/{asset.name}", asset.name) for asset in content.article.assets):
                for asset in shelf.assets(path):
                    tray.put(f"assets/{asset.name}", asset.name, lambda: asset.data)  # noqa: B023  # called at once
            self._put_downloads(tray, content, pages)
        if stylesheet.wanted(self.settings):
            tray.put(stylesheet.NAME, "", lambda: stylesheet.stylesheet(site.look(stylesheet.theme_folder())))
            tray.put(stylesheet.SCRIPT, "", stylesheet.script)
        if has_entry(self.settings["THEME"]):
            for name, data in self.settings["JINJA_GLOBALS"][THEME_FILE].published.items():
                tray.put(f"{self.settings['THEME_STATIC_DIR']}/{name}", name, lambda: data)  # noqa: B023  # likewise

    def _put_downloads(self, tray: Tray, content: Any, pages: dict[PurePosixPath, Any]) -> None:
        """Write the notebook of a post or page as a file by itself and, of a post that has code, in a zip.

        A link to another post leads to its page on the web.
        """
        shelf, site = self.settings[SHELF]
        post, url = content.article.post, site.canonical_url
        linked = [pages[each] for each in shelf.linked(post.path) if each in pages]
        world = [(each.url, sorted(each.article.anchors)) for each in linked]
        files = [(file, content_digest(site.root, file)) for file in shelf.files(post.path)]
        names = [asset.name for asset in content.article.assets]
        original = cache(partial(Original, site.root / post.path))

        def absolute(target: str) -> str | None:
            return _absolute(target, post.path, pages, url)

        tray.put(
            content.download_url,
            digest([installation(), shelf.source(post.path), url, repr((world, files, names))]),
            lambda: lone_notebook(original(), content, site.root, absolute, url),
        )
        if not hasattr(content, "bundle_url"):
            return
        state, pins = shelf.state(post.path), shelf.pins(post.path)
        name, address = content.slug, f"{url}/{content.url}" if url else ""
        tray.put(
            content.bundle_url,
            digest([installation(), shelf.source(post.path), address, repr((name, state, pins, world, files))]),
            lambda: bundle(
                original(), post, site.root, state, name=name, address=address, absolute=absolute, pins=pins
            ),
        )


def _absolute(target: str, post: PurePosixPath, pages: dict[PurePosixPath, Any], site_url: str) -> str | None:
    """Return the address on the web of what a link in a notebook names; None where it is a file beside it, or there
    is no address.
    """
    from colophon.render.links import find_anchor  # the renderer takes half a second, and few builds bundle

    if target.startswith("/") and not target.startswith("//") and site_url:
        return f"{site_url}{target}"
    path, mark, fragment = target.partition("#")
    page = next((pages[each] for each in beside(post, path) if each in pages), None)
    if page is None or not site_url:
        return None
    anchor = find_anchor(fragment, page.article.anchors) if fragment else None
    return f"{site_url}/{page.url}{mark}{anchor or fragment}"


def published_notebooks(context: dict[str, Any]) -> Iterator[Any]:
    """Yield each article and page that came from a notebook and is written by this build."""
    return (content for content in _contents(context) if hasattr(content, "article") and content.save_as)


def _contents(context: dict[str, Any]) -> Iterator[Any]:
    return (content for name in CONTENT_LISTS for content in context.get(name, ()))


def _links_of_drafts_alone(context: dict[str, Any]) -> set[str]:
    """Return the files that only contents link to which this build does not write."""
    links: dict[bool, set[str]] = {True: set(), False: set()}
    if not all(content.save_as for content in _contents(context)):
        for content in _contents(context):
            links[bool(content.save_as)] |= content.get_static_links()
    return links[False] - links[True]
