"""The state of a preview: the last whole build, the pages that are newer, and what is wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from msgspec import Struct

from colophon.errors import Refused
from colophon.preview.notices import Notice, for_page, notices, of_build
from colophon.render.memory import Memory
from colophon.site.warm import BuildError, WarmSite, build

QUIET_SECONDS = 0.7
"""Without a change, before the whole site is built again."""
PATIENCE_SECONDS = 0.5
HALF_WRITTEN = frozenset({"C001", "C003"})
"""What a notebook seems to be while it is being written: it is looked at again before anything is said."""

Build = Callable[[Path, Path | None, Path], WarmSite]


class View(Struct, frozen=True):
    """What a page's script compares with what it shows."""

    name: str
    """The file of the page; where its notebook has moved, the new one."""
    html: bytes | None
    """None where there is no such page."""
    digest: str
    notices: tuple[Notice, ...]


class _New(Struct, frozen=True):
    """A file that is newer than the last whole build."""

    data: bytes
    since: float
    """Monotonic seconds: when what it was made from was looked at."""


class Session:
    """One preview. `changed` and `tick` belong to one thread, everything else to any."""

    def __init__(self, settings_file: Path, content: Path | None, folder: Path, *, build: Build = build) -> None:
        """`folder` is the preview's own; the site is built into a folder in it."""
        self._folder = folder
        self._order = (settings_file, content, folder / "site")
        self._build = build
        self._memory = Memory()
        self._news = threading.Condition()
        self._version = 0
        self._site: WarmSite | None = None
        self._sources: dict[str, PurePosixPath] = {}
        """Every page that ever had a notebook, by the name of its file."""
        self._new: dict[str, _New] = {}
        self._kept: dict[str, tuple[PurePosixPath, bytes]] = {}
        """Files of the last good page of each notebook that cannot be printed now, with the notebook."""
        self._theme_names: set[str] = set()
        self._notices: tuple[Notice, ...] = ()
        self._again: dict[PurePosixPath, float] = {}
        """Notebooks that seem half written, and since when (monotonic seconds)."""
        self._open: list[PurePosixPath] = []
        """Notebooks whose pages were opened lately and are not warm yet."""
        self._warm: set[PurePosixPath] = set()
        self._changed_at = 0.0
        self._due = threading.Event()
        self._ended = threading.Event()
        self._builder = threading.Thread(target=self._keep_building, name="builder")

    def start(self) -> None:
        """Build the site for the first time; what is wrong with it is a notice."""
        self._build_once()
        self._builder.start()

    def end(self) -> None:
        """Wake everybody who waits, and wait for a build that is under way."""
        self._ended.set()
        self._due.set()
        with self._news:
            self._news.notify_all()
        if self._builder.is_alive():
            self._builder.join()

    @property
    def ended(self) -> bool:
        """Whether `end` was called."""
        return self._ended.is_set()

    @property
    def folders(self) -> tuple[Path, ...]:
        """Return the folders to watch: content and theme; that of the settings file where nothing could be built."""
        return self._site.folders if self._site else (self._order[0].resolve().parent,)

    @property
    def left_out(self) -> tuple[Path, ...]:
        """Return the folders in which a change means nothing: the preview's own, and others that builds write to."""
        return (self._folder.resolve(), *(self._site.written if self._site else ()))

    # What the server asks

    def wait(self, version: int, seconds: float) -> int:
        """Return the version of the state once it is another than `version`, or after so many seconds."""
        with self._news:
            self._news.wait_for(lambda: self._version != version or self.ended, seconds)
            return self._version

    def file(self, name: str) -> bytes | None:
        """Return a file of the site as it is now; None where there is none. Nothing outside the site is read."""
        new = self._new.get(name)
        if new:
            return new.data
        root = self._order[2].resolve()
        try:
            path = (root / name).resolve()
            if path.is_relative_to(root):
                return path.read_bytes()
        except (OSError, ValueError):  # none, a folder, a name with a NUL
            pass
        return self._kept[name][1] if name in self._kept else None

    def view(self, name: str) -> View:
        """Return a page as it is now."""
        source = self._sources.get(name)
        html = self.file(name)
        if html is None and source:
            name = next((page for page, path in self._pages().items() if path == source), name)
            html = self.file(name)
        found = tuple(for_page(self._notices, str(source or "")))
        return View(name, html, _digest(html or b""), found)

    def styles(self) -> dict[str, str]:
        """Return a digest of each file of the theme that changed while the preview ran."""
        new = ((name, self._new.get(name)) for name in sorted(self._theme_names))
        return {name: _digest(found.data) for name, found in new if found}

    def opened(self, name: str) -> None:
        """Note that somebody looks at a page, so that its next change shows at once."""
        source = self._sources.get(name)
        if source and source not in self._warm:
            self._open.append(source)

    # What the disk says

    def changed(self, paths: Iterable[Path]) -> None:
        """Bring up to date what the files mean: their pages at once, all others soon."""
        site = self._site
        self._changed_at = time.monotonic()
        for path in sorted(paths):
            name = site.theme_file(path.resolve()) if site else None
            if site and name:
                self._take_theme_file(name, path)
            elif site and (inside := _inside(path, site.folders[0])):
                self._take_content(inside, path)
        self._due.set()

    def tick(self) -> None:
        """Do what was put off: look again at notebooks that were half written, make opened ones warm."""
        for path, since in tuple(self._again.items()):
            if time.monotonic() - since > PATIENCE_SECONDS:
                self._renew(path, last_try=True)
        while self._open:
            self._renew(self._open.pop(0))

    def _take_content(self, inside: PurePosixPath, path: Path) -> None:
        """Print again what a file of the content folder means: its page, or those that are open and may use it."""
        if inside.suffix != ".ipynb":
            for source in tuple(self._warm):
                self._renew(source)
        elif path.exists():
            self._renew(inside)
        else:
            self._kept = {name: kept for name, kept in self._kept.items() if kept[0] != inside}

    def _renew(self, path: PurePosixPath, *, last_try: bool = False) -> None:
        """Print the page of one notebook again."""
        begin = time.monotonic()
        self._again.pop(path, None)
        try:
            fresh = self._site.renew(path, self._memory) if self._site else None
        except Refused as refusal:
            if not last_try and HALF_WRITTEN & {problem.code for problem in refusal.problems}:
                self._again[path] = begin
                return
            self._keep_page(path)
            self._tell(path, notices(("refused", problem) for problem in refusal.problems))
            return
        except Exception as error:  # a template that is being written, say: the build that follows tells it
            self._tell(path, (Notice("fatal", str(path), str(path), f"{type(error).__name__}: {error}"),))
            return
        self._warm.add(path)
        if fresh is None:
            return
        with self._news:
            self._new |= {name: _New(data, begin) for name, data in fresh.files.items()}
        self._tell(path, ())

    def _tell(self, path: PurePosixPath, refusals: tuple[Notice, ...]) -> None:
        """Put what keeps a notebook from being printed in the place of what did."""
        others = (each for each in self._notices if each.path != str(path) or each.severity == "warning")
        self._notices = (*refusals, *others)
        self._say()

    def _keep_page(self, path: PurePosixPath) -> None:
        """Keep the last good page of a notebook and its pictures, which the next build will not have."""
        for name in self._site.files_of(path) if self._site else ():
            if (data := self.file(name)) is not None:
                self._kept[name] = path, data

    def _take_theme_file(self, name: str, path: Path) -> None:
        try:
            self._new[name] = _New(path.read_bytes(), time.monotonic())
        except OSError:  # it is gone
            self._new.pop(name, None)
        self._theme_names.add(name)
        self._say()

    # The whole site

    def _keep_building(self) -> None:
        while not self.ended:
            self._due.wait()
            if time.monotonic() - self._changed_at < QUIET_SECONDS and not self.ended:
                time.sleep(0.05)
                continue
            self._due.clear()
            if not self.ended:
                self._build_once()

    def _build_once(self) -> None:
        begin = time.monotonic()
        try:
            site = self._build(*self._order)
        except BuildError as error:
            self._notices = of_build(error)
            self._say()
            return
        with self._news:
            self._sources |= site.sources()
            self._new = {name: new for name, new in self._new.items() if new.since > begin}
            self._site = site
        self._notices = notices(site.problems())
        self._say()

    def _pages(self) -> dict[str, PurePosixPath]:
        return self._site.sources() if self._site else {}

    def _say(self) -> None:
        with self._news:
            self._version += 1
            self._news.notify_all()


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=12).hexdigest()


def _inside(path: Path, folder: Path) -> PurePosixPath | None:
    """Return a path relative to a folder; None where it is not in there."""
    path, folder = path.resolve(), folder.resolve()
    return PurePosixPath(path.relative_to(folder)) if path.is_relative_to(folder) else None
