"""Draws one huge output with no more time and memory than the system grants, and prints as JSON what came of it.

Run as a program, with the name of a case: `python limited.py lines`.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from PIL import Image

from colophon.model import Cell, CellOptions
from colophon.render.context import RenderContext
from colophon.render.outputs import render_outputs
from colophon.render.page import Page

MEGABYTES = 1_000_000
CPU_SECONDS = 10
ADDRESS_SPACE_BYTES = 1_000 * MEGABYTES
ROW = "<tr><th>1</th><td>some text</td><td>3.14</td></tr>\n"


def bundle(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {key.replace("_", "/"): value for key, value in data.items()}}


def stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def error(value: str, traceback: list[str]) -> dict[str, Any]:
    return {"output_type": "error", "ename": "E", "evalue": value, "traceback": traceback}


def nested(depth: int = 40) -> Any:
    return {"deeper": nested(depth - 1)} if depth else 1


def noise(side: int) -> str:
    file = BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(file, "PNG", compress_level=1)
    return b64encode(file.getvalue()).decode()


CASES: Mapping[str, Callable[[], dict[str, Any]]] = {
    "lines": lambda: stream("a line of text\n" * 3_300_000),
    "line": lambda: stream("x" * 50 * MEGABYTES),
    "colours": lambda: stream("\x1b[31mred\x1b[0m\n" * 4_000_000),
    "progress": lambda: stream(("#" * 79 + "\r") * 620_000),
    "traceback": lambda: error("e" * MEGABYTES, ["line\n"] * 8 * MEGABYTES),
    "text": lambda: bundle(text_plain="a line of text\n" * 3_300_000),
    "table": lambda: bundle(text_html=f"<table>{ROW * 200_000}</table>"),
    "open-tags": lambda: bundle(text_html="<p>" * 3 * MEGABYTES),
    "open-svg": lambda: bundle(text_html="<svg " * 2 * MEGABYTES),
    "spans": lambda: bundle(text_html="<table><tr><td colspan=1000 rowspan=60000>" * 240_000),
    "markdown": lambda: bundle(text_markdown="word " * 10 * MEGABYTES),
    "json": lambda: bundle(application_json=[list(range(1000))] * 1000),
    "deep": lambda: bundle(application_json=nested()),
    "picture": lambda: bundle(image_png="A" * 134 * MEGABYTES),
    "noise": lambda: bundle(image_png=noise(2_400)),
}  # fmt: skip


def main(name: str) -> None:
    output = CASES[name]()
    cell = Cell(1, "x", "code", "", CellOptions(fig_alt="A picture"), outputs=(output,))
    page = Page(PurePosixPath("p.ipynb"))
    started = time.process_time()
    seconds = int(started) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))
    html = str(render_outputs(cell, page, RenderContext(Path("/nonexistent"), webp=True)))
    found = {
        "seconds": round(time.process_time() - started, 2),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // MEGABYTES,
        "characters": len(html),
        "marks": html.count("#"),
        "notices": html.count('class="output-notice"'),
        "codes": [problem.code for problem in page.problems],
        "files": {asset.media_type: len(asset.data) for asset in page.assets.values()},
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
