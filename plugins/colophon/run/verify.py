"""Compares the outputs of two runs of a post, cell by cell."""

from __future__ import annotations

import base64
import binascii
import difflib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from colophon.model import CellOptions
from colophon.notebook.faults import Findings
from colophon.notebook.kernel import language_of
from colophon.notebook.options import read_options
from colophon.run.markup import Part, parts
from colophon.run.normal import aligned, normal, same_line
from colophon.run.pictures import THRESHOLD, difference

MOST_LINES = 40
"""Of one diff; more tell nothing that these do not."""


class Difference(Struct, frozen=True):
    """One thing that was different the second time."""

    what: str
    """`stdout`, `image/png`, `table 1, row 3, column 2` …"""
    lines: tuple[str, ...] = ()
    """A diff: `-` stored, `+` again."""
    stored: bytes = b""
    """The picture, where it is one."""
    again: bytes = b""
    media_type: str = ""


class CellReport(Struct, frozen=True):
    """How one cell's outputs compare."""

    number: int
    source: str
    differences: tuple[Difference, ...]


class Report(Struct, frozen=True):
    """How the outputs of two runs of one post compare."""

    path: PurePosixPath
    cells: tuple[CellReport, ...]
    """Those that were compared: run, with outputs, and not volatile."""
    left_out: tuple[int, ...]
    """The numbers of the cells that say that they are volatile."""

    @property
    def differs(self) -> tuple[CellReport, ...]:
        """The cells whose outputs were not the same again."""
        return tuple(cell for cell in self.cells if cell.differences)

    @property
    def words(self) -> str:
        """What it comes to: *reproduced k of m*."""
        left_out = f", {len(self.left_out)} volatile" if self.left_out else ""
        return f"reproduced {len(self.cells) - len(self.differs)} of {len(self.cells)}{left_out}"


def compare(path: PurePosixPath, stored: Mapping[str, Any], again: Mapping[str, Any]) -> Report:
    """Return how the outputs of a notebook compare with those of its second run."""
    language = language_of(stored["metadata"])
    reports, left_out = [], []
    for number, (old, new) in enumerate(zip(stored["cells"], again["cells"], strict=True), 1):
        if old["cell_type"] != "code" or not (old["outputs"] or new["outputs"]):
            continue
        options = _options(old, language)
        if options.volatile:
            left_out.append(number)
        elif options.eval:
            found = tuple(_differences(old["outputs"], new["outputs"], options.tolerance))
            reports.append(CellReport(number, old["source"], found))
    return Report(path, tuple(reports), tuple(left_out))


def _options(cell: Mapping[str, Any], language: str) -> CellOptions:
    tags = cell["metadata"].get("tags", ())
    return read_options(cell["source"], language, tags, 0, Findings(PurePosixPath()))[0]


def _differences(
    stored: list[Mapping[str, Any]], again: list[Mapping[str, Any]], tolerance: float | None
) -> Iterator[Difference]:
    for name in ("stdout", "stderr"):
        yield from _text(name, _stream(stored, name), _stream(again, name), tolerance)
    old, new = ([output for output in outputs if output["output_type"] != "stream"] for outputs in (stored, again))
    if len(old) != len(new):
        yield Difference("outputs", (f"- {len(old)} outputs", f"+ {len(new)} outputs"))
        return
    for first, second in zip(old, new, strict=True):
        yield from _output(first, second, tolerance)


def _stream(outputs: list[Mapping[str, Any]], name: str) -> str:
    return "".join(_whole(output["text"]) for output in outputs if output.get("name") == name)


def _output(stored: Mapping[str, Any], again: Mapping[str, Any], tolerance: float | None) -> Iterator[Difference]:
    kinds = stored["output_type"], again["output_type"]
    if "error" in kinds:
        old, new = (
            f"{output.get('ename', kind)}: {output.get('evalue', '')}" for output, kind in _pairs(stored, again)
        )
        yield from _text("error", old, new, tolerance)
        return
    first, second = stored["data"], again["data"]
    if first.keys() != second.keys():
        yield Difference("media types", (f"- {', '.join(sorted(first))}", f"+ {', '.join(sorted(second))}"))
    for media_type in sorted(first.keys() & second.keys()):
        yield from _comparison(media_type)(media_type, first[media_type], second[media_type], tolerance)


def _pairs(*outputs: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], str]]:
    return [(output, output["output_type"]) for output in outputs]


Comparison = Callable[[str, Any, Any, float | None], Iterator[Difference]]


def _comparison(media_type: str) -> Comparison:
    """Return how outputs of a media type are compared."""
    for start, comparison in COMPARISONS:
        if media_type.startswith(start) or (start.startswith("+") and media_type.endswith(start)):
            return comparison
    return _text


def _text(what: str, stored: Any, again: Any, tolerance: float | None) -> Iterator[Difference]:
    old, new = aligned(_whole(stored), _whole(again), tolerance)
    if old != new:
        lines = list(difflib.unified_diff(old, new, lineterm="", n=1))[2:]
        yield Difference(what, _cut(lines))


def _markup(what: str, stored: Any, again: Any, tolerance: float | None) -> Iterator[Difference]:
    old, new = (parts(normal(_whole(html))) for html in (stored, again))
    if len(old) != len(new):
        first, second = ("\n".join(part.text for part in each) for each in (old, new))
        yield from _text(what, first, second, tolerance)
        return
    wrong = [(a, b) for a, b in zip(old, new, strict=True) if not _same_part(a, b, tolerance)]
    for a, b in wrong[:MOST_LINES]:
        yield Difference(what if a.where == "html" else a.where, (f"- {a.text}", f"+ {b.text}"))


def _same_part(stored: Part, again: Part, tolerance: float | None) -> bool:
    return stored.where == again.where and same_line(stored.text, again.text, tolerance)


def _json(what: str, stored: Any, again: Any, tolerance: float | None) -> Iterator[Difference]:
    old, new = (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) for value in (stored, again))
    yield from _text(what, old, new, tolerance)


def _picture(what: str, stored: Any, again: Any, tolerance: float | None) -> Iterator[Difference]:
    old, new = _bytes(stored), _bytes(again)
    score = difference(old, new)
    if score > THRESHOLD:
        yield Difference(what, (f"differs by {score:.2f}, more than {THRESHOLD}",), old, new, what)


def _binary(what: str, stored: Any, again: Any, tolerance: float | None) -> Iterator[Difference]:
    if _bytes(stored) != _bytes(again):
        yield Difference(what, ("its bytes differ",))


COMPARISONS: tuple[tuple[str, Comparison], ...] = (
    ("image/svg+xml", _markup),
    ("image/", _picture),
    ("text/html", _markup),
    ("application/pdf", _binary),
    ("application/javascript", _text),
    ("application/", _json),
    ("+json", _json),
)
"""How a media type starts, or ends where it begins with `+`; the first that fits. All others are texts."""


def _whole(value: Any) -> str:
    return value if isinstance(value, str) else "".join(map(str, value))


def _bytes(value: Any) -> bytes:
    try:
        return base64.b64decode(_whole(value))
    except binascii.Error:
        return _whole(value).encode()


def _cut(lines: list[str]) -> tuple[str, ...]:
    more = len(lines) - MOST_LINES
    return (*lines[:MOST_LINES], *([f"  … {more} more lines"] if more > 0 else []))
