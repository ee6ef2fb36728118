"""Pagefind, the program that makes the index; its wheel carries it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from colophon.errors import ColophonError

WHEELS = ("pagefind_bin_extended", "pagefind_bin")
"""Packages that carry the program, the richer one first (it also parts Chinese and Japanese text into words)."""

PARTS = ("pagefind.js", "pagefind-entry.json", "*.pf_meta", "wasm.*.pagefind", "*/*.pf_*")
"""The files of an index that our page asks for. Pagefind writes interfaces of its own beside them, half a megabyte."""


class Pagefind(Struct, frozen=True):
    """The installed program."""

    program: Path
    version: str

    def index(self, documents: Mapping[str, str], exclude: str) -> dict[str, bytes]:
        """Return the files of the index of some pages; both by name, relative to the site and to the index.

        Raises:
            ColophonError: the program failed.
        """
        with TemporaryDirectory(prefix="colophon-search-") as name:
            pages, bundle = Path(name, "pages"), Path(name, "bundle")
            for path, html in documents.items():
                target = pages / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(html, encoding="utf-8")
            self._run("--site", str(pages), "--output-path", str(bundle), "--exclude-selectors", exclude, "--silent")
            found = {path for part in PARTS for path in bundle.glob(part)}
            return {path.relative_to(bundle).as_posix(): path.read_bytes() for path in sorted(found)}

    def _run(self, *arguments: str) -> None:
        remedy = "Install the wheel for this machine, or set COLOPHON_SEARCH = False."
        try:
            ended = subprocess.run([self.program, *arguments], capture_output=True, text=True, check=False)
        except OSError as error:
            raise ColophonError(f"Pagefind cannot be run: {error}. {remedy}") from error
        if ended.returncode:
            last = (ended.stderr or ended.stdout).strip().rpartition("\n")[2]
            raise ColophonError(f"Pagefind ended with status {ended.returncode}: {last} {remedy}")


def find_pagefind() -> Pagefind | None:
    """Return the installed program; None where no wheel carries one, or what reads its index is not there."""
    for name in WHEELS if find_spec("cbor2") else ():
        try:
            if find_spec(name):
                return Pagefind(Path(import_module(name).get_executable()), version(name))
        except (FileNotFoundError, PackageNotFoundError):
            continue
    return None
