"""The texts of a notebook in which something can be hidden, decoded as a reader or a program would decode them."""

from __future__ import annotations

import base64
import binascii
import html
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct


class Piece(Struct, frozen=True):
    """One text of a notebook."""

    cell: int
    """The cell's number, from 1; 0 for what belongs to the whole notebook."""
    where: str
    """`the source`, `the output text/html`, `the traceback`, `the metadata` …"""
    text: str


OF_OUTPUTS = ("the output ", "the traceback")
"""How the places begin that a reader sees below a cell."""


def pieces(notebook: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield every text of a notebook of format 4: sources, outputs, metadata, and what pictures say in words.

    The pixels of pictures, and other data in base64, are no texts; nor is what is empty.
    """
    return (piece for piece in _all(notebook) if piece.text)


def _all(notebook: Mapping[str, Any]) -> Iterator[Piece]:
    yield Piece(0, "the metadata", _leaves(notebook.get("metadata", {})))
    for number, cell in enumerate(notebook["cells"], 1):
        yield Piece(number, "the source", _plain(whole(cell["source"])))
        if metadata := cell.get("metadata"):
            yield Piece(number, "the metadata", _leaves(metadata))
        for name, bundle in cell.get("attachments", {}).items():
            for media_type, data in bundle.items():
                yield Piece(number, f"the attachment {name}", _decoded(media_type, data))
        for output in cell.get("outputs", ()):
            for where, text in output_texts(output):
                yield Piece(number, where, text)


def output_texts(output: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield where in an output a text stands, and the text."""
    if "text" in output:
        yield f"the output {output.get('name', 'stdout')}", _plain(whole(output["text"]))
    if output["output_type"] == "error":
        yield "the traceback", _plain("\n".join([str(output.get("evalue", "")), *output.get("traceback", ())]))
    for media_type, data in output.get("data", {}).items():
        yield f"the output {media_type}", _decoded(media_type, data)
    if metadata := output.get("metadata"):
        yield "the metadata of an output", _leaves(metadata)


def whole(value: Any) -> str:
    """Return a text that a file may hold as a list of lines."""
    return value if isinstance(value, str) else "".join(map(str, value))


def _decoded(media_type: str, data: Any) -> str:
    """Return the words in one form of an output."""
    is_text = isinstance(data, str) or (isinstance(data, list) and all(isinstance(line, str) for line in data))
    if not is_text:
        return _leaves(data)
    for start, decode in DECODERS:
        if media_type.startswith(start):
            return decode(whole(data))
    return _plain(whole(data))


def _markup(text: str) -> str:
    """Return markup as it is written and as it reads: a mark that closes a tag would hide where a word ends."""
    plain = _plain(text)
    return f"{plain}\n{html.unescape(re.sub(r'<[^>]*>', chr(10), plain))}"


def _plain(text: str) -> str:
    """Return a text without terminal colours, which would part a word in two, and without embedded data.

    Most texts have neither, which is seen in a tenth of the time that it takes to look for their patterns.
    """
    if "\x1b" in text:
        text = _COLOURS.sub("", text)
    return _DATA.sub("", text) if ";base64," in text or _has_run(text) else text


def _has_run(text: str) -> bool:
    """Whether a text can have a run that is longer than any key."""
    return len(text) >= LONGEST and max(map(len, text.split()), default=0) >= LONGEST


_COLOURS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
LONGEST = 3000
_DATA = re.compile(rf"data:[\w/+.;=-]*;base64,[A-Za-z0-9+/=\s]*|[A-Za-z0-9+/]{{{LONGEST},}}=*")
"""Data addresses, and runs that are longer than any key."""


def _leaves(value: Any, name: str = "") -> str:
    """Return the texts and numbers of a JSON value, one a line, each with its key."""
    if isinstance(value, dict):
        return "\n".join(filter(None, [_leaves(part, str(key)) for key, part in value.items()]))
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, [_leaves(part, name) for part in value]))
    return f'{name} = "{_plain(str(value))}"' if name else _plain(str(value))


def _png(text: str) -> str:
    """Return the words in a PNG's chunks. Source: PNG (Third Edition), 11.3.3 Textual information.

    The pixels, nearly all of it, are not decoded, unless the chunks seem to end elsewhere than the picture does.
    """
    text = text.strip()
    words, is_whole = _words_of_chunks(lambda place, size: _some_bytes(text, place, size), len(text) // 4 * 3)
    if not is_whole:
        data = _bytes(text)
        words, _ = _words_of_chunks(lambda place, size: data[place : place + size], len(data))
    return "\n".join(words)


def _words_of_chunks(read: Callable[[int, int], bytes], end: int) -> tuple[list[str], bool]:
    """Return the words, and whether the last chunk ends at the end of the file, up to two bytes before `end`."""
    words, place = [], 8
    while place + 8 <= end and len(head := read(place, 8)) == 8:
        size, kind = struct.unpack(">I4s", head)
        if kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf"):
            words.append(_chunk(kind, read(place + 8, size)))
        place += 12 + size
    return words, end - 2 <= place <= end


def _some_bytes(text: str, place: int, size: int) -> bytes:
    """Return some of the bytes that a text in base64 stands for, where nothing else is in it."""
    return _bytes(text[place // 3 * 4 : (place + size + 2) // 3 * 4])[place % 3 :][:size]


def _chunk(kind: bytes, body: bytes) -> str:
    keyword, _, rest = body.partition(b"\0")
    if kind == b"zTXt":
        rest = _inflated(rest[1:])
    elif kind == b"iTXt":
        is_packed, text = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
        rest = _inflated(text) if is_packed else text
    return f"{_printable(keyword)} = {_printable(rest)}"


def _jpeg(text: str) -> str:
    """Return the words in a JPEG's comments and application segments. Source: ITU-T T.81, annex B."""
    data = _bytes(text)
    words, place = [], 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xDA:
        size = struct.unpack_from(">H", data, place + 2)[0]
        if data[place + 1] == 0xFE or 0xE1 <= data[place + 1] <= 0xEF:
            words.append(_printable(data[place + 4 : place + 2 + size]))
        place += 2 + size
    return "\n".join(words)


def _nothing(text: str) -> str:
    return ""


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _inflated(data: bytes, limit: int = 1_000_000) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, limit)
    except zlib.error:
        return b""


def _printable(data: bytes) -> str:
    return re.sub(r"[^\x20-\x7e\n]+", "\n", data.decode("latin-1"))


DECODERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("image/svg+xml", _markup),
    ("text/html", _markup),
    ("image/png", _png),
    ("image/jpeg", _jpeg),
    ("image/", _nothing),
    ("audio/", _nothing),
    ("video/", _nothing),
    ("application/pdf", _nothing),
)
"""How a media type starts, and how its words are found; all others are texts."""
