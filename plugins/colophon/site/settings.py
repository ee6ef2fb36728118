"""What a site can choose: the table of Colophon's settings, read and checked once a build."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from msgspec import Struct

from colophon.errors import SettingsError
from colophon.model import Severity
from colophon.pagelimits import NAMES, are_limits
from colophon.rules import ALWAYS_FATAL, RULES
from colophon.run.pins import read_pins
from colophon.site.places import Places, read_places
from colophon.store import Store


class Setting(Struct, frozen=True):
    """One setting: its default, what it takes, and what it is for."""

    default: object
    takes: str
    accepts: Callable[[Any], bool]


def _text(value: object) -> bool:
    return isinstance(value, str)


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _texts(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(part, str) for item in value.items() for part in item)


def _severities(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        code in RULES and code not in ALWAYS_FATAL and severity in get_args(Severity)
        for code, severity in value.items()
    )


def _names(value: object) -> bool:
    return isinstance(value, tuple | list) and all(isinstance(part, str) for part in value)


def _pair(value: object) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2 and all(isinstance(part, str) for part in value)


def _moment(value: object) -> bool:
    try:
        return isinstance(value, str) and (not value or bool(datetime.fromisoformat(value)))
    except ValueError:
        return False


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


SEVERITIES = 'a mapping of rule codes to "fatal", "refused" or "warning" (secrets, C601 to C603, are always fatal)'


def _some_of(*known: str) -> Callable[[object], bool]:
    return lambda value: _names(value) and set(value) <= set(known)  # type: ignore[call-overload]


CITATION_STYLES = ("numeric", "author-year")
"""Those of `render.context.CitationStyle`, not imported: the renderer takes a second, and not all commands render."""

SETTINGS: Mapping[str, Setting] = {
    "COLOPHON_BIBLIOGRAPHY": Setting("references.bib", "a path in the content folder", _text),
    "COLOPHON_CACHE": Setting(True, "True or False", _flag),
    "COLOPHON_CACHE_MB": Setting(500, "a number of megabytes", _count),
    "COLOPHON_CARDS": Setting(True, "True or False", _flag),
    "COLOPHON_CITATION_STYLE": Setting("numeric", '"numeric" or "author-year"', lambda value: value in CITATION_STYLES),
    "COLOPHON_EXIT_STATUS": Setting(True, "True or False", _flag),
    "COLOPHON_FEED_AUTHORITY": Setting("", "a domain name that was yours on the first day of the blog", _text),
    "COLOPHON_FEED_ENTRY_BYTES": Setting(200_000, "a number of bytes", _count),
    "COLOPHON_HOSTS": Setting((), 'a tuple of "netlify", "nginx" and "caddy"', _some_of("netlify", "nginx", "caddy")),
    "COLOPHON_JSON_FEEDS": Setting(False, "True or False", _flag),
    "COLOPHON_KEEP_GOING": Setting(True, "True or False", _flag),
    "COLOPHON_LICENSE": Setting(("", ""), "a pair of name and address", _pair),
    "COLOPHON_LIMITS": Setting({}, f"a mapping to numbers, of names among {', '.join(NAMES)}", are_limits),
    "COLOPHON_LOCK": Setting("locks/posts.txt", "a path relative to the settings file", _text),
    "COLOPHON_LOOK": Setting("", "the name of a look of the theme, or a path relative to the settings file", _text),
    "COLOPHON_MATH_MACROS": Setting({}, "a mapping of macro names to definitions", _texts),
    "COLOPHON_PRECOMPRESS": Setting((), 'a tuple of "gz" and "br"', _some_of("gz", "br")),
    "COLOPHON_NODE_MODULES": Setting("node_modules", "a path relative to the settings file", _text),
    "COLOPHON_NOW": Setting("", "a moment, as 2026-11-24 09:30", _moment),
    "COLOPHON_OPEN_IN": Setting({}, "a mapping of names to addresses with {path} or {url}", _texts),
    "COLOPHON_REPORT_URL": Setting("", "an address with {path} or {title} in it", _text),
    "COLOPHON_RUN_CELL_SECONDS": Setting(600, "a number of seconds", _count),
    "COLOPHON_RUN_ENVIRONMENT": Setting((), "a list of names of environment variables", _names),
    "COLOPHON_RUN_MEMORY_MB": Setting(8_000, "a number of megabytes", _count),
    "COLOPHON_RUN_OUTPUT_MB": Setting(10, "a number of megabytes", _count),
    "COLOPHON_RUN_POST_SECONDS": Setting(1_800, "a number of seconds", _count),
    "COLOPHON_RUN_PYTHON": Setting("", "a path relative to the settings file", _text),
    "COLOPHON_SEARCH": Setting(True, "True or False", _flag),
    "COLOPHON_SEARCH_OUTPUTS": Setting(False, "True or False", _flag),
    "COLOPHON_SERIES_FEED_ATOM": Setting("", "a path with {slug} in it", _text),
    "COLOPHON_SERIES_FEED_RSS": Setting("", "a path with {slug} in it", _text),
    "COLOPHON_SEVERITIES": Setting({}, SEVERITIES, _severities),
    "COLOPHON_SOURCE_URL": Setting("", "an address with {path} in it", _text),
    "COLOPHON_START_HERE": Setting({}, "a mapping of slugs to sentences", _texts),
    "COLOPHON_STYLESHEET": Setting(True, "True or False", _flag),
    "COLOPHON_WEBP": Setting(True, "True or False", _flag),
}


class SiteSettings(Struct, frozen=True):
    """The settings of one build, checked."""

    root: Path
    """The content folder, resolved."""
    timezone: ZoneInfo
    canonical_url: str
    """Absolute address of the site, without a closing slash; empty while it has none."""
    page_folders: tuple[PurePosixPath, ...]
    cache: Path | None
    """Folder of what was rendered before; None where nothing is kept."""
    written: tuple[PurePosixPath, ...]
    """Folders of the content folder that builds write to, relative to it: what is in them is no content."""
    places: Places
    """Where the pages of posts go."""
    values: Mapping[str, Any]
    """Every key of `SETTINGS` with its value."""

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def store(self) -> Store:
        """Where builds of this site keep what they have made."""
        return Store(self.cache, self["COLOPHON_CACHE_MB"] * 1_000_000)

    @property
    def bibliography(self) -> tuple[PurePosixPath, ...]:
        """The BibTeX file, relative to the root; none where there is none."""
        path = PurePosixPath(self["COLOPHON_BIBLIOGRAPHY"])
        return (path,) if (self.root / path).is_file() else ()

    @property
    def node_modules(self) -> Path:
        """The folder of npm packages, which need not exist; it lies beside the content folder, as the lock does."""
        return Path(self.root.parent, self["COLOPHON_NODE_MODULES"])

    def now(self, environment: Mapping[str, str]) -> datetime:
        """Return the moment of the build: the setting, `SOURCE_DATE_EPOCH` of the environment, else the clock."""
        if self["COLOPHON_NOW"]:
            moment = datetime.fromisoformat(self["COLOPHON_NOW"])
            return moment if moment.tzinfo else moment.replace(tzinfo=self.timezone)
        epoch = environment.get("SOURCE_DATE_EPOCH", "")
        return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)

    def pins(self) -> Mapping[str, str]:
        """Return what the lock pins, by normal name; nothing where there is no lock.

        The lock is looked for beside the content folder, where the settings file is too.
        """
        lock = self.root.parent / self["COLOPHON_LOCK"]
        return read_pins(lock) if self["COLOPHON_LOCK"] and lock.is_file() else {}

    def look(self, theme: Path) -> Path | None:
        """Return the style sheet that redefines the theme's tokens; None where the site keeps them.

        Raises:
            SettingsError: there is no such file.
        """
        name: str = self["COLOPHON_LOOK"]
        if not name:
            return None
        places = [theme / "looks" / f"{name}.css", self.root.parent / name]
        for place in places:
            if place.is_file():
                return place
        tried = " and no ".join(map(str, places))
        raise SettingsError(f"COLOPHON_LOOK takes a look that is there, found {name!r}: there is no {tried}.")

    def is_page(self, path: PurePosixPath) -> bool:
        """Whether the notebook is a page: it then needs no date and is in no list of posts."""
        return any(path.is_relative_to(folder) for folder in self.page_folders)


def read_site_settings(settings: Mapping[str, Any]) -> SiteSettings:
    """Return Colophon's part of Pelican's settings.

    Raises:
        SettingsError: a setting has a value that it does not take, or a name that does not exist.
    """
    values = {name: _value(name, settings) for name in SETTINGS}
    _refuse_unknown(settings)
    site_url = str(settings.get("SITEURL") or "")
    return SiteSettings(
        root=Path(settings["PATH"]).resolve(),
        timezone=_timezone(settings.get("TIMEZONE") or "UTC"),
        canonical_url=site_url.rstrip("/") if site_url.startswith(("http://", "https://")) else "",
        page_folders=tuple(map(PurePosixPath, settings.get("PAGE_PATHS", ["pages"]))),
        cache=Path(settings.get("CACHE_PATH", "cache")).resolve() / "colophon" if values["COLOPHON_CACHE"] else None,
        written=tuple(_written(settings)),
        places=read_places(settings),
        values=values,
    )


def _written(settings: Mapping[str, Any]) -> Iterator[PurePosixPath]:
    yield PurePosixPath("__pycache__")  # Python's, of the settings where they lie there
    root = Path(settings["PATH"]).resolve()
    for name, default in (("OUTPUT_PATH", "output"), ("CACHE_PATH", "cache")):
        folder = Path(settings.get(name, default)).resolve()
        if folder != root and folder.is_relative_to(root):
            yield PurePosixPath(folder.relative_to(root))


def _timezone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError):
        known = available_timezones()
        near = get_close_matches(str(name), known, 1)
        hint = f"Did you mean {near[0]}?" if near else "They are called as Europe/Zurich is."
        raise SettingsError(f"TIMEZONE takes the name of a time zone, found {name!r}. {hint}") from None


def _value(name: str, settings: Mapping[str, Any]) -> object:
    setting = SETTINGS[name]
    value = settings.get(name, setting.default)
    if not setting.accepts(value):
        raise SettingsError(f"{name} takes {setting.takes}, found {value!r}. Change it in the settings file.")
    return value


def _refuse_unknown(settings: Mapping[str, Any]) -> None:
    for name in settings:
        if name.startswith("COLOPHON_") and name not in SETTINGS:
            near = get_close_matches(name, SETTINGS, 1)
            hint = f"Did you mean {near[0]}?" if near else f"Known settings: {', '.join(SETTINGS)}."
            raise SettingsError(f"There is no setting {name}. {hint}")
