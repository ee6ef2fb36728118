"""A build of the whole site that is kept, so that the page of one notebook can be made again in a moment."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import Struct
from pelican import signals
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, PagesGenerator
from pelican.log import console
from pelican.readers import Readers
from pelican.settings import read_settings

from colophon.errors import ColophonError
from colophon.model import Problem, Severity
from colophon.render.memory import Memory
from colophon.site import adapter
from colophon.site.discovery.citation import citation
from colophon.site.escaping import plain_text
from colophon.site.files import CONTENT_LISTS, TRANSLATIONS, FileGenerator, published_notebooks
from colophon.site.paper import Paper
from colophon.site.posts.reader import SHELF
from colophon.site.posts.shelf import Shelf
from colophon.site.printing.press import Press
from colophon.site.settings import SiteSettings, read_site_settings
from colophon.site.themefiles import PLAIN

PREVIEWED = {
    "SITEURL": "",
    "RELATIVE_URLS": True,  # the same pages behind any prefix
    "COLOPHON_EXIT_STATUS": False,
    "COLOPHON_KEEP_GOING": True,
    "DELETE_OUTPUT_DIRECTORY": False,
    "BIND": "127.0.0.1",
    PLAIN: True,  # a change of the theme shows at once
}
"""Settings that a preview has whatever the file says."""


class BuildError(ColophonError):
    """A site that could not be built; what stood before stands."""

    def __init__(self, message: str, problems: tuple[Judged, ...] = ()) -> None:
        self.problems = problems
        super().__init__(message)


Judged = tuple[Severity, Problem]
"""A problem, and how bad it is on this site."""


class Fresh(Struct, frozen=True):
    """The page of one notebook, made again."""

    name: str
    """The file of the page, relative to the site."""
    files: Mapping[str, bytes]
    """The page and all that it needs and that is new, by name."""


class WarmSite:
    """A built site: its files lie in a folder, what made them stays in memory."""

    def __init__(self, press: _KeptPress, output: Path, written: tuple[Path, ...]) -> None:
        """`written` are the folders in the content folder that builds write to."""
        self.output = output
        self.written = written
        self._press = press
        self._shelf: Shelf = press.settings[SHELF][0]

    def sources(self) -> dict[str, PurePosixPath]:
        """Return the notebook of each page that has one, by the name of the page's file."""
        return {content.save_as: content.article.post.path for content in self._contents()}

    def problems(self) -> tuple[Judged, ...]:
        """Return everything that is wrong, sorted by file and cell."""
        return _judged(self._shelf)

    def theme_file(self, path: Path) -> str | None:
        """Return the name that a file of the theme's static folders has in the site; None for any other file."""
        settings = self._press.settings
        for folder in settings["THEME_STATIC_PATHS"]:
            place = (Path(settings["THEME"]) / folder).resolve()
            if path.is_relative_to(place):
                return (PurePosixPath(settings["THEME_STATIC_DIR"]) / path.relative_to(place).as_posix()).as_posix()
        return None

    @property
    def folders(self) -> tuple[Path, Path]:
        """Return the content folder and the theme's."""
        return Path(self._press.settings["PATH"]), Path(self._press.settings["THEME"])

    def files_of(self, path: PurePosixPath) -> set[str]:
        """Return the names of a notebook's page and of what it needs."""
        return {name for each in self._contents() if each.article.post.path == path for name in self._names(each)}

    def renew(self, path: PurePosixPath, memory: Memory) -> Fresh | None:
        """Return the page of a notebook as it is now; None where the whole site has to be built for it.

        That is so for a notebook without a page, and for one that took another address or status. Nothing is written.

        Raises:
            Refused: the notebook cannot be published now; its page stands as it was.
        """
        old = next((content for content in self._contents() if content.article.post.path == path), None)
        if old is None:
            return None
        self._shelf.renew(path, memory)
        new = self._read(old)
        if (new.save_as, new.status) != (old.save_as, old.status):
            return None
        self._put_in_place(old, new)
        return Fresh(new.save_as, {**self._files(new), new.save_as: self._page(new).encode()})

    def _contents(self) -> Iterator[Any]:
        return published_notebooks(self._press.generators[0].context)

    def _read(self, old: Content) -> Any:
        """Return the notebook as Pelican's content, with what only a whole build tells taken over from the old one."""
        settings, context = self._press.settings, self._press.generators[0].context
        path = old.article.post.path
        self._shelf.article(path)  # raises what Pelican would only log
        new = Readers(settings).read_file(settings["PATH"], str(path), type(old), context=context)
        for name, value in vars(old).items():
            if name not in old.metadata and not name.startswith("_") and not callable(value):
                vars(new).setdefault(name, value)
        new.translations = old.translations
        _generator(self._press.generators, FileGenerator).bring(new)
        adapter.describe_one(new, *settings[SHELF])
        if hasattr(new, "citation"):  # the old one's, which names the old title
            site_url = read_site_settings(settings).canonical_url
            new.citation = citation(new, site_url, plain_text(settings["SITENAME"]))
        new.refresh_metadata_intersite_links()
        return new

    def _put_in_place(self, old: Content, new: Content) -> None:
        """Let the new content stand wherever the old one stood."""
        context = self._press.generators[0].context
        lists = [context.get(name) for name in (*CONTENT_LISTS, "dates")]
        lists += [getattr(each, name, None) for each in self._press.generators for name in TRANSLATIONS]
        lists += [each.translations for each in old.translations]
        lists += [each for _, each in context.get("tags", ())]
        lists += [series.articles for series in context.get("series", {}).values()]
        for contents in filter(None, lists):
            contents[:] = [new if each is old else each for each in contents]
        context["generated_content"][new.get_relative_source_path()] = new

    def _page(self, content: Any) -> str:
        """Return the page, printed by Pelican's own generator of such pages."""
        settings = self._press.settings
        writer = Paper(settings["OUTPUT_PATH"], settings=settings)
        kind = PagesGenerator if type(content).__name__ == "Page" else ArticlesGenerator
        generator = copy.copy(_generator(self._press.generators, kind))
        lists = [name for name in CONTENT_LISTS if hasattr(generator, name)]
        wanted = next(name for name in lists if content in getattr(generator, name))
        for name in lists:
            setattr(generator, name, [content] if name == wanted else [])
        if kind is PagesGenerator:
            generator.generate_output(writer)
        else:
            write = _partial(writer.write_file, settings["RELATIVE_URLS"])
            (generator.generate_drafts if wanted.startswith("drafts") else generator.generate_articles)(write)
        return writer.printed[content.save_as]

    def _files(self, content: Any) -> dict[str, bytes]:
        """Return the pictures of the article, and its notebook for download."""
        assets = self._shelf.assets(content.article.post.path)
        files = {f"assets/{asset.name}": asset.data for asset in assets}
        return files | {content.download_url: Path(content.source_path).read_bytes()}

    def _names(self, content: Any) -> Iterator[str]:
        yield content.save_as
        yield content.download_url
        yield from (f"assets/{asset.name}" for asset in content.article.assets)


