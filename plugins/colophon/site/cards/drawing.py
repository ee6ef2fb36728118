"""The picture that stands for a post where it is linked to, 1200 × 630: drawn from its title, series and figure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:  # Pillow's drawing takes a while to import, and most builds draw nothing
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT, EDGE, GAP = 1200, 630, 60, 48
HEAD = 128
"""The height of the strip with the site's name."""
FIGURE = (600, HEIGHT - HEAD - 2 * GAP)
"""The most that a figure takes."""
PAPER, INK, SOFT, ACCENT, RULE = "#fdfbf6", "#1d1b18", "#5c564c", "#9c2f1b", "#d8d1c2"
"""The light scheme of the theme's tokens; a preview does not know the reader's."""
PARTS = ("", "-latin", "-europe", "-extra")
"""The files of a face, the commonest characters first."""
COMMON = frozenset(map(chr, range(32, 127)))
"""Characters that the first file of every face has."""
TITLE_SIZES = tuple(range(84, 34, -4))
LEADING = 1.14
STEP = 12
"""By how much narrower a title is tried, in pixels."""

Length = Callable[[str], float]
"""Returns how wide a text is, in pixels."""


class Card(Struct, frozen=True):
    """What a card shows."""

    site: str
    title: str
    series: str
    figure: bytes
    """A picture as a file; empty where the post has none that can be drawn."""


class Face:
    """One of the theme's fonts at one size: its first file, and the others for characters that the first lacks."""

    def __init__(self, fonts: Path, name: str, size: int) -> None:
        self.size = size
        self._paths = [fonts / f"{name}{part}.woff2" for part in PARTS]
        self._first = _open(self._paths[0], size)

    def runs(self, text: str) -> list[tuple[str, FreeTypeFont]]:
        """Return the text in pieces, each with the file that has its characters.

        Raises:
            ValueError: no file has a character.
        """
        if COMMON.issuperset(text):
            return [(text, self._first)]
        found: list[tuple[str, FreeTypeFont]] = []
        for character in text:
            font = self._file_of(character)
            if found and found[-1][1] is font:
                found[-1] = found[-1][0] + character, font
            else:
                found.append((character, font))
        return found

    def length(self, text: str) -> float:
        """Return how wide the text is, in pixels."""
        return sum(font.getlength(run) for run, font in self.runs(text))

    def write(self, pen: ImageDraw, at: tuple[float, float], text: str, ink: str) -> None:
        """Write a line of text, its base line beginning at a point."""
        x, y = at
        runs = self.runs(text)
        for place, (run, font) in enumerate(runs, 1):
            pen.text((x, y), run, ink, font, "ls")
            if place < len(runs):
                x += font.getlength(run)

    def _file_of(self, character: str) -> FreeTypeFont:
        path = next((path for path in self._paths if character.isspace() or _has(path, character)), None)
        if path is None:
            raise ValueError(f"the fonts have no {character!r}")
        return _open(path, self.size)


@cache
def face_of(fonts: Path, name: str, size: int) -> Face:
    """Return the face, made once."""
    return Face(fonts, name, size)


