"""Ctrl-C while a site is built: Pelican takes it for its own end, with status 0, as if all were well."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from colophon.site.printing.record import say

INTERRUPTED = 130
"""Exit status. Source: 128 and the number of the signal, as shells have it."""


def guard() -> None:
    """From now on, until `interrupt_told` takes over, let an interrupt end the process with its status."""
    if _is_ours_to_set() and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


@contextmanager
def interrupt_told() -> Iterator[None]:
    """Let an interrupt be `KeyboardInterrupt` within, and end the process with its status where nobody takes it.

    Raises:
        SystemExit: 130, interrupted.
    """
    try:
        if _is_ours_to_set() and signal.getsignal(signal.SIGINT) is _end:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        yield
    except KeyboardInterrupt:
        say("interrupted.")
        raise SystemExit(INTERRUPTED) from None


def _is_ours_to_set() -> bool:
    return threading.current_thread() is threading.main_thread()


def _end(number: int, frame: FrameType | None) -> NoReturn:
    say("interrupted.")
    raise SystemExit(INTERRUPTED)
