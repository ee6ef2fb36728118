"""The theme's style sheets, scripts and fonts, read as text."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from tests.theme.mock import THEME

CSS = THEME / "static" / "css"
OWN = ("tokens", "base", "layout", "imprint", "notebook", "print")
TEXT = {path.stem: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in CSS.glob("*.css")}
BLOCK = re.compile(r":root(?P<which>[^{,]*)\{(?P<body>[^}]*)\}")


def tokens(which: str) -> list[dict[str, str]]:
    """Return the declarations of each `:root` block whose selector ends so."""
    blocks = [found for found in BLOCK.finditer(TEXT["tokens"]) if found["which"].strip() == which]
    return [dict(re.findall(r"(--[\w-]+):\s*([^;]+);", found["body"])) for found in blocks]


LIGHT = tokens("")[0]
DARK = tokens('[data-scheme="dark"]')[0]


def luminance(colour: str) -> float:
    """Source: WCAG 2.2, relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Source: WCAG 2.2, contrast ratio."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, LIGHT | DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_every_ground(scheme: dict[str, str]) -> None:
    """Ink, quiet ink and accent have 4.5:1 on paper, under code and behind selected text."""
    pairs = product(("--ink", "--ink-soft", "--accent"), ("--paper", "--ground", "--mark"))
    ratios = {(ink, ground): round(contrast(scheme[ink], scheme[ground]), 2) for ink, ground in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


def test_dark_is_one_set_of_tokens() -> None:
    """A reader whose system is dark and one who chose dark see the same, and every colour has its dark."""
    assert tokens(':not([data-scheme="light"])') == [DARK]
    assert {name for name, value in LIGHT.items() if value.startswith("#")} == set(DARK)


@pytest.mark.parametrize("name", ["base", "layout", "notebook"])
def test_values_stand_in_the_tokens_only(name: str) -> None:
    """A second look needs to redefine tokens and nothing else."""
    assert re.findall(r"#[0-9a-f]{3,8}\b(?![^{;]*\{)|rgba?\(|hsla?\(", TEXT[name]) == []
    assert re.findall(r"!important|(?<![\w&])#[a-z][\w-]*\s*[{,]", TEXT[name]) == []


def test_rules_are_logical_not_physical() -> None:
    """A page in a script that runs from the right needs no rule of its own."""
    physical = re.compile(r"\b(margin|padding|border)-(left|right|top|bottom)\b|(?<!-)\b(left|right|top|bottom):")
    assert {name: found for name in OWN if (found := physical.findall(TEXT[name]))} == {}


def test_the_rules_of_a_notebook_stay_in_it() -> None:
    """In a foreign theme the style sheet changes nothing outside the article."""
    selectors = re.findall(r"(?:^|[{}])\s*([^{}@;]+?)\s*\{", TEXT["notebook"])
    parts = [part for selector in selectors for part in re.split(r",(?![^(]*\))", selector)]
    assert len(parts) > 90
    assert [part for part in parts if not re.match(r"(:root\S* )?\.notebook\b", part.strip())] == []
    assert "@layer" not in TEXT["notebook"]


ARTICLE_CLASSES = """
    cell-code cell-markdown cell-input cell-output cell-fold cell-label highlight scroll output output-stderr
    output-error output-html output-notice json-tree figure figure-image figure-table figure-number
    figure-full dataframe anchor math-display equation-number admonition admonition-title admonition-important
    admonition-warning admonition-caution number align-right footnotes footnote-ref references
    citation backref crossref copy
"""


@pytest.mark.parametrize("name", ARTICLE_CLASSES.split())
def test_every_class_of_an_article_has_its_look(name: str) -> None:
    """What the renderer writes, the theme knows."""
    assert re.search(rf"\.{name}(?![\w-])", TEXT["notebook"])


@pytest.mark.parametrize("path", sorted((THEME / "templates").glob("*.html")), ids=lambda path: path.name)
def test_every_class_of_a_template_has_its_look(path: Path) -> None:
    """No class is written for nothing."""
    styles = "".join(TEXT[name] for name in ("base", "layout", "imprint", "notebook"))
    written = re.sub(r"\{[%{].*?[%}]\}", "2", path.read_text())
    classes = {name for found in re.findall(r'class="([^"]*)"', written) for name in found.split()}
    known = {"scheme-name", "contents-item-2"}  # hooks of scripts and of the notebook's own style sheet
    assert set() == {name for name in classes - known if f".{name}" not in styles}


def test_a_page_weighs_little() -> None:
    """Own styles stay under 27 kB, own scripts under 10 kB, each script under 100 lines."""
    assert sum((CSS / f"{name}.css").stat().st_size for name in OWN) < 27_000
    scripts = list((THEME / "static" / "js").glob("*.js"))
    assert sum(path.stat().st_size for path in scripts) < 10_000
    assert [path.name for path in scripts if len(path.read_text().splitlines()) >= 100] == []


def test_every_file_that_is_named_exists() -> None:
    """Style sheets and the base template name files that are there."""
    fonts = re.findall(r'url\("([^"]+)"\)', TEXT["fonts"])
    base = "".join((THEME / "templates" / f"_{name}.html").read_text() for name in ("styles", "meta", "reading"))
    files = [CSS / font for font in fonts]
    files += [THEME / "static" / name for name in re.findall(r"/theme/([\w/.-]+\.\w+)", base)]
    files += [CSS / f"{name}.css" for name in ("fonts", *OWN)]
    assert len(files) > 20
    assert [path.name for path in files if not path.is_file()] == []


def test_fonts_are_small_named_and_licensed() -> None:
    """No face of the first sight exceeds 64 kB; a reserved font name is used nowhere; licences lie beside."""
    fonts = THEME / "static" / "fonts"
    faces = [path for path in fonts.glob("*.woff2") if "-extra" not in path.name]
    assert {path.name: path.stat().st_size for path in faces if path.stat().st_size > 64 * 1024} == {}
    assert "Source" not in TEXT["fonts"]
    assert {path.name.split("-")[0] for path in faces} - {"display"} == {
        path.stem.removeprefix("LICENSE-") for path in fonts.glob("LICENSE-*.txt")
    }
    assert all("Open Font License" in path.read_text() for path in fonts.glob("LICENSE-*.txt"))


def test_stand_ins_take_the_same_room() -> None:
    """Each face has a stand-in from the reader's machine, scaled so that nothing jumps."""
    for family in ("Serif", "Display", "Sans", "Mono"):
        stand_ins = re.findall(rf'"Colophon {family} \w+";[^}}]*', TEXT["fonts"])
        assert stand_ins
        assert all("size-adjust" in each and "ascent-override" in each for each in stand_ins)
