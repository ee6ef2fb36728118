"""A card for each published post of a site that has an address, which link previews need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pelican.contents import Article
from pelican.generators import Generator

from colophon.site.cards.drawing import COMMON, Card, can_be_set, draw_card
from colophon.site.escaping import plain_text
from colophon.site.posts.kept import asset_of, kept, key_of
from colophon.site.settings import read_site_settings
from colophon.site.stylesheet import theme_folder


class CardGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes `cards/<address of the post>.jpg`."""

    def generate_context(self) -> None:
        """Tell each post the address of its card, before templates ask; none where the fonts lack a character."""
        for content in self._contents():
            texts = self._texts(content)
            if COMMON.issuperset("".join(texts)) or self._can_be_set(texts):
                content.card = f"cards/{content.url.strip('/').removesuffix('.html')}.jpg"

    def generate_output(self, writer: Any) -> None:
        """Write the cards."""
        for content in self._contents():
            if hasattr(content, "card"):
                causes = (*self._texts(content), _figure(content))
                writer.tray.put(
                    content.card,
                    key_of(causes),
                    lambda: kept(self.settings, "cards", causes, lambda: self._draw(content)),  # noqa: B023
                )

    def _contents(self) -> Iterator[Any]:
        """Yield the posts that get a card; drafts get none."""
        if not read_site_settings(self.settings).canonical_url or not self.settings.get("COLOPHON_CARDS", True):
            return
        for name in ("articles", "translations", "hidden_articles"):
            yield from (each for each in self.context.get(name, ()) if each.save_as and isinstance(each, Article))

    def _texts(self, content: Any) -> tuple[str, str, str]:
        series = getattr(content, "series_name", "")
        return plain_text(self.settings["SITENAME"]), plain_text(content.title), plain_text(series)

    def _can_be_set(self, texts: tuple[str, str, str]) -> bool:
        """Whether the fonts have the characters; kept, as they have to be opened for it."""
        card, fonts = Card(*texts, b""), theme_folder() / "static" / "fonts"
        return kept(self.settings, "lettering", texts, lambda: str(can_be_set(card, fonts)).encode()) == b"True"

    def _draw(self, content: Any) -> bytes:
        name = _figure(content)
        figure = asset_of(content, name) if name else b""
        return draw_card(Card(*self._texts(content), figure), theme_folder() / "static" / "fonts")


def _figure(content: Any) -> str:
    """Return the name of the picture that the post shows of itself, which says what is in it; none of a text's."""
    return str(content.article.cover) if hasattr(content, "article") else ""
