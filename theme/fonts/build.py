"""Subset the theme's fonts, rename them as their licence asks, and write `fonts.css` with fallbacks of equal measure.

`python theme/fonts/build.py SOURCES` writes `theme/static/fonts/*.woff2` and `theme/static/css/fonts.css`, which nobody
edits by hand. `theme/static/fonts/README.md` says what the folder SOURCES holds and where it comes from.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

STATIC = Path(__file__).parent.parent / "static"
ADOBE = "node_modules/source-serif/TTF/SourceSerif4{}.ttf"
GOOGLE = "node_modules/@expo-google-fonts"
GELASIO = "node_modules/@fontsource/gelasio/files/gelasio-latin-{}.woff2"
LIBERATION = "/usr/share/fonts/truetype/liberation/Liberation{}.ttf"

# What nearly every page needs, the rest of Latin-1 (a name with an accent brings only that), the other Latin letters of
# Europe, and signs that few pages have.
CORE = (
    "U+0020-007E,U+00A0,U+00A7,U+00A9,U+00AB,U+00AD,U+00B0-00B3,U+00B5-00B7,U+00BB,U+00D7,U+00E9,U+2009-200A,"
    "U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2032-2033,U+2190-2193,U+21A9,U+2212,U+2248,U+2260,U+2264-2265"
)
LATIN = (
    "U+00A1-00A6,U+00A8,U+00AA,U+00AC,U+00AE-00AF,U+00B4,U+00B8-00BA,U+00BC-00D6,U+00D8-00E8,U+00EA-00FF,U+0131,"
    "U+0152-0153,U+20AC,U+2122"
)
EUROPE = (
    "U+0100-0130,U+0132-0151,U+0154-017F,U+0218-021B,U+02C6,U+02DA,U+02DC,U+0300-0304,U+0306-0308,U+030A-030C,"
    "U+0327-0328,U+1E9E,U+2002-2008,U+2030,U+2039-203A,U+2044"
)
EXTRA = (
    "U+0391-03A1,U+03A3-03A9,U+03B1-03C9,U+03D1,U+03D5,U+2016,U+2031,U+2034,U+203B,U+2070,U+2074-2079,U+207A-208E,"
    "U+2099,U+2113,U+2116,U+2126,U+212B,U+2150-215E,U+2194-2199,U+21D2,U+21D4,U+2200-2211,U+2213-2247,U+2249-225F,"
    "U+2261-2263,U+2266-22FF,U+2300-2311,U+2318,U+23CE,U+2500-259F,U+25A0-25FF,U+2605-2606,U+2610-2612,U+2713-2718,"
    "U+27E8-27E9"
)
PARTS = {"": CORE, "-latin": LATIN, "-europe": EUROPE, "-extra": EXTRA}
# For math: what nearly every formula needs, with all that stretches (Chromium asks only the first file for the larger
# forms); letters and relations that fewer need; the rarer alphabets.
MATH = (
    "U+0020-007E,U+00A0,U+00AC,U+00AF-00B1,U+00B4-00B7,U+00D7,U+00F7,U+02C6-02C7,U+02D8-02DA,U+02DC,U+0300-0308,"
    "U+030A-030C,U+0338,U+0393-0394,U+0398,U+039B,U+039E,U+03A0,U+03A3,U+03A6,U+03A8-03A9,U+2016,U+2022,U+2026,"
    "U+2032-2034,U+203E,U+2044,U+2061-2064,U+20D7,U+210E-210F,U+2190-2199,U+21A6,U+21CC,U+21D0-21D4,U+2200,U+2202,"
    "U+2208-220B,U+220F-221E,U+2223-222B,U+222E,U+223C,U+2248,U+2260-2261,U+2264-2265,U+22C0-22C5,U+22EE-22F1,"
    "U+2308-230B,U+23DC-23DF,U+27E8-27E9,U+27F5-27FA,U+1D434-1D467,U+1D6FC-1D71B"
)
MATH_SIGNS = (
    "U+0131,U+0237,U+0391-0392,U+0395-0397,U+0399-039A,U+039C-039D,U+039F,U+03A1,U+03A4-03A5,U+03A7,U+03B1-03C9,"
    "U+03D1,U+03D5-03D6,U+03F0-03F1,U+03F5,U+2020-2021,U+2102,U+210B,U+2110-2115,U+2119-211D,U+2124,U+212C,"
    "U+2130-2131,U+2133,U+2203,U+2205-2207,U+220C,U+2220,U+2234-2236,U+2243,U+2245,U+2254,U+225C,U+226A-226B,"
    "U+2272-2273,U+227A-227B,U+2282-2287,U+2295-2299,U+22A4-22A5,U+22A8,U+22C6,U+25A1,U+25CB,U+2A7D-2A7E,U+2AAF-2AB0,"
    "U+1D6A4-1D6A5,U+1D6E2-1D6FB"
)
MATH_EXTRA = (
    "U+210A,U+210C,U+2118,U+2128,U+212D,U+212F,U+2134-2138,U+FE00,U+1D400-1D433,U+1D468-1D4CF,U+1D504-1D56B,"
    "U+1D5A0-1D5D3,U+1D670-1D6A3,U+1D6A8-1D6E1,U+1D7CE-1D7E1,U+201C-201E,U+2035,U+219A-21A5,U+21A7-21CB,U+21CD-21CF,"
    "U+21D5-21FF,U+2201,U+2204,U+2222,U+222C-222D,U+222F-2233,U+2237-223B,U+223D-2242,U+2244,U+2246-2247,U+2249-2253,"
    "U+2255-225B,U+225D-225F,U+2262-2263,U+2266-2269,U+226C-2271,U+2274-2279,U+227C-2281,U+2288-2294,U+229A-22A3,"
    "U+22A6-22A7,U+22A9-22BF,U+22C7-22ED,U+2336-237A,U+23B0-23B1,U+25A0,U+25B2-25CA,U+2605,U+2660-2667,U+27C2,"
    "U+27E6-27E7,U+2A00-2A06,U+2A2F,U+2A3F,U+2A74-2A76,U+2A8B-2A96,U+2AAC-2AAE"
)
MATH_PARTS = {"": MATH, "-signs": MATH_SIGNS, "-extra": MATH_EXTRA}
# What the style sheets ask for: small capitals would be a third of a face, and only labels are set in them.
TEXT_FEATURES = "kern liga ccmp locl mark mkmk onum lnum pnum tnum"
LABEL_FEATURES = f"{TEXT_FEATURES} smcp c2sc"
MATH_FEATURES = "kern ccmp mark mkmk"  # browsers ask for no `ssty`; it would double the file

RADICAL_WIDTH = 880  # units; see `narrow_radicals`

# Share of each letter in a thousand characters of English prose, for the mean width of a line.
FREQUENCIES = {
    " ": 183, "e": 102, "t": 75, "a": 65, "o": 62, "n": 57, "i": 57, "s": 53, "r": 50, "h": 50, "l": 33, "d": 33,
    "u": 23, "c": 22, "m": 20, "f": 20, "w": 17, "g": 16, "p": 15, "y": 14, "b": 13, "v": 8, "k": 6, ",": 10, ".": 8,
}  # fmt: skip


@dataclass(frozen=True)
class Face:
    """One face of the theme: where its outlines come from and what stands in until it has loaded."""

    name: str
    """Name of the file, without extension."""
    family: str
    weight: int
    style: str
    source: str
    fallbacks: tuple[tuple[str, str, str], ...] = ()
    """Family of the stand-in, its names on readers' machines, and a free font of the same measure to compute from."""
    features: str = TEXT_FEATURES


