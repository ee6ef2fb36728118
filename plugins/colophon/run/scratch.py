"""The scratch copy of the content folder in which a post runs, and what the post has read of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType

from colophon.run.files import file_digest

SKIPPED_ENDINGS = (".ipynb", ".pyc")
"""Notebooks are left out, so that no post depends on the outputs of another."""


class Scratch:
    """A folder with a copy of the content folder (`content`), a home (`home`) and room for the kernel's own files.

    Hidden files and folders, notebooks and links that lead out of the content folder are not copied.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._folder = tempfile.TemporaryDirectory(prefix="colophon-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name).resolve()
        self.content = self.folder / "content"
        self.home = self.folder / "home"
        self.reads = self.folder / "reads"
        self._copied: dict[PurePosixPath, tuple[int, int, int]] = {}

    def __enter__(self) -> Scratch:
        (self.home / "tmp").mkdir(parents=True)
        self.content.mkdir()
        try:
            for source in content_files(self._root):
                self._copy(source)
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def working_folder(self, post: PurePosixPath) -> Path:
        """Return the folder in which the post runs: the copy of its own."""
        folder = self.content / post.parent
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def digests(self) -> dict[str, str]:
        """Return path and digest of each file of the content folder that was read, as it was when it was copied.

        Read is what the kernel has logged, and what the file system saw: a first read sets the time of access,
        whatever program or library it was that read.
        """
        logged = {self._relative(name) for name in self._logged()}
        read = sorted(path for path in self._copied if path in logged or self._was_touched(path))
        return {str(path): self._digest(path) for path in read}

    def _copy(self, source: Path) -> None:
        relative = PurePosixPath(source.relative_to(self._root))
        target = self.content / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)  # a clone where the file system can, else copied by the kernel
        shutil.copymode(source, target)
        written = target.stat()
        os.utime(target, ns=(0, written.st_mtime_ns))
        self._copied[relative] = (written.st_mtime_ns, written.st_size, 0)

    def _logged(self) -> Iterator[str]:
        if self.reads.exists():
            yield from os.fsdecode(self.reads.read_bytes()).split("\0")[:-1]

    def _relative(self, name: str) -> PurePosixPath:
        try:
            return PurePosixPath(Path(name).resolve().relative_to(self.content))
        except (OSError, RuntimeError, ValueError):
            return PurePosixPath()

    def _was_touched(self, path: PurePosixPath) -> bool:
        try:
            return (self.content / path).stat().st_atime_ns != self._copied[path][2]
        except OSError:  # the post has deleted it
            return True

    def _digest(self, path: PurePosixPath) -> str:
        """Return the digest of the copy, or of the original where the post has changed its copy."""
        copy = self.content / path
        try:
            now = copy.stat()
            is_whole = (now.st_mtime_ns, now.st_size) == self._copied[path][:2]
        except OSError:
            is_whole = False
        return file_digest(copy if is_whole else self._root / path)


def content_files(root: Path) -> Iterator[Path]:
    """Yield the files that a post can read; `root` is resolved, and a link to a file counts where it stays in there."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and not name.endswith(SKIPPED_ENDINGS) and _is_own(path, root):
                yield path


def _is_own(path: Path, root: Path) -> bool:
    try:
        place = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return place.is_file() and place.is_relative_to(root)
