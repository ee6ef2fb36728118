"""The theme's style sheets, scripts and fonts, read as text."""

from __future__ import annotations

import gzip
import re
from itertools import product
from pathlib import Path

import pytest

from colophon.site.stylesheet import PARTS
from colophon.site.themefiles import ENTRY, IMPORT, joined
from tests.theme.mock import THEME

CSS = THEME / "static" / "css"
TEXT = {path.stem: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in CSS.glob("*.css")}
TEXT_FILES = set(TEXT) - {"theme", "search"}  # the one is made of the others, the other is for one page alone
MADE = ("fonts", "code", "math", "theme")  # written by a program, or about one
OWN = tuple(sorted(set(TEXT) - set(MADE)))
TEXT["article of a notebook"] = "".join(TEXT[Path(part).stem] for part in PARTS[3:])
BLOCK = re.compile(r":root(?P<which>[^{,]*)\{(?P<body>[^}]*)\}")


def tokens(which: str, text: str = TEXT["tokens"]) -> list[dict[str, str]]:
    """Return the declarations of each `:root` block whose selector ends so."""
    blocks = [found for found in BLOCK.finditer(text) if found["which"].strip() == which]
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


LOOKS = {path.stem: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in (THEME / "looks").glob("*")}
SCHEMES = {"light": LIGHT, "dark": LIGHT | DARK}
for look, text in LOOKS.items():
    SCHEMES[f"{look} light"] = LIGHT | tokens("", text)[0]
    SCHEMES[f"{look} dark"] = SCHEMES[f"{look} light"] | DARK | tokens('[data-scheme="dark"]', text)[0]
