"""A build that never hurts the site that stands: made beside it, checked, then put in its place."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pelican import Pelican

from colophon.site.exchange import exchange
from colophon.site.settings import read_site_settings
from colophon.site.tray import Tray, read_record, write_record
from colophon.site.writer import TRAY

FATAL, BUSY, INTERRUPTED = 2, 75, 130


class Press(Pelican):  # type: ignore[misc]  # Pelican has no types
    """Pelican with a staging folder, a lock and an exit status; a site opts in with `PELICAN_CLASS = Press`."""

    def run(self) -> None:
        """Build into a folder beside the output and swap the two when the build is good.

        Raises:
            SystemExit: 1 a post was refused, 2 nothing was written, 75 another build runs, 130 interrupted.
        """
        site = read_site_settings(self.settings)
        output = Path(self.output_path)
        with _lock(output) as record:
            _recover(output)
            status = self._print(output, record, keep_going=site["COLOPHON_KEEP_GOING"])
        if status and (site["COLOPHON_EXIT_STATUS"] or status == INTERRUPTED):
            raise SystemExit(status)

    def _print(self, output: Path, record: Path, *, keep_going: bool) -> int:
        if not _may_replace(output, record):
            _say(f"{output} holds files that no build of this site made. Empty it, or choose another with -o.")
            return FATAL
        staging = output.with_name(f".{output.name}.next")
        tray = Tray(staging, output, read_record(record.read_text()))
        status = FATAL
        try:
            status = self._build_into(staging, tray)
            tray.settle_all()
        except KeyboardInterrupt:
            status = INTERRUPTED
            _say("interrupted; the site that stood still stands.")
        except OSError as error:
            _say(f"{error}. Nothing was replaced; make room or mend the path, then build again.")
        finally:
            self._point_to(output)
            if status == 0 or (status == 1 and keep_going):
                _swap(staging, output, self.output_retention)
                record.write_text(write_record(tray.entries))
            elif status == 1:
                _say("a post was refused; the site that stood still stands (COLOPHON_KEEP_GOING swaps all the same).")
            shutil.rmtree(staging, ignore_errors=True)
        return status

    def _build_into(self, staging: Path, tray: Tray) -> int:
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        self._point_to(staging)
        self.settings[TRAY] = tray
        try:
            super().run()
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else FATAL
        return 0

    def _point_to(self, folder: Path) -> None:
        self.output_path = self.settings["OUTPUT_PATH"] = str(folder)


@contextmanager
def _lock(output: Path) -> Iterator[Path]:
    """Hold the output's lock, a file beside it, and yield its path; the system drops it when the process ends.

    Raises:
        SystemExit: 75, another build holds it.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    path = output.with_name(f".{output.name}.press")
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            _say(f"another build writes to {output}. Wait for it, or choose another output with -o.")
            raise SystemExit(BUSY) from None
        yield path


def _may_replace(output: Path, record: Path) -> bool:
    """Whether the output is absent, empty, or made by an earlier build, as the record beside it says."""
    return not output.exists() or not any(output.iterdir()) or bool(record.read_text())


def _recover(output: Path) -> None:
    """Put the old site back where a build was killed between the two renames of a swap that was not one step."""
    old = output.with_name(f".{output.name}.old")
    if old.exists() and not output.exists():
        old.rename(output)
    shutil.rmtree(old, ignore_errors=True)


def _swap(staging: Path, output: Path, retained: list[Any]) -> None:
    """Put the new site in the old one's place, with the old one's entries that OUTPUT_RETENTION names."""
    if not output.exists():
        staging.rename(output)
        return
    for name in retained:
        if (output / name).exists() and not (staging / name).exists():
            shutil.copytree(output / name, staging / name, copy_function=os.link) if (
                output / name
            ).is_dir() else os.link(output / name, staging / name)
    if not exchange(staging, output):
        old = output.with_name(f".{output.name}.old")
        output.rename(old)
        staging.rename(output)
        shutil.rmtree(old, ignore_errors=True)


def _say(sentence: str) -> None:
    print(f"Colophon: {sentence}", file=sys.stderr)
