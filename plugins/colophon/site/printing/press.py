"""A build that never hurts the site that stands: made beside it, checked, then put in its place."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path
from typing import Any

from blinker import ANY, Signal
from msgspec.structs import replace
from pelican import Pelican, signals

from colophon.collector import no_collector
from colophon.site.plain import settings_digest
from colophon.site.posts.causes import own_modules
from colophon.site.posts.reader import SHELF
from colophon.site.printing.exchange import exchange
from colophon.site.printing.interrupts import INTERRUPTED, interrupt_told
from colophon.site.printing.lastsite import begin, fetch, lay, put_away, resting_place
from colophon.site.printing.progress import Printing
from colophon.site.printing.record import Record, Standing, locked, read_record, say, write_record
from colophon.site.printing.standing import look, stands, tell
from colophon.site.printing.tray import Tray
from colophon.site.printing.writer import TRAY
from colophon.site.report import print_problems, print_waiting
from colophon.site.settings import SiteSettings, read_site_settings

FATAL = 2


class Press(Pelican):  # type: ignore[misc]  # Pelican has no types
    """Pelican with a staging folder, a lock and an exit status; a site opts in with `PELICAN_CLASS = Press`."""

    def run(self) -> None:
        """Build into a folder beside the output and swap the two when the build is good; nothing where nothing changed.

        Raises:
            SystemExit: 1 a post was refused, 2 nothing was written, 75 another build runs, 130 interrupted.
        """
        with interrupt_told(), no_collector():
            self._run()

    def _run(self) -> None:
        site = read_site_settings(self.settings)
        output = Path(self.output_path).resolve()  # what a link leads to: a name exchanged with a link's is no site
        with locked(output) as path:
            _recover(output)
            record, now = read_record(path), self._look(site)
            if record.standing and now and stands(record, output, now):
                if now.asked and now.asked != record.standing.asked:
                    write_record(path, replace(record, standing=replace(record.standing, asked=now.asked)))
                status = tell(record.standing)
            else:
                status = self._print(output, path, record, now, site)
        if status and (site["COLOPHON_EXIT_STATUS"] or status == INTERRUPTED):
            raise SystemExit(status)

    def _look(self, site: SiteSettings) -> Standing | None:
        """Return what this build is made from; None where that cannot be told, as with the plugins of others."""
        settings = self.settings
        if list(settings["PLUGINS"]) != ["colophon"] or not _is_alone():
            return None
        theme = Path(settings["THEME"])
        places = [
            site.root, theme, *map(Path, settings["THEME_TEMPLATES_OVERRIDES"]), *own_modules(),
            site.root.parent / site["COLOPHON_LOCK"], site.node_modules / ".package-lock.json",
            *([tokens] if (tokens := site.look(theme)) else []),
        ]  # fmt: skip
        written = [str(site.root / folder) for folder in site.written]
        return look(settings_digest(settings), places, os.environ, written)

    def _print(self, output: Path, path: Path, record: Record, now: Standing | None, site: SiteSettings) -> int:
        if not _may_replace(output, path):
            say(f"{output} holds files that no build of this site made. Empty it, or choose another with -o.")
            return FATAL
        staging = output.with_name(f".{output.name}.next")
        tray = Tray(staging, output if output.exists() else None, record.entries, Printing())
        last, rest = output.with_name(f".{output.name}.last"), self._resting_place(output, site)
        status, new = FATAL, None
        try:
            status = self._build_into(staging, tray)
            tray.settle_all()
            if status == 0 or (status == 1 and site["COLOPHON_KEEP_GOING"]):
                base = last if output.exists() and fetch(last, rest) else staging
                lay(base, staging, output, tray.entries, tray.taken)
                new = base
        except KeyboardInterrupt:
            status = INTERRUPTED
            say("interrupted; the site that stood still stands.")
        except OSError as error:
            status = FATAL
            say(f"{error}. Nothing was replaced; make room or mend the path, then build again.")
        finally:
            tray.end_progress()
            self._point_to(output)
            if status in (0, 1) and new:
                old = _swap(new, output, self.output_retention)
                write_record(path, Record(tray.entries, now and self._standing(now, status, site)))
                if record.entries:
                    put_away(old, rest, {*record.entries, *self.output_retention} - tray.taken.keys())
                else:
                    shutil.rmtree(old, ignore_errors=True)
                    begin(rest, output, tray.entries)
            elif status == 1:
                say("a post was refused; the site that stood still stands (COLOPHON_KEEP_GOING swaps all the same).")
            for folder in (staging, last):
                shutil.rmtree(folder, ignore_errors=True)
        return status

    def _standing(self, now: Standing, status: int, site: SiteSettings) -> Standing:
        """Return what is to be known of this build, beside what it was made from, when somebody asks for it again."""
        shelf, _ = self.settings[SHELF]
        printed = io.StringIO()
        print_problems(shelf, printed)
        print_waiting(shelf, printed)
        is_by_clock = not site["COLOPHON_NOW"] and not os.environ.get("SOURCE_DATE_EPOCH")
        due = [date.timestamp() for date in shelf.waiting.values()] if is_by_clock else []
        status = status if site["COLOPHON_EXIT_STATUS"] else 0
        return replace(now, until=min(due, default=None), report=printed.getvalue(), status=status)

    def _resting_place(self, output: Path, site: SiteSettings) -> Path | None:
        """Return where the site that stood before lies until the next build; None: it is deleted."""
        return resting_place(site.store.folder)

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


def _is_alone() -> bool:
    """Whether nothing but Colophon listens to Pelican's signals."""
    every = (each for each in vars(signals).values() if isinstance(each, Signal))
    return all(receiver.__module__.startswith("colophon.") for each in every for receiver in each.receivers_for(ANY))


def _may_replace(output: Path, record: Path) -> bool:
    """Whether the output is absent, empty, or made by an earlier build, as the record beside it says."""
    return not output.exists() or not any(output.iterdir()) or bool(record.read_text())


def _recover(output: Path) -> None:
    """Put the old site back where a build was killed between the two renames of a swap that was not one step."""
    old = output.with_name(f".{output.name}.old")
    if old.exists() and not output.exists():
        old.rename(output)
    shutil.rmtree(old, ignore_errors=True)


def _swap(new: Path, output: Path, retained: list[Any]) -> Path:
    """Put the new site in the old one's place, with the old one's entries that OUTPUT_RETENTION names.

    Return where the old one is now.
    """
    if not output.exists():
        new.rename(output)
        return new
    for name in retained:
        kept, place = output / name, new / name
        if kept.is_dir() and not place.exists():
            shutil.copytree(kept, place, copy_function=os.link)
        elif kept.exists() and not place.exists():
            os.link(kept, place)
    if exchange(new, output):
        return new
    old = output.with_name(f".{output.name}.old")
    output.rename(old)
    new.rename(output)
    return old
