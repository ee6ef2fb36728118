"""Files beside the site's own, compressed once so that a server need not do it for each reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from deflate import gzip_compress
from msgspec import Struct

from colophon.errors import SettingsError
from colophon.site.printing.tray import Tray
from colophon.store import digest

TEXTS = {
    ".atom", ".bib", ".css", ".csv", ".html", ".ico", ".ipynb", ".js", ".json", ".md", ".mjs", ".rss", ".svg", ".txt",
    ".wasm", ".webmanifest", ".xml",
}  # fmt: skip
"""What is worth it; pictures and fonts are compressed already."""
SMALLEST_BYTES = 1_024


class Encoding(Struct, frozen=True):
    """One form of compression, under the name that its files end with."""

    suffix: str
    compress: Callable[[bytes], bytes]


def encodings(names: Iterable[str]) -> tuple[Encoding, ...]:
    """Return the encodings named `gz` or `br`.

    Raises:
        SettingsError: the library of one is not installed.
    """
    return tuple(ENCODINGS[name]() for name in names)


def precompress(tray: Tray, wanted: Iterable[Encoding]) -> None:
    """Write `<file>.gz` and `<file>.br` of every text where they are smaller; equal files give equal bytes.

    What the old site has of the same bytes is taken over from there.
    """
    if not (wanted := tuple(wanted)):
        return
    from concurrent.futures import ThreadPoolExecutor

    tray.settle_all()
    big = (name for name, entry in sorted(tray.entries.items()) if entry.size >= SMALLEST_BYTES)
    work = [(name, each) for name in big if PurePosixPath(name).suffix in TEXTS for each in wanted]
    with ThreadPoolExecutor() as pool:  # both libraries let other threads run while they work
        made = pool.map(lambda each: _compressed(tray, *each), work)
        for (name, encoding), (key, data) in zip(work, made, strict=True):
            if data is not None:
                tray.write(name + encoding.suffix, data, key)
            elif not tray.keep(name + encoding.suffix, key):
                tray.drop(name + encoding.suffix)


def _compressed(tray: Tray, name: str, encoding: Encoding) -> tuple[str, bytes | None]:
    """Return the key and the bytes; no bytes where the old site has them, or they would not be fewer."""
    source = tray.read(name)
    key = digest([encoding.suffix, source])
    if tray.has(name + encoding.suffix, key):
        return key, None
    data = encoding.compress(source)
    return key, data if len(data) < len(source) else None


def _gzip() -> Encoding:
    return Encoding(".gz", lambda data: bytes(gzip_compress(data, 12)))  # 2 % smaller than zlib's smallest


def _brotli() -> Encoding:
    try:
        import brotli
    except ImportError as error:
        raise SettingsError(
            'COLOPHON_PRECOMPRESS has "br", which needs a library: pip install "pelican-colophon[brotli]".'
        ) from error
    library: Any = brotli
    return Encoding(".br", lambda data: bytes(library.compress(data, quality=11)))


ENCODINGS: Mapping[str, Callable[[], Encoding]] = {"gz": _gzip, "br": _brotli}
