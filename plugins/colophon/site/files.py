"""The files that articles bring along: pictures, downloads, the stylesheet for foreign themes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from pelican.contents import Static
from pelican.generators import Generator
from pelican.utils import sanitised_join

from colophon.render.links import find_anchor
from colophon.site import stylesheet
from colophon.site.download import beside, bundle
from colophon.site.reader import SHELF

CONTENT_LISTS = (
    "articles", "translations", "hidden_articles", "hidden_translations", "drafts", "drafts_translations",
    "pages", "hidden_pages", "draft_pages",
)  # fmt: skip


class FileGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes what the published articles need, each file once; it runs after articles and before static files."""

    def generate_context(self) -> None:
        """Make every `{static}/assets/…` link resolve, and keep Pelican from looking for the files on disk."""
        self._files: dict[str, bytes] = {}
        self.context["static_links"] -= _links_of_drafts_alone(self.context)
        for content in published_notebooks(self.context):
            self.bring(content)
            self._add_bundle(content)
        if stylesheet.wanted(self.settings):
            self._add(stylesheet.NAME, stylesheet.stylesheet())
            self._add(stylesheet.SCRIPT, stylesheet.script())

    def bring(self, content: Any) -> None:
        """Add the pictures of an article or page, and its notebook for download."""
        for asset in content.article.assets:
            self._add(f"assets/{asset.name}", asset.data)
        content.download_url = f"{content.url}{content.slug}.ipynb"
        download = str(PurePosixPath(content.save_as).parent / f"{content.slug}.ipynb")
        self._add(download, Path(content.source_path).read_bytes())

    def generate_output(self, writer: object) -> None:
        """Write the files; one that is there with the same bytes is left alone."""
        for name, data in sorted(self._files.items()):
            path = Path(sanitised_join(self.output_path, name))
            if path.is_file() and path.read_bytes() == data:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def _add_bundle(self, content: Any) -> None:
        """Add the zip of a post that has code; a link to another post leads to its page on the web."""
        shelf, site = self.settings[SHELF]
        post = content.article.post
        state = shelf.state(post.path)
        if state.kind == "no code" or not content.save_as.endswith("/index.html"):
            return
        pages = {each.article.post.path: each for each in published_notebooks(self.context)}
        content.bundle_url = f"{content.url}{content.slug}.zip"
        data = bundle(
            post,
            site.root,
            state,
            name=content.slug,
            address=f"{site.canonical_url}/{content.url}" if site.canonical_url else "",
            absolute=lambda target: _absolute(target, post.path, pages, site.canonical_url),
            pins=shelf.pins,
        )
        self._add(str(PurePosixPath(content.save_as).parent / f"{content.slug}.zip"), data)

    def _add(self, name: str, data: bytes) -> None:
        self._files[name] = data
        self.context["static_links"].discard(name)
        self.context["static_content"][name] = Static(
            content=None,
            metadata={"save_as": name, "url": name},
            settings=self.settings,
            source_path=str(Path(self.path) / name),
            context=self.context,
        )


def _absolute(target: str, post: PurePosixPath, pages: dict[PurePosixPath, Any], site_url: str) -> str | None:
    """Return the address on the web of what a link in a notebook names; None where it is a file beside it, or there
    is no address.
    """
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
