"""Temml's inline styles as classes: the page's policy allows no `style`, and MathML Core has no attributes for them.

The rules for the classes are in the theme, `static/css/math.css`.
"""

from __future__ import annotations

import re

CLASSES = {
    "padding:0": "math-p0",
    "padding:0.3em": "math-boxed",
    "padding:3pt": "math-boxed",
    "border:1px solid": "math-framed",
    "width:50%": "math-half",
    "width:100%": "math-full",
    "height:1em": "math-tall",
    "padding-left:0": "math-l0",
    "padding-left:0.04": "math-l0",
    "padding-left:0.13": "math-l1",
    "padding-left:0.25": "math-l2",
    "padding-left:0.4": "math-l3",
    "padding-left:0.5": "math-l4",
    "padding-left:1": "math-l5",
    "padding-right:0": "math-r0",
    "padding-right:0.04": "math-r0",
    "padding-right:0.13": "math-r1",
    "padding-right:0.25": "math-r2",
    "padding-right:0.4": "math-r3",
    "padding-right:0.5": "math-r4",
    "padding-right:1": "math-r5",
    "padding-top:0": "math-t0",
    "padding-bottom:0": "math-b0",
    "border-left:0.06em solid": "math-line-left",
    "border-right:0.06em solid": "math-line-right",
    "border-top:0.06em solid": "math-line-top",
    "border-bottom:0.06em solid": "math-line-bottom",
    "border-left:0.06em dashed": "math-dash-left",
    "border-right:0.06em dashed": "math-dash-right",
    "border-top:0.06em dashed": "math-dash-top",
    "border-bottom:0.06em dashed": "math-dash-bottom",
    "border-left:0.15em double": "math-double-left",
    "border-right:0.15em double": "math-double-right",
    "border-top:0.15em double": "math-double-top",
    "border-bottom:0.15em double": "math-double-bottom",
    "math-depth:0": "math-depth-0",
    "math-depth:2": "math-depth-2",
    "text-align:left": "tml-left",
    "font-weight:bold": "math-bold",
    "font-style:italic": "math-italic",
    "position:relative": "math-anchor",
    "position:absolute": "math-overlap",
    "display:flex": "math-centred",
    "transform:scaleX(-1)": "math-mirrored",
}
"""Declaration to class; lengths of the sides are rounded down to what is listed, in em."""

SIDES = {name: sorted({float(key.partition(":")[2]) for key in CLASSES if re.fullmatch(rf"{name}:[\d.]+", key)})
         for name in ("padding-left", "padding-right", "padding-top", "padding-bottom")}  # fmt: skip
KERN_STEP_EM = 0.05
WIDEST_KERN_STEPS = 40
POINTS_PER_EM = 10.0
"""Of LaTeX's standard size, which Temml converts with."""


def without_styles(markup: str) -> str:
    """Return the MathML with classes and `mathcolor` in place of styles; a style that has no class is dropped."""
    return _TAG_WITH_STYLE.sub(_restyled, markup)


def with_levels_in_mstyle(markup: str) -> str:
    """Return the MathML with `mstyle` in place of each `mrow` that sets a level or style.

    MathML Core allows both attributes on any element, MathML 3 and the validators that know it on `mstyle` only.
    """
    if not _LEVEL_ON_ROW.search(markup):
        return markup
    open_rows: list[str] = []

    def renamed(tag: re.Match[str]) -> str:
        if tag[0] == "</mrow>":
            return f"</{open_rows.pop()}>"
        open_rows.append("mstyle" if _LEVEL_ON_ROW.match(tag[0]) else "mrow")
        return f"<{open_rows[-1]}{tag[0].removeprefix('<mrow')}"

    return _ROW.sub(renamed, markup)


def _restyled(tag: re.Match[str]) -> str:
    declarations = [each.partition(":") for each in tag["style"].split(";") if ":" in each]
    pairs = [(name.strip(), value.strip()) for name, _, value in declarations]
    classes = [_class(name, value) for name, value in pairs]
    known = _CLASS.search(tag["before"] + tag["after"])
    names = " ".join(dict.fromkeys([*(known[1].split() if known else []), *filter(None, classes)]))
    rest = _CLASS.sub("", tag["before"] + tag["after"])
    colour = next(
        (value for name, value in pairs if name == "color" and value != "undefined" and _COLOUR.fullmatch(value)), ""
    )
    return (
        f"<{tag['name']}{rest}"
        + (f' class="{names}"' if names else "")
        + (f' mathcolor="{colour}"' if colour and "mathcolor" not in rest else "")
        + ">"
    )


def _class(name: str, value: str) -> str:
    if name == "margin-left":
        return _kern(value)
    if name in SIDES:
        length = _em(value)
        return "" if length is None else CLASSES[f"{name}:{max(e for e in SIDES[name] if e <= length):g}"]
    return CLASSES.get(f"{name}:{value}", "")


def _kern(value: str) -> str:
    """Return the class of a negative space, `\\!` and `\\kern`; MathML's `mspace` cannot be negative in Chromium."""
    length = _em(value, negative=True)
    steps = min(round((length or 0) / KERN_STEP_EM), WIDEST_KERN_STEPS)
    return f"math-kern-{steps}" if steps else ""


def _em(value: str, negative: bool = False) -> float | None:
    match = _LENGTH.fullmatch(value)
    if not match or bool(match[1]) != negative:
        return None
    return float(match[2]) / (POINTS_PER_EM if match[3] == "pt" else 1.0)


_TAG_WITH_STYLE = re.compile(r'<(?P<name>\w+)(?P<before>[^<>]*?) style="(?P<style>[^"]*)"(?P<after>[^<>]*)>')
_LEVEL_ON_ROW = re.compile(r"<mrow\b[^<>]*\b(?:scriptlevel|displaystyle)=")
_ROW = re.compile(r"<mrow\b[^<>]*>|</mrow>")
_CLASS = re.compile(r' class="([^"]*)"')
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,20}")
_LENGTH = re.compile(r"(-?)(\d+(?:\.\d+)?|\.\d+)(em|pt|)")
