"""Compressed files beside the site's own."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from colophon.errors import SettingsError
from colophon.site.printing.precompress import encodings, precompress
from colophon.site.printing.tray import Tray
from tests.conftest import Site, front, markdown, notebook

TEXT = "words that come again and again\n" * 100


def test_each_text_of_some_size_gets_its_compressed_files(tmp_path: Path) -> None:
    for name in ("a.html", "sub/a.css", "picture.png", "small.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("short" if name == "small.txt" else TEXT)
    precompress(Tray(tmp_path), encodings(("gz", "br")))
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*") if path.suffix in (".gz", ".br")}
    assert made == {"a.html.gz", "a.html.br", "sub/a.css.gz", "sub/a.css.br"}
    assert gzip.decompress((tmp_path / "a.html.gz").read_bytes()).decode() == TEXT
    assert brotli.decompress((tmp_path / "a.html.br").read_bytes()).decode() == TEXT


def test_what_is_right_is_left_alone_and_what_is_old_is_made_again(tmp_path: Path) -> None:
    page, compressed = tmp_path / "a.html", tmp_path / "a.html.gz"
    page.write_text(TEXT)
    precompress(Tray(tmp_path), encodings(("gz",)))
    first, stamp = compressed.read_bytes(), compressed.stat().st_mtime_ns
    precompress(Tray(tmp_path), encodings(("gz",)))
    assert compressed.stat().st_mtime_ns == stamp
    page.write_text(TEXT.upper())
    precompress(Tray(tmp_path), encodings(("gz",)))
    assert gzip.decompress(compressed.read_bytes()).decode() == TEXT.upper()
    page.write_text(TEXT)
    compressed.write_bytes(b"broken")
    precompress(Tray(tmp_path), encodings(("gz",)))
    assert compressed.read_bytes() == first


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "brotli", None)
    with pytest.raises(SettingsError, match=r'pip install "pelican-colophon\[brotli\]"'):
        encodings(("gz", "br"))


def test_a_build_compresses_what_it_wrote(site: Site) -> None:
    site.add("a.ipynb", notebook(front("A"), markdown(TEXT)))
    built = site.build(settings='COLOPHON_PRECOMPRESS = ("gz",)')
    assert built.returncode == 0, built.stderr
    assert gzip.decompress((site.output / "a.html.gz").read_bytes()).decode() == site.read("a.html")
