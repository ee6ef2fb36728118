"""Terminal text as HTML: colours and styles as classes, control characters played out, everything else removed.

Colours of the 256-colour and the 24-bit palette are taken to the nearest of the sixteen that have a class, because a
page allows no style attribute and both colour schemes must keep their contrast. Source: ECMA-48, 5th edition.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from colophon.render.sanitize import printable
from colophon.render.vocabulary import ANSI_COLOURS, ANSI_NAMES


class Style(Struct, frozen=True):
    """How a character looks; colours are names, empty for the page's own."""

    fg: str = ""
    bg: str = ""
    flags: frozenset[str] = frozenset()

    @property
    def classes(self) -> str:
        """The style as class names in a fixed order; empty for plain text."""
        fg, bg, flags = self.fg, self.bg, self.flags
        if "inverse" in flags and (fg or bg):
            fg, bg, flags = bg, fg, flags - {"inverse"}
        names = [f"ansi-{flag}" for flag in sorted(flags)]
        names += [f"ansi-{fg}-fg"] if fg else []
        names += [f"ansi-{bg}-bg"] if bg else []
        return " ".join(names)


PLAIN = Style()
FLAGS_ON = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "inverse", 9: "strike", 21: "underline"}
FLAGS_OFF = {22: {"bold", "dim"}, 23: {"italic"}, 24: {"underline"}, 27: {"inverse"}, 29: {"strike"}}

Run = tuple[str, Style]


def ansi_html(text: str) -> Markup:
    """Return the text as a terminal would show it in the end, escaped, with a `span` for each styled run."""
    return runs_html(play(text))


def plain_text(text: str) -> str:
    """Return the text as a terminal would show it in the end, without colours."""
    return "".join(piece for piece, _ in play(text))


def without_sequences(text: str) -> str:
    """Return the text without what is for a terminal only; nothing is played, so it is fast at any length."""
    return printable(_CONTROL.sub("", text))


def runs_html(runs: Iterable[Run]) -> Markup:
    """Return runs as HTML, a `span` for each that has a style."""
    return Markup("".join(_span(piece, style) for piece, style in runs))


def _span(text: str, style: Style) -> str:
    return escape(text) if style == PLAIN else f'<span class="{style.classes}">{escape(text)}</span>'


def has_sequences(text: str) -> bool:
    """Whether the text has more for a terminal than carriage returns."""
    return "\x1b" in text or "\x9b" in text or "\b" in text


def play(text: str) -> list[Run]:
    """Return the runs of equal style that are left when carriage returns, backspaces and cursor moves are done."""
    text = text.replace("\r\n", "\n")
    if has_sequences(text):
        return [(printable(piece), style) for piece, style in _Screen().show(text)]
    shown = "\n".join(map(_overwritten, text.split("\n"))) if "\r" in text else text
    return [(printable(shown), PLAIN)]


def _overwritten(line: str) -> str:
    """Return what is left of a line whose parts were written over each other."""
    shown = ""
    for part in line.split("\r"):
        shown = part + shown[len(part) :]
    return shown


class _Screen:
    """The lines of a terminal of any width, a cursor, and the style it writes with."""

    def __init__(self) -> None:
        self.lines: list[list[Run]] = [[]]
        self.row = 0
        self.column = 0
        self.style = PLAIN

    def show(self, text: str) -> list[Run]:
        for match in _TOKEN.finditer(text):
            if match.lastgroup == "text":
                self._write(match[0])
            elif match.lastgroup == "control":
                self._control(match[0])
            elif match["final"]:
                self._sequence(match["final"], match["parameters"])
        return list(self._runs())

    def _write(self, text: str) -> None:
        line, style = self.lines[self.row], self.style
        if len(line) < self.column:
            line.extend([(" ", PLAIN)] * (self.column - len(line)))
        line[self.column : self.column + len(text)] = [(character, style) for character in text]
        self.column += len(text)

    def _control(self, character: str) -> None:
        if character == "\n":
            self._move(self.row + 1, 0)
        elif character == "\r":
            self.column = 0
        else:
            self.column = max(0, self.column - 1)

    def _sequence(self, final: str, parameters: str) -> None:
        if final == "m":
            self.style = _styled(self.style, parameters)
            return
        count = _number(parameters)
        if final in _MOVES:
            rows, columns = _MOVES[final]
            self._move(self.row + rows * count, self.column + columns * count)
        elif final == "G":
            self._move(self.row, count - 1)
        elif final == "K":
            self._erase(parameters)

    def _erase(self, parameters: str) -> None:
        line = self.lines[self.row]
        if parameters in {"", "0"}:
            del line[self.column :]
        elif parameters == "2":
            line.clear()
        else:
            line[: self.column] = [(" ", PLAIN)] * min(self.column, len(line))

    def _move(self, row: int, column: int) -> None:
        """Move the cursor, making one line where it leaves the last; how far right it goes has a bound."""
        self.row = min(max(0, row), len(self.lines))
        if self.row == len(self.lines):
            self.lines.append([])
        self.column = min(max(0, column), max(_WIDEST, len(self.lines[self.row])))

    def _runs(self) -> Iterator[Run]:
        cells = (cell for number, line in enumerate(self.lines) for cell in ([("\n", PLAIN)] if number else []) + line)
        for style, run in groupby(cells, key=lambda cell: cell[1]):
            yield "".join(character for character, _ in run), style


