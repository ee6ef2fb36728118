"""The words of the command line; what they do is done elsewhere, and imported when it is asked for."""

from __future__ import annotations

import argparse
import atexit
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import NoReturn

from colophon import __version__
from colophon.cli import build, check, clean, new, preview, run, verify
from colophon.errors import ColophonError

COMMANDS = {
    "new": new, "check": check, "run": run, "verify": verify, "clean": clean, "preview": preview, "build": build,
}  # fmt: skip
"""Each module has `add_arguments(parser)` and `run(arguments) -> exit status`; its first line is its help."""

FATAL, WRONG_USAGE, INTERRUPTED = 2, 64, 130
"""Exit statuses. Source: sysexits.h (64), and 128 and the number of the signal (130)."""


class _Parser(argparse.ArgumentParser):
    """Ends wrong usage with 64: argparse's 2 is taken for what is fatal."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USAGE, f"{self.format_usage()}{self.prog}: {message}. See {self.prog} --help.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 good, 1 a post is refused, 2 fatal, 64 wrong usage.

    Without `argv` it is the command of this process, which ends here where no thread is left to wait for.
    """
    if argv is None:
        _write_anything()
    status = _status(argv)
    if argv is None and all(each.daemon for each in threading.enumerate() if each is not threading.main_thread()):
        _leave(status)
    return status


def _status(argv: Sequence[str] | None) -> int:
    try:
        arguments = parser().parse_args(argv)
        return int(COMMANDS[arguments.command].run(arguments))
    except SystemExit as end:  # argparse: --help, --version, wrong usage
        return end.code if isinstance(end.code, int) else 0
    except ColophonError as error:
        print(f"colophon: {error}", file=sys.stderr)
        return FATAL
    except KeyboardInterrupt:
        print("colophon: interrupted", file=sys.stderr)
        return INTERRUPTED


def _write_anything() -> None:
    """Let a terminal that cannot show a character be given its number: titles are written in every script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _leave(status: int) -> NoReturn:
    """End the process as it would end, but for freeing every object first, which takes a twentieth of a build."""
    atexit._run_exitfuncs()
    with suppress(OSError):  # nobody reads any more
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = _Parser(prog="colophon", description="Turn Jupyter notebooks into a blog.")
    top.add_argument("--version", action="version", version=f"colophon {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        summary = (module.__doc__ or "").split("\n")[0]
        module.add_arguments(commands.add_parser(name, help=summary, description=summary))
    return top
