"""Where a preview builds its site: in the cache, so that the next preview prints only what changed since this one."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from colophon.store import APART


@contextmanager
def own_folder(cache: Path | None) -> Iterator[Path]:
    """Lend a preview a folder that no other preview uses meanwhile.

    It passes where there is no cache, or another preview has the folder in it.
    """
    with ExitStack() as stack:
        kept = _in_cache(cache, stack) if cache else None
        yield kept or Path(stack.enter_context(TemporaryDirectory(prefix="colophon-preview-")))


def _in_cache(cache: Path, stack: ExitStack) -> Path | None:
    folder = cache / APART / "preview"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)  # drafts are in it
        lock = stack.enter_context((folder / "in-use").open("a"))
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # which the system drops when the process ends
    except OSError:
        return None
    return folder
