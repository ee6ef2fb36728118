"""Pagefind, the program that makes the index; its wheel carries it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from subprocess import PIPE, Popen

from msgspec import Struct, json

from colophon.errors import ColophonError

WHEELS = ("pagefind_bin_extended", "pagefind_bin")
"""Packages that carry the program, the richer one first (it also parts Chinese and Japanese text into words)."""

PARTS = ("pagefind.js", "pagefind-entry.json", "*.pf_meta", "wasm.*.pagefind", "*/*.pf_*")
"""The files of an index that our page asks for. Pagefind makes interfaces of its own beside them, half a megabyte."""

REMEDY = "Install the wheel for this machine, or set COLOPHON_SEARCH = False."


class Pagefind(Struct, frozen=True):
    """The installed program."""

    program: Path
    version: str

    def index(self, documents: Mapping[str, str], exclude: Sequence[str]) -> dict[str, bytes]:
        """Return the files of the index of some pages; both by name, relative to the site and to the index.

        `exclude` has the selectors of what is left out. Pages are handed over one by one: those of a folder would be
        numbered in the order in which its file system names them.

        Raises:
            ColophonError: the program failed.
        """
        try:
            process = Popen([self.program, "--service"], bufsize=0, stdin=PIPE, stdout=PIPE, stderr=PIPE)
        except OSError as error:
            raise ColophonError(f"Pagefind cannot be run: {error}. {REMEDY}") from error
        with process:
            try:
                made = _ask(process, "NewIndex", config={"exclude_selectors": exclude}).index_id
                for path, html in documents.items():
                    _ask(process, "AddFile", index_id=made, file_path=path, file_contents=html)
                files = _ask(process, "GetFiles", index_id=made).files
            except BrokenPipeError as error:
                raise ColophonError(
                    f"Pagefind ended with status {process.wait()}: {_last(process)} {REMEDY}"
                ) from error
            finally:
                process.kill()
        return {file.path: file.content for file in files if any(map(PurePosixPath(file.path).match, PARTS))}


class _File(Struct):
    path: str
    content: bytes


class _Payload(Struct):
    message: str = ""
    """What went wrong."""
    index_id: int = 0
    files: tuple[_File, ...] = ()


class _Answer(Struct):
    payload: _Payload


def _ask(process: Popen[bytes], kind: str, **details: object) -> _Payload:
    """Return what Pagefind answers to a message.

    Raises:
        BrokenPipeError: it ended.
        ColophonError: it cannot do what it is asked.
    """
    assert process.stdin and process.stdout
    message = json.encode({"message_id": 0, "payload": {"type": kind, **details}})
    left = memoryview(b64encode(message) + b",")
    while left:
        left = left[process.stdin.write(left) :]
    answer = b""
    while not answer.endswith(b","):
        part = process.stdout.read(2**20)
        if not part:
            raise BrokenPipeError
        answer += part
    payload = json.decode(b64decode(answer[:-1]), type=_Answer).payload
    if payload.message:
        raise ColophonError(f"Pagefind failed: {payload.message}. {REMEDY}")
    return payload


def _last(process: Popen[bytes]) -> str:
    """Return the last line that it said of its end."""
    assert process.stderr
    return process.stderr.read().decode(errors="replace").strip().rpartition("\n")[2]


def find_pagefind() -> Pagefind | None:
    """Return the installed program; None where no wheel carries one, or what reads its index is not there."""
    for name in WHEELS if find_spec("cbor2") else ():
        try:
            if find_spec(name):
                return Pagefind(Path(import_module(name).get_executable()), version(name))
        except (FileNotFoundError, PackageNotFoundError):
            continue
    return None