CODE = {"light": tokens("", TEXT["code"])[0], "dark": tokens('[data-scheme="dark"]', TEXT["code"])[0]}


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_every_text_can_be_read_on_every_ground(scheme: dict[str, str]) -> None:
    """Ink, quiet ink and accent have 4.5:1 on paper, under code and behind selected text."""
    pairs = product(("--ink", "--ink-soft", "--accent"), ("--paper", "--ground", "--mark"))
    ratios = {(ink, ground): round(contrast(scheme[ink], scheme[ground]), 2) for ink, ground in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("name", SCHEMES)
def test_code_can_be_read_on_every_ground(name: str) -> None:
    """The colours of code and terminal have 4.5:1 on paper and under code, whatever the look."""
    colours = {key: value for key, value in CODE[name.split()[-1]].items() if not key.endswith("-ground")}
    assert len(colours) > 30
    pairs = product(colours, ("--paper", "--ground"))
    ratios = {pair: round(contrast(colours[pair[0]], SCHEMES[name][pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("text", [TEXT["tokens"], *LOOKS.values()], ids=["tokens", *LOOKS])
def test_dark_is_one_set_of_tokens(text: str) -> None:
    """A reader whose system is dark and one who chose dark see the same, and every colour has its dark."""
    light, dark = (tokens(which, text)[0] for which in ("", '[data-scheme="dark"]'))
    assert tokens(':not([data-scheme="light"])', text) == [dark]
    assert {name for name, value in light.items() if value.startswith("#")} == set(dark)


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_is_made_of_tokens_alone(look: str) -> None:
    """It gives values to names that the theme has, and says nothing else."""
    blocks = re.sub(
        r":root[^{,]*\{[^}]*\}|@media \(prefers-color-scheme: dark\) \{\s*\}", "", BLOCK.sub("", LOOKS[look])
    )
    assert blocks.split() == []
    assert set(re.findall(r"(?:^|\s)([\w-]+):\s", LOOKS[look])) - {":root"} <= set(LIGHT) | {"prefers-color-scheme"}


def test_every_token_is_explained() -> None:
    """An author of a look finds each name in the theme's own page."""
    assert [name for name in LIGHT if f"`{name}`" not in (THEME / "README.md").read_text()] == []


@pytest.mark.parametrize("name", sorted(set(OWN) - {"tokens", "print"}))
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
    selectors = re.findall(r"(?:^|[{}])\s*([^{}@;]+?)\s*\{", TEXT["article of a notebook"])
    parts = [part for selector in selectors for part in re.split(r",(?![^(]*\))", selector)]
    assert len(parts) > 90
    assert [part for part in parts if not re.match(r"(:root\S* )?\.notebook\b", part.strip())] == []
    assert "@layer" not in TEXT["article of a notebook"]


ARTICLE_CLASSES = """
    cell-code cell-markdown cell-input cell-output cell-fold cell-label highlight scroll output output-stderr
    output-error output-html output-notice json-tree figure figure-image figure-table figure-number
    figure-full dataframe anchor math-display equation-number admonition admonition-title admonition-important
    admonition-warning admonition-caution number align-right footnotes footnote-ref references
    citation backref crossref copy code-line code-mark code-notes code-lines joined
"""


@pytest.mark.parametrize("name", ARTICLE_CLASSES.split())
def test_every_class_of_an_article_has_its_look(name: str) -> None:
    """What the renderer writes, the theme knows."""
    assert re.search(rf"\.{name}(?![\w-])", TEXT["article of a notebook"])


@pytest.mark.parametrize("path", sorted((THEME / "templates").glob("*.html")), ids=lambda path: path.name)
def test_every_class_of_a_template_has_its_look(path: Path) -> None:
    """No class is written for nothing."""
    styles = "".join(TEXT[name] for name in OWN)
    written = re.sub(r"\{[%{].*?[%}]\}", "2", path.read_text())
    classes = {name for found in re.findall(r'class="([^"]*)"', written) for name in found.split()}
    known = {"scheme-name", "contents-item-2"}  # hooks of scripts and of the notebook's own style sheet
    assert set() == {name for name in classes - known if f".{name}" not in styles}


def test_a_page_weighs_little() -> None:
    """The one style sheet stays under 16 kB compressed, own scripts under 10 kB, each script under 100 lines."""
    css = joined(THEME / "static" / ENTRY)
    assert 5_000 < len(gzip.compress(css.encode(), mtime=0)) < 16_000
    scripts = list((THEME / "static" / "js").glob("*.js"))
    assert sum(path.stat().st_size for path in scripts) < 10_000
    assert [path.name for path in scripts if len(path.read_text().splitlines()) >= 100] == []


def test_the_one_style_sheet_has_every_part() -> None:
    """No part is left out of the file that a page loads, and none is longer than can be read."""
    assert sorted(IMPORT.findall((THEME / "static" / ENTRY).read_text())) == sorted(
        f"{name}.css" for name in TEXT_FILES
    )
    assert {name for name in OWN if len((CSS / f"{name}.css").read_text().splitlines()) > 250} == set()


def test_fonts_are_small_named_and_licensed() -> None:
    """What every page waits for is below 16 kB a face; a reserved font name is used nowhere; licences lie beside."""
    fonts = THEME / "static" / "fonts"
    faces = [path for path in fonts.glob("*.woff2") if re.fullmatch(r"[a-z]+-\d+(-italic)?", path.stem)]
    limits = {path: 48 if path.name.startswith("math") else 16 for path in faces}
    assert {path.name: path.stat().st_size for path in faces if path.stat().st_size > limits[path] * 1024} == {}
    assert "Source" not in TEXT["fonts"]
    assert {path.name.split("-")[0] for path in faces} - {"display"} == {
        path.stem.removeprefix("LICENSE-") for path in fonts.glob("LICENSE-*.txt")
    }
    assert all("Open Font License" in path.read_text() for path in fonts.glob("LICENSE-*.txt"))


def test_no_character_is_in_two_files_of_a_face() -> None:
    """The last rule that has a character wins, so a reader would load a second file for one that the first has."""
    ranges = set(re.findall(r"unicode-range: ([^;]+);", TEXT["fonts"]))
    text = [each for each in ranges if "U+1D400" not in each and "U+1D6E2" not in each]
    points = [
        point
        for each in text
        for first, _, last in (part.strip().removeprefix("U+").partition("-") for part in each.split(","))
        for point in range(int(first, 16), int(last or first, 16) + 1)
    ]
    assert len(text) == 3
    assert len(points) == len(set(points))
    assert not set(points) & set(map(ord, map(chr, range(32, 127)))) | set(points) & set(map(ord, "“”‘’–—…·×±−≤≥≈é¶→"))


def test_stand_ins_take_the_same_room() -> None:
    """Each face has a stand-in from the reader's machine, scaled so that nothing jumps."""
    for family in ("Serif", "Display", "Sans", "Mono"):
        stand_ins = re.findall(rf'"Colophon {family} \w+";[^}}]*', TEXT["fonts"])
        assert stand_ins
        assert all("size-adjust" in each and "ascent-override" in each for each in stand_ins)
