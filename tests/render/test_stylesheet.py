"""The stylesheet of code and terminal colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from colophon.render.stylesheet import contrast, stylesheet

CSS = Path(__file__).parents[2] / "theme" / "static" / "css"


def test_the_theme_holds_the_stylesheet_that_is_made() -> None:
    assert (CSS / "code.css").read_text(encoding="utf-8") == stylesheet()


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_can_be_read_on_the_grounds_of_the_theme(scheme: str) -> None:
    """Code on paper and ground; terminal colours on these and on every ground that a terminal colour makes."""
    tokens, colours = (_values((CSS / name).read_text(encoding="utf-8"), scheme) for name in ("tokens.css", "code.css"))
    page = [tokens["--paper"], tokens["--ground"]]
    terminal = [value for name, value in colours.items() if name.endswith("-ground")]
    assert len(terminal) == 8
    for name, value in colours.items():
        if not name.endswith("-ground"):
            grounds = page + (terminal if name.startswith("--ansi") else [])
            assert min(contrast(value, ground) for ground in grounds) >= 4.5, name


def _values(css: str, scheme: str) -> dict[str, str]:
    start = r":root \{" if scheme == "light" else r':root\[data-scheme="dark"\] \{'
    block = re.search(rf"^{start}(.*?)^\}}", css, re.DOTALL | re.MULTILINE)
    assert block
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6})", block[1]))


def test_both_ways_to_the_dark_scheme_have_the_same_colours() -> None:
    css = stylesheet()
    media = re.search(r"@media.*?\{(.*?)\n\}", css, re.DOTALL)
    assert media
    assert dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6})", media[1])) == _values(css, "dark")
