"""The stylesheet of code and terminal colours, made from two Pygments styles so that every colour can be read.

The colours are quietened to suit the page, and each is moved away from the grounds that it may stand on until their
contrast is 4.5:1. Source: WCAG 2.2, 1.4.3 and the definition of contrast ratio.
The theme holds the result as a file: `python -m colophon.render.stylesheet` prints it.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, Keyword, Operator

from colophon.render.vocabulary import ANSI_COLOURS, ANSI_NAMES, is_coloured

CONTRAST = 4.6
"""What is aimed at, a little more than what is asked for."""


class Scheme(Struct, frozen=True):
    """One of the two colour schemes: the grounds are those of the theme's tokens."""

    style: str
    """A style of Pygments."""
    paper: str
    ground: str
    ink: str
    saturation: float
    """Of the style's colours, how much is kept."""
    tint: float
    """Lightness of the backgrounds that terminal colours make."""


SCHEMES: Mapping[str, Scheme] = {
    "light": Scheme("xcode", paper="#fdfbf6", ground="#f4f0e6", ink="#1d1b18", saturation=0.62, tint=0.87),
    "dark": Scheme("lightbulb", paper="#11151b", ground="#1a2028", ink="#d8dbe0", saturation=0.62, tint=0.2),
}
STANDS_FOR = {Operator.Word: Keyword}
"""What is coloured like something else; one of the styles leaves `in` and `not` plain."""
HUES = {"red": 8, "green": 100, "yellow": 42, "blue": 215, "magenta": 305, "cyan": 184}
"""Of the terminal's colours, in degrees."""

HEAD = """/* Code and terminal colours of both schemes. Made by `python -m colophon.render.stylesheet`. */
"""
FLAG_RULES = """\
.notebook :is(.c, .ch, .cm, .cpf, .c1, .cs, .ge, .ansi-italic) { font-style: italic; }
.notebook :is(.gs, .gh, .ansi-bold) { font-weight: 700; }
.notebook .ansi-underline { text-decoration: underline; }
.notebook .ansi-strike { text-decoration: line-through; }
.notebook .ansi-inverse { background: var(--ink); color: var(--paper); }
"""
SCHEME_RULES = """\
:root {{
{light}
}}

@media (prefers-color-scheme: dark) {{
  :root:not([data-scheme="light"]) {{
{dark_indented}
  }}
}}

:root[data-scheme="dark"] {{
{dark}
}}
"""


def stylesheet() -> str:
    """Return the stylesheet: a custom property for each colour and scheme, and a rule for each group of classes."""
    groups = _groups()
    values = {name: tuple(_variables(groups, number, scheme)) for number, (name, scheme) in enumerate(SCHEMES.items())}
    schemes = SCHEME_RULES.format(
        light="\n".join(f"  {line}" for line in values["light"]),
        dark="\n".join(f"  {line}" for line in values["dark"]),
        dark_indented="\n".join(f"    {line}" for line in values["dark"]),
    )
    code = [_rule([f".{name}" for name in classes], f"color: var(--code-{classes[0]})") for classes in groups.values()]
    return "\n".join([HEAD + schemes, *code, *_ansi_rules(), FLAG_RULES])


Groups = Mapping[tuple[str, str], list[str]]
"""A colour in the light and in the dark scheme to the classes that have it."""


def _groups() -> Groups:
    styles: list[Any] = [get_style_by_name(scheme.style) for scheme in SCHEMES.values()]
    groups: dict[tuple[str, str], list[str]] = {}
    for token, name in STANDARD_TYPES.items():
        if is_coloured(token):
            found = [style.style_for_token(STANDS_FOR.get(token, token))["color"] for style in styles]
            light, dark = (_code_colour(*each) for each in zip(found, SCHEMES.values(), strict=True))
            groups.setdefault((light, dark), []).append(name)
    return groups


def _variables(groups: Groups, number: int, scheme: Scheme) -> Iterator[str]:
    for colours, classes in groups.items():
        yield f"--code-{classes[0]}: {colours[number]};"
    grounds = {name: _tint(name, scheme) for name in ANSI_COLOURS}
    everything = (scheme.paper, scheme.ground, *grounds.values())
    for name in ANSI_NAMES:
        yield f"--ansi-{name}: {readable(_terminal_colour(name, scheme), everything)};"
    for name, colour in grounds.items():
        yield f"--ansi-{name}-ground: {colour};"


def _ansi_rules() -> Iterator[str]:
    yield _rule([".ansi-dim"], "color: var(--ink-soft)")
    for name in ANSI_NAMES:
        yield _rule([f".ansi-{name}-fg"], f"color: var(--ansi-{name})")
    for name in ANSI_COLOURS:
        yield _rule([f".ansi-{name}-bg", f".ansi-bright-{name}-bg"], f"background: var(--ansi-{name}-ground)")


def _rule(selectors: Iterable[str], declaration: str) -> str:
    return f".notebook :is({', '.join(selectors)}) {{ {declaration}; }}"


def _code_colour(colour: str | None, scheme: Scheme) -> str:
    """Return the style's colour, quieter and readable; its grey for plain text is the page's ink."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour or scheme.ink))
    if not colour or lightness < 0.02:
        return scheme.ink
    quiet = _hex(colorsys.hls_to_rgb(hue, lightness, saturation * scheme.saturation))
    return readable(quiet, (scheme.ground, scheme.paper))


def _terminal_colour(name: str, scheme: Scheme) -> str:
    """Return the colour to begin with; black and white are both ink, since one of them would be the paper."""
    plain = name.removeprefix("bright-")
    if plain not in HUES:
        return scheme.ink if name in {"black", "bright-white"} else _mixed(scheme.ink, scheme.paper, 0.3)
    dark = contrast(scheme.paper, "#ffffff") > contrast(scheme.paper, "#000000")
    lightness = (0.72 if dark else 0.28) + (0.08 if plain != name else 0)
    return _hex(colorsys.hls_to_rgb(HUES[plain] / 360, lightness, 0.75 if plain != name else 0.6))


def _tint(name: str, scheme: Scheme) -> str:
    if name not in HUES:
        return _mixed(scheme.ground, scheme.ink, 0.06)
    return _hex(colorsys.hls_to_rgb(HUES[name] / 360, scheme.tint, 0.5))


def readable(colour: str, grounds: Iterable[str]) -> str:
    """Return the colour, moved towards black or white until its contrast with every ground is `CONTRAST`."""
    grounds = tuple(grounds)
    end = "#000000" if contrast(grounds[0], "#000000") > contrast(grounds[0], "#ffffff") else "#ffffff"
    for step in range(101):
        moved = _mixed(colour, end, step / 100)
        if all(contrast(moved, ground) >= CONTRAST for ground in grounds):
            return moved
    raise AssertionError(f"no colour can be read on {grounds}")


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, definition of contrast ratio."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, other: str, share: float) -> str:
    return _hex(a + (b - a) * share for a, b in zip(_rgb(colour), _rgb(other), strict=True))


def _rgb(colour: str) -> tuple[float, float, float]:
    digits = colour.removeprefix("#")
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue


def _hex(parts: Iterable[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


if __name__ == "__main__":
    print(stylesheet(), end="")