FACES = (
    Face("serif-400", "Serif", 400, "normal", ADOBE.format("-Regular"), (
        ("Georgia", "Georgia|Gelasio", GELASIO.format("400-normal")),
        ("Times", "Times New Roman|Liberation Serif|Tinos", LIBERATION.format("Serif-Regular")))),
    Face("serif-400-italic", "Serif", 400, "italic",
         ADOBE.format("-It"), (
        ("Georgia", "Georgia Italic|Gelasio Italic", GELASIO.format("400-italic")),
        ("Times", "Times New Roman Italic|Liberation Serif Italic|Tinos Italic", LIBERATION.format("Serif-Italic")))),
    Face("serif-600", "Serif", 600, "normal", ADOBE.format("-Semibold"), (
        ("Georgia", "Georgia Bold|Gelasio Bold", GELASIO.format("700-normal")),
        ("Times", "Times New Roman Bold|Liberation Serif Bold|Tinos Bold", LIBERATION.format("Serif-Bold")))),
    Face("display-400", "Display", 400, "normal", ADOBE.format("Display-Regular"), (
        ("Georgia", "Georgia|Gelasio", GELASIO.format("400-normal")),
        ("Times", "Times New Roman|Liberation Serif|Tinos", LIBERATION.format("Serif-Regular")))),
    Face("sans-400", "Sans", 400, "normal", f"{GOOGLE}/source-sans-3/400Regular/SourceSans3_400Regular.ttf", (
        ("Arial", "Arial|Helvetica|Liberation Sans|Arimo", LIBERATION.format("Sans-Regular")),), LABEL_FEATURES),
    Face("sans-600", "Sans", 600, "normal", f"{GOOGLE}/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf", (
        ("Arial", "Arial Bold|Helvetica Bold|Liberation Sans Bold|Arimo Bold", LIBERATION.format("Sans-Bold")),),
         LABEL_FEATURES),
    Face("mono-400", "Mono", 400, "normal", f"{GOOGLE}/source-code-pro/400Regular/SourceCodePro_400Regular.ttf", (
        ("Courier", "Menlo|DejaVu Sans Mono|Liberation Mono|Courier New", LIBERATION.format("Mono-Regular")),)),
)  # fmt: skip
MATH_FACE = Face("math-400", "Math", 400, "normal", "ziamath/fonts/STIXTwoMath-Regular.ttf")


