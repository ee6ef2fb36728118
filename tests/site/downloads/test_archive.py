"""A zip holds its files, whole for every reader of zips, and small."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from base64 import b64encode
from pathlib import PurePosixPath

import pytest

from colophon.site.downloads import archive as module
from colophon.site.downloads.archive import archive

TEXT = b'{"source": ["All that is written here is written again below."]}\n' * 20
NOISE = random.Random(1).randbytes(30_000)
PNG, JPEG = (b'"' + b64encode(head + NOISE) + b'"' for head in (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff\xe0"))
CASES = {
    "nothing": b"",
    "text": TEXT,
    "a picture between the same texts": TEXT + PNG + TEXT,
    "two kinds of pictures": PNG + b", " + JPEG,
    "a picture that does not end": TEXT + PNG.rstrip(b'"'),
    "bytes": NOISE,
}


@pytest.mark.parametrize("data", CASES.values(), ids=CASES)
def test_an_entry_is_the_file(data: bytes) -> None:
    files = {PurePosixPath("post/ä.ipynb"): data, PurePosixPath("a.txt"): b"first"}
    zipped = zipfile.ZipFile(io.BytesIO(archive(files)))
    assert zipped.namelist() == ["a.txt", "post/ä.ipynb"] and zipped.testzip() is None
    assert zipped.read("post/ä.ipynb") == data and archive(files) == archive(files)


def test_both_heads_of_an_entry_say_the_same() -> None:
    """Some readers follow the list at the end, others read from the beginning on."""
    data = archive({PurePosixPath("x.ipynb"): TEXT + PNG})
    (entry,) = zipfile.ZipFile(io.BytesIO(data)).infolist()
    method, *_, check, packed, size = struct.unpack_from("<HHHLLL", data, entry.header_offset + 8)
    assert (method, check, packed, size) == (8, entry.CRC, entry.compress_size, len(TEXT + PNG))
    assert entry.external_attr == 0o644 << 16 and entry.date_time == (1980, 1, 1, 0, 0, 0)


def test_pictures_take_the_room_of_their_bytes_and_text_is_packed() -> None:
    (entry,) = zipfile.ZipFile(io.BytesIO(archive({PurePosixPath("x.ipynb"): TEXT + PNG + TEXT}))).infolist()
    assert entry.compress_size < 1.02 * len(NOISE) + 400


def test_what_is_too_large_for_a_short_head_is_packed_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    data = archive({PurePosixPath("x.ipynb"): TEXT + PNG})
    (entry,) = (zipped := zipfile.ZipFile(io.BytesIO(data))).infolist()
    assert zipped.read(entry) == TEXT + PNG
    compressor = zlib.compressobj(wbits=-15)
    assert entry.compress_size == len(compressor.compress(TEXT + PNG) + compressor.flush())