@lru_cache(maxsize=512)
def _styled(style: Style, parameters: str) -> Style:
    """Return the style after a Select Graphic Rendition sequence."""
    codes = [_number(each, 0) for each in re.split("[;:]", parameters)]
    position = 0
    while position < len(codes):
        code = codes[position]
        if code in {38, 48}:
            name, used = _palette_name(codes[position + 1 :])
            style = replace(style, fg=name) if code == 38 else replace(style, bg=name)
            position += used
        else:
            style = _with_code(style, code)
        position += 1
    return style


def _with_code(style: Style, code: int) -> Style:
    if code == 0:
        return PLAIN
    if code in FLAGS_ON:
        return replace(style, flags=style.flags | {FLAGS_ON[code]})
    if code in FLAGS_OFF:
        return replace(style, flags=style.flags - FLAGS_OFF[code])
    for first, ground, names in _COLOUR_CODES:
        if first <= code < first + 8:
            return replace(style, fg=names[code - first]) if ground == "fg" else replace(style, bg=names[code - first])
    if code == 39:
        return replace(style, fg="")
    return replace(style, bg="") if code == 49 else style


def _palette_name(codes: Sequence[int]) -> tuple[str, int]:
    """Return the named colour for the parameters that follow 38 or 48, and how many of them were used."""
    if codes[:1] == [5] and len(codes) > 1:
        return _indexed_name(codes[1]), 2
    if codes[:1] == [2] and len(codes) > 3:
        return _nearest_name(*codes[1:4]), 4
    return "", len(codes)


def _indexed_name(index: int) -> str:
    if index < 16:
        return ANSI_NAMES[index]
    if index < 232:
        red, green, blue = ((index - 16) // 36, (index - 16) // 6 % 6, (index - 16) % 6)
        return _nearest_name(*(40 * level + 55 if level else 0 for level in (red, green, blue)))
    grey = 8 + 10 * (index - 232)
    return _nearest_name(grey, grey, grey)


def _nearest_name(red: int, green: int, blue: int) -> str:
    """Return the name by hue, bright above middle lightness; greys by lightness alone."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(min(max(0, value), 255) / 255 for value in (red, green, blue)))
    if saturation < 0.15 or not 0.06 < lightness < 0.96:
        greys = ("black", "bright-black", "white", "bright-white")
        return greys[min(3, int(lightness * 4))]
    name = ("red", "yellow", "green", "cyan", "blue", "magenta")[round(hue * 6) % 6]
    return f"bright-{name}" if lightness > 0.55 else name


def _number(text: str, otherwise: int = 1) -> int:
    digits = text.lstrip("?").partition(";")[0]
    return int(digits[:6]) if digits.isdecimal() else otherwise


_BRIGHT = ANSI_NAMES[8:]
_COLOUR_CODES = ((30, "fg", ANSI_COLOURS), (40, "bg", ANSI_COLOURS), (90, "fg", _BRIGHT), (100, "bg", _BRIGHT))
_MOVES = {"A": (-1, 0), "B": (1, 0), "C": (0, 1), "D": (0, -1)}
_WIDEST = 2_000
_CONTROL = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[\]PX^_](?:[^\x07\x1b]|\x1b(?!\\))*(?:\x07|\x1b\\|$)"
    r"|\x1b[ -/]*[0-~]?|\x08"
)
_TOKEN = re.compile(
    r"(?P<text>[^\x1b\x9b\n\r\b]+)|(?P<control>[\n\r\b])"
    r"|(?:\x1b\[|\x9b)(?P<parameters>[0-?]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b[\]PX^_](?:[^\x07\x1b]|\x1b(?!\\))*(?:\x07|\x1b\\|$)"  # OSC 8 links among them: their text stays
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*|\x1b[ -/]*[0-~]?"
)