@cache
def _open(path: Path, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(path, size)


@cache
def _has(path: Path, character: str) -> bool:
    """Whether a font has a character: it does not draw what stands for all that it lacks."""
    return bytes(_open(path, 24).getmask(character)) != _lacking(path)


@cache
def _lacking(path: Path) -> bytes:
    return bytes(_open(path, 24).getmask("\uffff"))


def can_be_set(card: Card, fonts: Path) -> bool:
    """Whether the fonts have every character of the card."""
    try:
        for name, text in (("serif-600", card.site), ("display-400", card.title), ("sans-400", card.series)):
            face_of(fonts, name, 34).runs(text)
    except ValueError:
        return False
    return True


def draw_card(card: Card, fonts: Path) -> bytes:
    """Return the card as a JPEG file, ten times as fast to pack as PNG; equal cards give equal bytes with one Pillow.

    Raises:
        ValueError: the fonts lack a character.
    """
    from PIL import ImageDraw

    picture = _ground(card.site, fonts).copy()
    pen = ImageDraw.Draw(picture)
    figure = _figure(card.figure)
    if card.series:
        series = face_of(fonts, "sans-400", 28)
        series.write(pen, (WIDTH - EDGE - series.length(card.series), 88), card.series, SOFT)
    _title(pen, card.title, fonts, WIDTH - 2 * EDGE - (figure.width + GAP if figure else 0))
    if figure:
        at = (WIDTH - EDGE - figure.width, HEAD + (HEIGHT - HEAD - figure.height) // 2)
        picture.paste(figure, at)
    packed = BytesIO()
    picture.save(packed, "JPEG", quality=90, subsampling=0)  # every colour at full size: letters stay sharp
    return packed.getvalue()


@cache
def _ground(site: str, fonts: Path) -> Image:
    """Return what all cards of a site have: paper, the printer's mark and the site's name, and a rule below."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    mark = _mark(64)
    picture.paste(ACCENT, (EDGE, 34), mark)
    face_of(fonts, "serif-600", 34).write(pen, (EDGE + mark.width + 16, 88), site, INK)
    pen.line((EDGE, HEAD, WIDTH - EDGE, HEAD), RULE, 2)
    return picture


def _title(pen: ImageDraw, title: str, fonts: Path, width: int) -> None:
    """Write the title as large as its room allows, in the middle of the height that is left."""
    room = HEIGHT - HEAD - 2 * GAP
    face, lines = _fit(title, fonts, width, room)
    step = face.size * LEADING
    top = HEAD + (HEIGHT - HEAD - step * len(lines)) / 2
    for place, line in enumerate(lines):
        face.write(pen, (EDGE, round(top + step * place + face.size * 0.86)), line, INK)


def _fit(title: str, fonts: Path, width: int, height: int) -> tuple[Face, list[str]]:
    for size in TITLE_SIZES:
        face = face_of(fonts, "display-400", size)
        length = cache(face.length)  # to measure a text takes as long as all else here
        lines = _broken(title, length, width)
        if len(lines) * size * LEADING <= height and all(length(line) <= width for line in lines):
            break
    lines = _evened(title, lines, length, width)
    fitting = max(1, int(height // (face.size * LEADING)))
    return face, lines if len(lines) <= fitting else [*lines[: fitting - 1], f"{lines[fitting - 1]} …"]


def _evened(text: str, lines: list[str], length: Length, width: int) -> list[str]:
    """Return the text in as many lines of about one length: as narrow as they can be, down to half of the width."""
    if len(lines) == 1:
        return lines
    narrower = range(width - STEP, width // 2 - STEP, -STEP)
    found = bisect_left(narrower, True, key=lambda narrow: len(_broken(text, length, narrow)) > len(lines))
    return _broken(text, length, width - STEP * found)


def _broken(text: str, length: Length, width: int) -> list[str]:
    """Return the text in lines, none longer than `width` but for a single word."""
    lines: list[str] = []
    for word in text.split(" "):  # not at no-break spaces
        if lines and length(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _figure(data: bytes) -> Image | None:
    """Return the figure in its room, white as paper; None where there is none or Pillow cannot read it."""
    from PIL import Image, ImageChops, UnidentifiedImageError

    if not data:
        return None
    try:
        with Image.open(BytesIO(data)) as opened:
            drawn = opened.convert("RGBA")
    except (OSError, UnidentifiedImageError):
        return None
    if drawn.getchannel("A").getextrema()[0] == 255:  # as in most pictures of plots: three channels are faster to scale
        drawn = drawn.convert("RGB")
    drawn.thumbnail(FIGURE, Image.Resampling.LANCZOS)
    ground = Image.new("RGB", drawn.size, "white")
    ground.paste(drawn, mask=drawn if drawn.mode == "RGBA" else None)
    return ImageChops.darker(ground, Image.new("RGB", drawn.size, PAPER))


def _mark(height: int) -> Image:
    """Return the printer's mark as a mask; the lines are those of `mark.svg`."""
    from PIL import Image, ImageDraw

    scale = 4 * height / 32
    mask = Image.new("L", (round(24 * scale), round(32 * scale)), 0)
    pen = ImageDraw.Draw(mask)

    def place(*numbers: float) -> list[float]:
        return [(number - (4 if even else 0)) * scale for number, even in zip(numbers, [True, False] * 9, strict=False)]

    stroke = round(2.25 * scale)
    pen.ellipse(place(8 - 1.125, 14 - 1.125, 24 + 1.125, 30 + 1.125), outline=255, width=stroke)
    pen.line(place(8, 22, 24, 22), 255, stroke)
    pen.line(place(16, 22, 16, 1.5, 7.5, 10, 21.5, 10), 255, stroke, joint="curve")
    pen.ellipse(place(14.5, 24.5, 17.5, 27.5), fill=255)
    return mask.resize((mask.width // 4, mask.height // 4), Image.Resampling.LANCZOS)
