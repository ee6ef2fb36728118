"""The loop of a preview: files that change are brought up to date, until the author or JupyterLab ends it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from watchfiles import Change, watch

from colophon.preview.server import Server
from colophon.preview.session import Session

TICK_MILLISECONDS = 200
STEP_MILLISECONDS = 10
"""Without a further change, before changes are handed on."""
DEBOUNCE_MILLISECONDS = 60
"""At most, however many changes there are."""


def run(session: Session, server: Server, settings_file: Path, *, orphaned: Callable[[], bool] = lambda: False) -> None:
    """Serve and watch until interrupted, or until `orphaned` says that nobody is left to preview for.

    Raises:
        KeyboardInterrupt: Ctrl-C, or a signal that is treated like it.
    """
    thread = threading.Thread(target=server.serve_forever, name="server", kwargs={"poll_interval": 0.1}, daemon=True)
    try:
        thread.start()  # an interrupt can come before it returns
        for changed in _changes(session, settings_file):
            if changed:
                session.changed(changed)
            session.tick()
            if orphaned():
                return
    finally:
        if thread.is_alive():
            server.shutdown()
            thread.join()
        server.server_close()


def _changes(session: Session, settings_file: Path) -> Iterator[set[Path]]:
    """Yield what changed, an empty set where nothing did for a while; other folders are watched once there are others.

    A settings file is looked at, not watched: the watch would end where an editor puts a new file in its place.
    """
    modified, looked = _modified(settings_file), time.monotonic()
    while True:
        folders = session.folders
        for changes in watch(
            *folders,
            watch_filter=_Filter(folders, session.left_out),
            debounce=DEBOUNCE_MILLISECONDS,
            step=STEP_MILLISECONDS,
            rust_timeout=TICK_MILLISECONDS,
            yield_on_timeout=True,
        ):
            yield {Path(path) for _, path in changes}
            if time.monotonic() - looked > 0.5:
                looked, before, modified = time.monotonic(), modified, _modified(settings_file)
                if modified != before:
                    yield {settings_file}
            if session.folders != folders:
                break


class _Filter:
    """Leaves out what no page is made from: hidden files, such as JupyterLab's checkpoints, compiled Python, sites."""

    def __init__(self, folders: tuple[Path, ...], left_out: tuple[Path, ...]) -> None:
        self._folders = [folder.resolve() for folder in folders]
        self._left_out = left_out

    def __call__(self, change: Change, path: str) -> bool:
        if any(Path(path).is_relative_to(folder) for folder in self._left_out):
            return False
        parts = next(
            (Path(path).relative_to(folder).parts for folder in self._folders if Path(path).is_relative_to(folder)),
            Path(path).parts,
        )
        return not any(part.startswith(".") or part == "__pycache__" or part.endswith("~") for part in parts)


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
