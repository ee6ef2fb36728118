"""Pelican's command, in this process."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from colophon.errors import ColophonError
from colophon.site.printing.interrupts import guard
from colophon.site.sentences import tell_in_sentences


def pelican(words: Sequence[str]) -> int:
    """Run `pelican` with the words of its command line and return its exit status.

    Raises:
        ColophonError: Pelican is not installed.
    """
    try:
        from pelican import log, main
    except ModuleNotFoundError as error:
        raise ColophonError("Pelican is not installed here: pip install pelican-colophon.") from error
    guard()
    tell_in_sentences()
    console: Any = log.console
    console.status = lambda *_: nullcontext()  # a wheel that turns, and takes the line on which progress is told
    try:
        main(list(words))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0