def build(sources: Path) -> None:
    """Write every font file and the style sheet that declares them."""
    rules = []
    for face in FACES:
        for part, unicodes in PARTS.items():
            font = cut(sources / face.source, unicodes, face.features)
            save(font, face, part)
            rules.append(font_face(face, part, unicodes))
        rules += [stand_in(face, sources, *each) for each in face.fallbacks]
    for part, unicodes in MATH_PARTS.items():
        save(cut(sources / MATH_FACE.source, unicodes, MATH_FEATURES, edit=narrow_radicals), MATH_FACE, part)
        rules.append(font_face(MATH_FACE, part, unicodes))
    head = "/* Faces and their stand-ins of equal measure; written by theme/fonts/build.py. */\n"
    (STATIC / "css" / "fonts.css").write_text(head + "".join(rules), encoding="utf-8")


def cut(path: Path, unicodes: str, features: str, edit: Callable[[TTFont], None] | None = None) -> TTFont:
    """Return the font with the glyphs of these code points only; the MATH table stays whole for them."""
    options = subset.Options()
    options.layout_features = features.split()
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    font = subset.load_font(str(path), options)
    if edit:
        edit(font)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=subset.parse_unicodes(unicodes))
    worker.subset(font)
    return font


def narrow_radicals(font: TTFont) -> None:
    """Draw the tall root signs as narrow as the small one.

    Chromium reserves the width of the widest variant behind every root (math/mathml, "preferred inline size of a
    stretchy operator"), so that a gap of a third of an em followed each one.
    """
    variants = font["MATH"].table.MathVariants
    radical = font.getBestCmap()[0x221A]
    made = dict(zip(variants.VertGlyphCoverage.glyphs, variants.VertGlyphConstruction, strict=True))[radical]
    names = [each.VariantGlyph for each in made.MathGlyphVariantRecord]
    names += [each.glyph for each in made.GlyphAssembly.PartRecords]
    glyphs = font.getGlyphSet()
    for name in dict.fromkeys(names):
        width, bearing = font["hmtx"][name]
        if width > RADICAL_WIDTH:
            share = RADICAL_WIDTH / width
            pen = TTGlyphPen(glyphs)
            glyphs[name].draw(TransformPen(pen, (share, 0, 0, 1, 0, 0)))
            glyph = pen.glyph()
            glyph.recalcBounds(font["glyf"])
            font["glyf"][name] = glyph
            font["hmtx"][name] = (RADICAL_WIDTH, round(bearing * share))


def save(font: TTFont, face: Face, part: str) -> None:
    """Write the font as WOFF2 under a name of its own: "Source" is reserved for the unmodified fonts."""
    family = f"Colophon {face.family}"
    for record in list(font["name"].names):
        text = {1: family, 3: f"{family} {face.name}{part}", 4: f"{family} {face.name}{part}",
                6: f"Colophon-{face.name}{part}"}.get(record.nameID)  # fmt: skip
        if text:
            font["name"].setName(text, record.nameID, record.platformID, record.platEncID, record.langID)
    font.flavor = "woff2"
    font["head"].modified = font["head"].created  # same input, same bytes
    font.recalcTimestamp = False
    font.save(STATIC / "fonts" / f"{face.name}{part}.woff2")


def font_face(face: Face, part: str, unicodes: str) -> str:
    """Return the rule that loads one file."""
    ranges = f" unicode-range: {unicodes.replace(',', ', ')};" if part else ""
    return (
        f'@font-face {{ font-family: "Colophon {face.family}"; font-weight: {face.weight}; font-style: {face.style};'
        f' font-display: swap; src: url("../fonts/{face.name}{part}.woff2") format("woff2");{ranges} }}\n'
    )


def stand_in(face: Face, sources: Path, name: str, local: str, path: str) -> str:
    """Return the rule of a font from the reader's machine, scaled so that lines break and stand where ours will."""
    ours, theirs = TTFont(sources / face.source), TTFont(sources / path)
    size = mean_width(ours) / mean_width(theirs)
    ascent, descent = (abs(x) / ours["head"].unitsPerEm / size for x in (ours["hhea"].ascent, ours["hhea"].descent))
    names = ", ".join(f'local("{each}")' for each in local.split("|"))
    return (
        f'@font-face {{ font-family: "Colophon {face.family} {name}"; font-weight: {face.weight};'
        f" font-style: {face.style}; src: {names}; size-adjust: {size:.2%}; ascent-override: {ascent:.2%};"
        f" descent-override: {descent:.2%}; line-gap-override: 0%; }}\n"
    )


def mean_width(font: TTFont) -> float:
    """Return the mean advance of English text, in em."""
    cmap, widths = font.getBestCmap(), font["hmtx"]
    total = sum(share * widths[cmap[ord(letter)]][0] for letter, share in FREQUENCIES.items())
    return total / sum(FREQUENCIES.values()) / font["head"].unitsPerEm


if __name__ == "__main__":
    build(Path(sys.argv[1]))