def build(settings_file: Path, content: Path | None, output: Path) -> WarmSite:
    """Build the site into `output` and keep what made it.

    Raises:
        BuildError: nothing was replaced; the message says why.
    """
    console.quiet = True
    try:
        settings = _settings(settings_file, content)
        site = read_site_settings(settings)
        adapter.leave_out(settings, site.written)
        settings["OUTPUT_PATH"] = str(output)
        press = _KeptPress(settings)
    except Exception as error:  # a settings file is a program
        raise BuildError(f"{settings_file}: {type(error).__name__}: {error}") from error
    try:
        press.run()
    except SystemExit as end:
        raise BuildError(*_why(press, end)) from end
    except Exception as error:  # a template, or a foreign plugin
        raise BuildError(_place(error)) from error
    if press.status:
        raise BuildError(*_why(press, SystemExit(press.status)))
    return WarmSite(press, output, tuple(site.root / folder for folder in site.written))


def store_folder(settings_file: Path, content: Path | None) -> Path | None:
    """Return where the site keeps what it has made; None where it keeps nothing, or nobody can tell."""
    try:
        return read_site_settings(_settings(settings_file, content)).store.folder
    except Exception:  # a settings file is a program; the build tells what is wrong with it
        return None


def _settings(settings_file: Path, content: Path | None) -> dict[str, Any]:
    _forget_modules_beside(settings_file)
    found: dict[str, Any] = read_settings(
        str(settings_file), {**PREVIEWED, **({"PATH": str(content)} if content else {})}
    )
    return found


class _KeptPress(Press):
    """A press whose generators are still there when it has run, and which leaves it to others to tell of problems."""

    generators: list[Any]
    status = 0

    def init_plugins(self) -> None:
        super().init_plugins()
        signals.finalized.disconnect(adapter.report)

    def run(self) -> None:
        def keep(generators: list[Any]) -> None:
            self.generators = generators

        signals.all_generators_finalized.connect(keep)
        try:
            super().run()
        finally:
            signals.all_generators_finalized.disconnect(keep)

    def _resting_place(self, output: Path, site: SiteSettings) -> Path:
        """Keep it beside a preview's site; that in the cache itself is of the built site."""
        return output.with_name("last-site")

    def _look(self, site: SiteSettings) -> None:
        """Build also what stands already: the generators are wanted."""

    def _print(self, *arguments: Any) -> int:
        self.status = super()._print(*arguments)
        return self.status


def _generator(generators: list[Any], kind: type) -> Any:
    return next(generator for generator in generators if type(generator) is kind)


def _partial(write: Callable[..., None], relative: bool) -> Callable[..., None]:
    return lambda *arguments, **named: write(*arguments, relative_urls=relative, **named)


def _judged(shelf: Shelf) -> tuple[Judged, ...]:
    return tuple((shelf.severity(problem), problem) for problem in shelf.problems)


def _why(press: Press, end: SystemExit) -> tuple[str, tuple[Judged, ...]]:
    """Return what stopped a build, and the problems that were found before."""
    if SHELF not in press.settings:
        return f"The site could not be built (status {end.code}).", ()
    problems = _judged(press.settings[SHELF][0])
    return "Nothing was built: something is fatal.", tuple(each for each in problems if each[0] == "fatal")


def _place(error: Exception) -> str:
    """Return an error with the file and line that it names, as Jinja's do."""
    file, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    where = f"{file}, line {line}: " if file and line else ""
    return f"{where}{type(error).__name__}: {error}"


def _forget_modules_beside(settings_file: Path) -> None:
    """Let a settings file import its neighbours anew: `publishconf.py` begins with `from pelicanconf import *`."""
    folder = settings_file.resolve().parent
    for name, module in tuple(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).parent == folder and name != "__main__":
            del sys.modules[name]
