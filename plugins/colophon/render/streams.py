"""Outputs that are one: pieces of a stream, and what Bokeh stores in two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from colophon.render.mime.bundle import joined

Output = Mapping[str, Any]
DRAWN_BY_SCRIPT = "application/vnd.bokehjs_exec.v0+json"


def merged(outputs: Iterable[Output]) -> Iterator[Output]:
    """Yield the outputs with adjacent pieces of the same stream joined, as kernels write them in arbitrary pieces."""
    name, pieces = "", list[str]()
    for output in outputs:
        is_stream = output.get("output_type") == "stream"
        if pieces and (not is_stream or output.get("name", "stdout") != name):
            yield _stream(name, pieces)
            pieces = []
        if is_stream:
            name = output.get("name", "stdout")
            pieces.append(joined(output.get("text", "")))
        else:
            yield output
    if pieces:
        yield _stream(name, pieces)


def paired(outputs: Iterable[Output]) -> Iterator[Output]:
    """Yield the outputs with the element that Bokeh draws into and the script that draws it as one bundle."""
    waiting: Output | None = None
    for output in outputs:
        data = output.get("data") or {}
        if waiting is not None and DRAWN_BY_SCRIPT in data and "text/html" not in data:
            yield {**output, "data": {**waiting["data"], **data}}
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = output if set(data) - {"text/plain"} == {"text/html"} else None
        if waiting is None:
            yield output
    if waiting is not None:
        yield waiting


def shorten_home(text: str) -> str:
    """Return the text with the home folders of paths written as `~`: who ran a notebook is nobody's business."""
    return _HOME.sub(r"\g<before>~", text)


def _stream(name: str, pieces: list[str]) -> Output:
    return {"output_type": "stream", "name": name, "text": "".join(pieces)}


_HOME = re.compile(
    r"(?P<before>^|[^\w.~-]|\x1b\[[\d;]*m)"
    r"(?:/(?:home|Users)/[^/\\\s:'\"<>\x1b]+|/root|[A-Za-z]:(?:\\{1,2}|/)Users(?:\\{1,2}|/)[^/\\\s:'\"<>\x1b]+)"
    r"(?=[/\\\s:'\"<>)\x1b]|$)",
    re.MULTILINE,
)
