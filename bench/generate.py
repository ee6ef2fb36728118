"""Notebooks made up where none are given: prose, formulas, code, text, tables and pictures in the usual proportions.

The same number gives the same notebook on every machine. Proportions follow 115 published teaching notebooks: 68 cells
and 5 pictures each in the mean; two thirds of the cells are code.
"""

from __future__ import annotations

import base64
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

NOUNS = """
model sample variance replica latency queue gradient kernel bucket cache token index shard vector estimate
error window batch cluster network probability matrix column row signal threshold baseline curve measure paper
result system client server reader writer failure message order clock quorum merge version conflict attention
memory
"""
ACTIONS = "shows bounds explains predicts replaces limits measures follows costs hides repeats moves"
FORMULAS = (
    r"\frac{1}{n} \sum_{i=1}^{n} (x_i - \mu)^2", r"p(\theta \mid x) \propto p(x \mid \theta)\, p(\theta)",
    r"\mathbf{w} \leftarrow \mathbf{w} - \eta \nabla_{\mathbf{w}} L", r"\log_2 \left( 1 + \frac{S}{N} \right)",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}^{-1}", r"\mathbb{E}[X] = \int_0^\infty x f(x)\, dx",
)  # fmt: skip
WORDS, VERBS = NOUNS.split(), ACTIONS.split()
BASE_PICTURES = 48


