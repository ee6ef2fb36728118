"""How much one output and one page may carry; what is beyond is cut, or named, and a site can choose otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace


class PageLimits(Struct, frozen=True):
    """The limits of a site, each of them a field of the setting `COLOPHON_LIMITS`."""

    text_characters: int = 1_000_000
    """Of a stream, a text, a traceback or an HTML output."""
    sequenced_characters: int = 500_000
    """Of a text with terminal sequences before they are played: a microsecond and 70 bytes of memory a character."""
    markdown_characters: int = 200_000
    """Of a Markdown or LaTeX output: a second of parsing."""
    json_nodes: int = 2_000
    json_depth: int = 12
    json_entries: int = 200
    """Of one list or object."""
    json_text_characters: int = 2_000
    """Of one text inside a JSON value."""
    table_cells: int = 100_000
    """Of a table, up to which its columns are looked at to align numbers."""
    table_rows: int = 100
    """Of a table, up to which it is shown whole; of a longer one the first are, with a link to all as CSV."""
    table_rows_shown: int = 50
    chart_characters: int = 20_000_000
    """Of a chart's data, or of HTML with scripts: what a reader loads only when it is scrolled to."""
    picture_bytes: int = 40_000_000
    picture_pixels: int = 100_000_000
    download_bytes: int = 20_000_000
    """Of a text that was cut, up to which the page links to all of it."""
    page_text_bytes: int = 80_000
    """Of an article's HTML, compressed; the theme's styles and scripts take 20 kB of the 100 kB of a page."""
    page_picture_bytes: int = 3_000_000
    """Of all pictures of a page; 6 seconds at 4 Mbit/s. What waits in frames, and files to download, do not count."""


DEFAULTS = PageLimits()
NAMES = PageLimits.__struct_fields__


def are_limits(value: object) -> bool:
    """Whether the value maps names of limits to numbers above 0."""
    return isinstance(value, Mapping) and all(
        name in NAMES and isinstance(number, int) and not isinstance(number, bool) and number > 0
        for name, number in value.items()
    )


def page_limits(chosen: Mapping[str, int]) -> PageLimits:
    """Return the limits with those that a site has chosen."""
    return replace(DEFAULTS, **chosen)
