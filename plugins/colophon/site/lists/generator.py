"""What the posts of a site are to each other, worked out once for all pages."""

from __future__ import annotations

import json
import re
from typing import Any

from msgspec.json import decode, encode
from msgspec.structs import asdict
from pelican.contents import Article
from pelican.generators import Generator

from colophon.site.discovery.citation import citation
from colophon.site.escaping import plain_text
from colophon.site.lists.calendar import years
from colophon.site.lists.related import related, word_counts
from colophon.site.posts.kept import body_key, html_of, kept
from colophon.site.settings import read_site_settings


class ListGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Tells each article its related posts and how it is cited, and the archive its years."""

    def generate_context(self) -> None:
        """Put `archive_years` into the context, and `related` and `citation` onto the articles."""
        articles = self.context["articles"]
        self.context["archive_years"] = years(articles)
        by_address = {article.url: article for article in articles}
        found = self._related()
        site = read_site_settings(self.settings).canonical_url
        for translation in self._translations():
            translation.citation = citation(translation, site, plain_text(self.settings["SITENAME"]))
        for article in articles:
            relations = found.get(article.url, ())
            article.related = [(by_address[each["post"]], ", ".join(each["words"])) for each in relations]
            article.citation = citation(article, site, plain_text(self.settings["SITENAME"]))

    def generate_output(self, writer: Any) -> None:
        """Write `cite.bib` and `cite.json` beside each article that has a folder of its own."""
        for article in (*self.context["articles"], *self._translations()):
            if hasattr(article, "folder_url"):
                writer.tray.put(f"{article.folder_url}cite.bib", "", article.citation.bibtex.encode)
                writer.tray.put(f"{article.folder_url}cite.json", "", article.citation.csl.encode)

    def _translations(self) -> list[Any]:
        return [each for each in self.context.get("translations", ()) if isinstance(each, Article)]

    def _related(self) -> dict[str, list[dict[str, Any]]]:
        articles = sorted(self.context["articles"], key=lambda article: article.url)
        causes = [part for each in articles for part in (each.url, _names(each), body_key(each))]

        def make() -> bytes:
            found = related({each.url: self._words(each) for each in articles})
            return json.dumps(
                {name: [asdict(each) for each in relations] for name, relations in found.items()}
            ).encode()

        relations: dict[str, list[dict[str, Any]]] = json.loads(kept(self.settings, "related", causes, make))
        return relations

    def _words(self, article: Any) -> dict[str, int]:
        """Return the words of a post; kept, as a change in one post needs those of all others."""

        def make() -> bytes:
            text = f"{names} {names} {prose(html_of(article))}"  # twice: see below
            return encode(word_counts(text), order="deterministic")

        names = _names(article)
        return decode(kept(self.settings, "words", (names, body_key(article)), make), type=dict[str, int])


def _names(article: Any) -> str:
    """Return title and tags, of which every word counts; of the prose one counts from its second mention on."""
    return " ".join(map(plain_text, [article.title, *getattr(article, "tags", ())]))


def prose(html: str) -> str:
    """Return the text of an article without code, tables, formulas, captions and the list of works cited.

    White space is as the article has it: of the text only the words are asked for.
    """
    from colophon.render.summary import text_of  # the renderer takes half a second

    return text_of(_NO_PROSE.sub(" ", html))


_NO_PROSE = re.compile(
    r"<(pre|table|math|code|figcaption)\b[^<]*+(?:<(?!/\1>)[^<]*+)*+</\1>"
    r'|<section class="references".*?</section>',
    re.DOTALL,
)
"""Most of a page: passed over from tag to tag."""
