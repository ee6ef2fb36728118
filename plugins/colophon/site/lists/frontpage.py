"""What the first page offers beside the newest posts: where a new reader should start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pelican.generators import Generator

from colophon.errors import SettingsError
from colophon.site.settings import read_site_settings


class FrontPageGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Puts the posts that the site names, each with its sentence, into the context as `start_here`."""

    def generate_context(self) -> None:
        """Find the posts once, for every template."""
        wanted = read_site_settings(self.settings)["COLOPHON_START_HERE"]
        self.context["start_here"] = start_here(wanted, self.context["articles"])


def start_here(wanted: Mapping[str, str], articles: Iterable[Any]) -> list[tuple[Any, str]]:
    """Return the articles named, in the order of the setting, each with the sentence that says for whom it is.

    Raises:
        SettingsError: no published post has that slug.
    """
    if not wanted:
        return []
    by_slug = {article.slug: article for article in articles}
    for slug in wanted:
        if slug not in by_slug:
            near = get_close_matches(slug, by_slug, 1)
            hint = f"Did you mean {near[0]!r}?" if near else "Take it out, or publish the post."
            raise SettingsError(f"COLOPHON_START_HERE names {slug!r}, and no published post has that slug. {hint}")
    return [(by_slug[slug], sentence) for slug, sentence in wanted.items()]
