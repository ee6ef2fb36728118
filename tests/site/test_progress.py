"""Long builds say how far they are, and leave no trace of it on a terminal."""

from __future__ import annotations

import io

from colophon.site.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_has_a_bar_that_goes_when_all_is_done() -> None:
    stream = Terminal()
    progress = Progress(stream)
    progress(5, 10)
    assert stream.getvalue() == f"\r\x1b[KConverting notebooks {'█' * 15}{'░' * 15} 5 of 10"
    progress(10, 10)
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_log_has_a_line_every_ten_seconds() -> None:
    stream, now = io.StringIO(), iter([0.0, 1, 11, 11, 12, 13])
    progress = Progress(stream, lambda: next(now))
    for done in (1, 2, 3):
        progress(done, 10)
    assert stream.getvalue() == "Colophon: 2 of 10 notebooks are converted.\n"


def test_a_short_build_says_nothing() -> None:
    stream = Terminal()
    Progress(stream)(1, 3)
    assert stream.getvalue() == ""
