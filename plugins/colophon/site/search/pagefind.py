"""Pagefind, the program that makes the index; its wheel carries it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from subprocess import PIPE, Popen
from threading import Thread
from typing import IO

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

    def index(self, documents: Mapping[str, str], exclude: Sequence[str]) -> Indexing:
        """Begin the index of some pages, by their names relative to the site.

        `exclude` has the selectors of what is left out. Pages are handed over one by one: those of a folder would be
        numbered in the order in which its file system names them.

        Raises:
            ColophonError: the program cannot be run.
        """
        messages = [
            _message("NewIndex", config={"exclude_selectors": exclude}),
            *(_message("AddFile", index_id=0, file_path=path, file_contents=html) for path, html in documents.items()),
            _message("GetFiles", index_id=0),
        ]
        try:
            process = Popen([self.program, "--service"], bufsize=0, stdin=PIPE, stdout=PIPE, stderr=PIPE)
        except OSError as error:
            raise ColophonError(f"Pagefind cannot be run: {error}. {REMEDY}") from error
        return Indexing(process, messages)


class Indexing:
    """An index that the program makes while this process does something else; it ends with this process."""

    def __init__(self, process: Popen[bytes], messages: Sequence[bytes]) -> None:
        self._answers: list[bytes] = []
        self._error: Exception | None = None
        self._thread = Thread(target=self._ask, args=(process, messages), daemon=True)
        self._thread.start()

    def files(self) -> dict[str, bytes]:
        """Return the files of the index, by names relative to it, when they are made.

        Raises:
            ColophonError: the program failed.
        """
        self._thread.join()
        if self._error:
            raise self._error
        *_, last = map(_answer, self._answers)
        return {file.path: file.content for file in last.files if any(map(PurePosixPath(file.path).match, PARTS))}

    def _ask(self, process: Popen[bytes], messages: Sequence[bytes]) -> None:
        try:
            self._answers = _answers(process, messages)
        except Exception as error:  # for who asks for the files
            self._error = error


def _answers(process: Popen[bytes], messages: Sequence[bytes]) -> list[bytes]:
    """Return what the program says to each message. It takes them all while it works."""
    assert process.stdin and process.stdout and process.stderr
    with process:
        try:
            for message in messages:
                _write(process.stdin, message)
            return b"".join(_read(process.stdout, len(messages))).split(END)[:-1]
        except BrokenPipeError as error:
            why = process.stderr.read().decode(errors="replace").strip().rpartition("\n")[2]
            raise ColophonError(f"Pagefind ended with status {process.wait()}: {why} {REMEDY}") from error
        finally:
            process.kill()


END = b","
"""Of a message, which is JSON in base64."""


class _File(Struct):
    path: str
    content: bytes


class _Payload(Struct):
    message: str = ""
    """What went wrong."""
    files: tuple[_File, ...] = ()


class _Answer(Struct):
    payload: _Payload


def _message(kind: str, **details: object) -> bytes:
    return b64encode(json.encode({"message_id": 0, "payload": {"type": kind, **details}})) + END


def _answer(data: bytes) -> _Payload:
    """Return what an answer says.

    Raises:
        ColophonError: the program could not do what it was asked.
    """
    payload = json.decode(b64decode(data), type=_Answer).payload
    if payload.message:
        raise ColophonError(f"Pagefind failed: {payload.message}. {REMEDY}")
    return payload


def _write(pipe: IO[bytes], data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[pipe.write(left) :]


def _read(pipe: IO[bytes], count: int) -> Iterator[bytes]:
    """Yield so many answers in pieces.

    Raises:
        BrokenPipeError: there are fewer.
    """
    while count:
        part = pipe.read(2**20)
        if not part:
            raise BrokenPipeError
        count -= part.count(END)
        yield part


def find_pagefind() -> Pagefind | None:
    """Return the installed program; None where no wheel carries one, or what reads its index is not there."""
    for name in WHEELS if find_spec("cbor2") else ():
        try:
            if find_spec(name):
                return Pagefind(Path(import_module(name).get_executable()), version(name))
        except (FileNotFoundError, PackageNotFoundError):
            continue
    return None
