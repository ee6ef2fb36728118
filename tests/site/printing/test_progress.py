"""Long builds say how far they are, and leave no trace of it on a terminal."""

from __future__ import annotations

import io

from colophon.site.printing.progress import Printing, Progress


class Terminal(io.StringIO):
    rich_proxied_file: object

    def isatty(self) -> bool:
        return True


def test_a_terminal_has_a_bar_that_goes_when_all_is_done() -> None:
    stream = Terminal()
    progress = Progress(stream)
    progress(5, 10)
    assert stream.getvalue() == f"\r\x1b[KConverting notebooks {'█' * 15}{'░' * 15} 5 of 10"
    progress(10, 10)
    progress.end()
    assert stream.getvalue().endswith("5 of 10\r\x1b[K")


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


def test_a_terminal_counts_files_once_a_build_takes_long_and_forgets_them() -> None:
    stream, now = Terminal(), iter([0.0, 1, 2.5, 2.55, 2.7])
    printing = Printing(stream, lambda: next(now))
    for files in (10, 20, 1300, 1340):
        printing(files)
    assert stream.getvalue() == "\r\x1b[KPrinting the site: 20 files\r\x1b[KPrinting the site: 1,340 files"
    printing.end()
    printing.end()
    assert stream.getvalue().endswith("1,340 files\r\x1b[K")


def test_a_log_counts_files_every_ten_seconds() -> None:
    stream, now = io.StringIO(), iter([0.0, 3, 12, 13, 22])
    printing = Printing(stream, lambda: next(now))
    for files in (10, 20, 30, 40):
        printing(files)
    printing.end()
    assert stream.getvalue() == (
        "Colophon: 20 files of the site are there.\nColophon: 40 files of the site are there.\n"
    )


def test_a_terminal_that_rich_has_taken_is_told_in_lines() -> None:
    """`pelican` turns a wheel there; what is written again and again would stand above it each time."""
    stream, now = Terminal(), iter([0.0, 11, 12])
    stream.rich_proxied_file = None
    progress = Progress(stream, lambda: next(now))
    progress(2, 10)
    assert stream.getvalue() == "Colophon: 2 of 10 notebooks are converted.\n"
