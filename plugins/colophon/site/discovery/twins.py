"""The site for readers that are programs: a Markdown twin of each article, and `llms.txt`, which lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup
from pelican.generators import Generator

from colophon.site.escaping import plain_text
from colophon.site.posts.kept import body_key, key_of
from colophon.site.posts.late import addresses
from colophon.site.posts.reader import SHELF
from colophon.site.settings import read_site_settings


class TwinGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes `<slug>/index.md` beside each article's `index.html`, and `llms.txt`. Source: llmstxt.org."""

    def generate_context(self) -> None:
        """Tell each article where its twin is."""
        for content in self._contents():
            content.twin_url = f"{content.folder_url}index.md"

    def generate_output(self, writer: Any) -> None:
        """Write the files."""
        site = read_site_settings(self.settings).canonical_url
        contents = list(self._contents())
        for content in contents:
            head = "\n".join(_head(content, site))
            key = key_of([site, head, *self._causes(content, site)])
            writer.tray.put(content.twin_url, key, lambda: _twin(content, head, site))  # noqa: B023
        if contents:
            writer.tray.put("llms.txt", "", "\n".join(self._listing(contents, site)).encode)

    def _contents(self) -> Iterator[Any]:
        every = (content for name in ("articles", "translations", "pages") for content in self.context.get(name, ()))
        return (each for each in every if hasattr(each, "folder_url"))

    def _causes(self, content: Any, site: str) -> Iterator[str]:
        """Yield what the twin's body is made of: an article is not opened for it, a text that Pelican read is there."""
        if hasattr(content, "article"):
            yield body_key(content)
            yield from addresses(content, self.settings[SHELF][0])
        else:
            yield content.get_content(site)

    def _listing(self, contents: Iterable[Any], site: str) -> Iterator[str]:
        yield f"# {plain_text(self.settings['SITENAME'])}"
        yield ""
        if self.settings.get("SITESUBTITLE"):
            yield f"> {self.settings['SITESUBTITLE']}"
            yield ""
        sections: dict[str, list[Any]] = {}
        for content in contents:
            default = "Posts" if hasattr(content, "date") else "Optional"
            sections.setdefault(plain_text(getattr(content, "series_name", default)), []).append(content)
        for name in sorted(sections, key=lambda name: (name == "Optional", name)):
            yield f"## {name}"
            yield ""
            for content in sections[name]:
                yield f"- [{plain_text(content.title)}]({site}/{content.twin_url}): {_summary(content)}"
            yield ""


def _twin(content: Any, head: str, site: str) -> bytes:
    from colophon.render.twin.writer import markdown_twin  # only where an article has changed

    return f"{head}\n\n{markdown_twin(content.get_content(site))}".encode()


def _head(content: Any, site: str) -> Iterator[str]:
    """Yield title, summary, and where the article stands."""
    yield f"# {plain_text(content.title)}"
    yield ""
    if summary := _summary(content):
        yield f"> {summary}"
        yield ""
    facts = [", ".join(map(plain_text, getattr(content, "authors", ())))]
    facts += [f"{content.date:%Y-%m-%d}"] if hasattr(content, "date") else []
    facts += [f"<{site}/{content.url}>"] if site else []
    yield " · ".join(filter(None, facts))


def _summary(content: Any) -> str:
    summary = content.article.summary if hasattr(content, "article") else content.summary
    return str(Markup(summary).striptags())