def notebooks(count: int, *, cells: int = 60) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a slug and a notebook of about so many cells, `count` times."""
    for number in range(count):
        yield f"post-{number:05}", notebook(number, cells)


def notebook(number: int, cells: int) -> dict[str, Any]:
    """Return the notebook of that number."""
    dice = random.Random(number)
    kinds: list[Callable[[random.Random, int], list[dict[str, Any]]]] = [_prose, _stream, _value, _table, _picture]
    made = [_markdown(f"# {_phrase(dice).capitalize()} {number}\n\n{_paragraph(dice)}")]
    while len(made) < cells:
        place = len(made)
        made += dice.choices(kinds, weights=[30, 22, 30, 8, 8])[0](dice, number * 1000 + place)
    for place, cell in enumerate(made):
        cell["id"] = f"c{number}-{place}"
    for count, cell in enumerate((cell for cell in made if cell["cell_type"] == "code"), 1):
        for part in (cell, *(output for output in cell["outputs"] if output["output_type"] == "execute_result")):
            part["execution_count"] = count  # as after *Restart and run all*
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python", "version": "3.11.2"}}
    return {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _prose(dice: random.Random, unique: int) -> list[dict[str, Any]]:
    parts = [_paragraph(dice) for _ in range(dice.randint(1, 3))]
    if dice.random() < 0.4:
        parts.insert(0, f"{'#' * dice.randint(2, 3)} {_phrase(dice).capitalize()}")
    if dice.random() < 0.3:
        parts.append(f"$$\n{dice.choice(FORMULAS)} + {unique}\n$$")
    if dice.random() < 0.3:
        parts.append("\n".join(f"- **{dice.choice(WORDS)}**: {_sentence(dice)}" for _ in range(4)))
    return [_markdown("\n\n".join(parts))]


def _stream(dice: random.Random, unique: int) -> list[dict[str, Any]]:
    lines = "".join(f"epoch {n}: loss {dice.random():.4f}\n" for n in range(dice.randint(1, 12)))
    return [_code(dice, unique, {"output_type": "stream", "name": "stdout", "text": lines})]


def _value(dice: random.Random, unique: int) -> list[dict[str, Any]]:
    if dice.random() < 0.5:
        return [_code(dice, unique)]
    rows = ",\n       ".join(str([round(dice.random(), 6) for _ in range(4)]) for _ in range(dice.randint(1, 8)))
    return [_code(dice, unique, _result({"text/plain": f"array([{rows}])"}))]


def _table(dice: random.Random, unique: int) -> list[dict[str, Any]]:
    names = dice.sample(WORDS, 5)
    head = "".join(f"<th>{name}</th>" for name in names)
    rows = "".join(
        f"<tr><th>{row}</th>{''.join(f'<td>{dice.random():.6f}</td>' for _ in names)}</tr>\n" for row in range(8)
    )
    html = (
        f'<div>\n<table border="1" class="dataframe">\n<thead><tr style="text-align: right;"><th></th>{head}</tr>'
        f"</thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>"
    )
    return [_code(dice, unique, _result({"text/html": html, "text/plain": " ".join(names)}))]


def _picture(dice: random.Random, unique: int) -> list[dict[str, Any]]:
    png = base64.b64encode(picture(unique)).decode()
    data = {"image/png": png, "text/plain": "<Figure size 640x400 with 1 Axes>"}
    return [_code(dice, unique, {"output_type": "display_data", "data": data, "metadata": {}})]


def _code(dice: random.Random, unique: int, *outputs: dict[str, Any]) -> dict[str, Any]:
    a, b, c = dice.sample(WORDS, 3)
    blocks = (
        f"def {a}_{b}(values, {c}=0.{dice.randint(1, 9)}):\n"
        f'    """Return the {a} of each {b}."""\n    total = sum(value * {c} for value in values)\n'
        f"    return [value / total for value in values if value > {unique}]\n",
        f"{a} = np.linspace(0, {dice.randint(2, 90)}, 200)\n{b} = np.sin({a}) * {c}_scale  # {_sentence(dice)}\n",
        f"for {a}, {b} in enumerate({c}s):\n    if {b} is None:\n        continue\n"
        f'    print(f"epoch {{{a}}}: loss {{{b}:.4f}}")\n',
        f'{a} = frame.groupby("{b}")["{c}"].agg(["mean", "std"]).reset_index()\n{a}.head({dice.randint(3, 9)})\n',
        f'fig, ax = plt.subplots(figsize=(6.4, 4))\nax.plot({a}, {b}, label="{c} {unique}")\nax.legend()\n',
        f"class {a.capitalize()}{b.capitalize()}:\n    def __init__(self, {c}):\n        self.{c} = {c}\n\n"
        f"    def __call__(self, x):\n        return self.{c} @ x + {unique}\n",
    )
    source = "\n".join(dice.sample(blocks, dice.randint(1, 3)))
    return {
        "cell_type": "code", "metadata": {}, "source": source, "execution_count": None, "outputs": list(outputs)
    }  # fmt: skip


def _result(data: dict[str, str]) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}


def _markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _phrase(dice: random.Random) -> str:
    return f"the {dice.choice(WORDS)} of a {dice.choice(WORDS)}"


def _sentence(dice: random.Random) -> str:
    word = f"`{dice.choice(WORDS)}`" if dice.random() < 0.2 else dice.choice(WORDS)
    end = f" (${dice.choice(FORMULAS[:2])}$)" if dice.random() < 0.06 else ""
    return f"{_phrase(dice).capitalize()} {dice.choice(VERBS)} *each* {word} {dice.choice(VERBS)} it{end}."


def _paragraph(dice: random.Random) -> str:
    return " ".join(_sentence(dice) for _ in range(dice.randint(3, 7)))


def picture(unique: int) -> bytes:
    """Return a PNG of a plot, 640 × 400; equal numbers give equal bytes, others others."""
    header, body, end = _base_picture(unique % BASE_PICTURES)
    return header + _chunk(b"tEXt", b"Comment\0" + str(unique).encode()) + body + end


@cache
def _base_picture(number: int) -> tuple[bytes, bytes, bytes]:
    """Return the parts of a plot of curves and points: what stands before the text, the pixels, the end."""
    dice, width, height = random.Random(number), 640, 400
    rows = [bytearray(b"\xff" * (3 * width)) for _ in range(height)]
    for _ in range(3):
        colour, y, slope = bytes(dice.randrange(200) for _ in range(3)), height / 2, 0.0
        for x in range(40, width - 10):
            slope = 0.95 * slope + dice.gauss(0, 0.6)
            y = min(max(y + slope, 12), height - 30)
            for dot in (int(y), int(y) + 1):
                rows[dot][3 * x : 3 * x + 3] = colour
    for _ in range(1500):
        x, y = dice.randrange(40, width - 12), dice.randrange(10, height - 32)
        shade = bytes(dice.randrange(256) for _ in range(3))
        for dot in range(y, y + 2):
            rows[dot][3 * x : 3 * x + 6] = shade * 2
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    header = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0))
    return header, _chunk(b"IDAT", pixels), _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
