"""Pelican's signals, and what Colophon does at each: blinker holds receivers weakly, so all are module level."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from pelican import signals
from pelican.generators import Generator
from pelican.readers import Readers
from pelican.settings import DEFAULT_CONFIG

from colophon.site.cards.generator import CardGenerator
from colophon.site.discovery.colophons import ColophonGenerator
from colophon.site.discovery.hosting import HostingGenerator
from colophon.site.discovery.metadata import json_ld
from colophon.site.discovery.redirects import RedirectGenerator
from colophon.site.discovery.sitemap import SitemapGenerator
from colophon.site.discovery.twins import TwinGenerator
from colophon.site.escaping import SafeHTML
from colophon.site.feeds.jsonfeed import json_path
from colophon.site.files import TRANSLATIONS, FileGenerator, published_notebooks
from colophon.site.lists.frontpage import FrontPageGenerator
from colophon.site.lists.generator import ListGenerator
from colophon.site.lists.series import SeriesGenerator
from colophon.site.pages.templates import COMPILED, CompiledTemplates
from colophon.site.posts.causes import site_causes
from colophon.site.posts.late import open_late, settle_address
from colophon.site.posts.reader import SHELF, NotebookReader
from colophon.site.posts.shelf import Shelf
from colophon.site.printing.precompress import encodings, precompress
from colophon.site.printing.progress import Progress
from colophon.site.printing.tray import Tray
from colophon.site.printing.writer import TRAY, SiteWriter
from colophon.site.report import EXIT, exit_status, print_problems, print_waiting
from colophon.site.search.generator import SearchGenerator, SearchIndexGenerator
from colophon.site.sentences import tell_in_sentences
from colophon.site.settings import SiteSettings, read_site_settings
from colophon.site.themefiles import PLAIN, THEME_FILE, ThemeFiles, has_entry

SAFER_DEFAULTS = {
    # the default is matched against bare names and lets .ipynb_checkpoints through
    "IGNORE_FILES": [".*", "__pycache__"],
    # the default claims any {x} in an attribute of an output
    "INTRASITE_LINK_REGEX": r"[{|](?P<what>filename|static|attach|tag|category|author|index)[|}]",
}


def connect() -> None:
    """Connect every receiver of this module."""
    tell_in_sentences()
    signals.initialized.connect(prepare)
    signals.readers_init.connect(add_reader)
    signals.generator_init.connect(keep_templates)
    signals.article_generator_init.connect(stamp_nothing)
    signals.page_generator_init.connect(stamp_nothing)
    signals.article_generator_init.connect(fill_shelf)
    signals.content_object_init.connect(open_body_late)
    signals.article_generator_finalized.connect(tell_translations)
    signals.page_generator_finalized.connect(tell_translations)
    signals.get_generators.connect(list_generators)
    signals.get_writer.connect(choose_writer)
    signals.all_generators_finalized.connect(describe)
    signals.finalized.connect(report)


def prepare(pelican: Any) -> None:
    """Check the settings, and replace defaults of Pelican that do not suit notebooks, unless the site chose them."""
    site = read_site_settings(pelican.settings)
    encodings(site["COLOPHON_PRECOMPRESS"])  # ends here where a library is missing
    for name, value in SAFER_DEFAULTS.items():
        if pelican.settings[name] == DEFAULT_CONFIG[name]:
            pelican.settings[name] = value
    leave_out(pelican.settings, site.written)
    name_theme_files(pelican.settings, site)


def leave_out(settings: dict[str, Any], folders: Iterable[PurePosixPath]) -> None:
    """Let Pelican read nothing in folders of the content folder: where it is the project's, the output is in it."""
    for name in ("ARTICLE_EXCLUDES", "PAGE_EXCLUDES", "STATIC_EXCLUDES"):
        settings[name] = [*settings[name], *map(str, folders)]


def name_theme_files(settings: dict[str, Any], site: SiteSettings) -> None:
    """Let `theme_file("js/copy.js")` in a template be the name that says the file's content, and publish only those."""
    if has_entry(settings["THEME"]):
        theme = Path(settings["THEME"])
        plain = bool(settings.get(PLAIN))
        files = ThemeFiles(theme / "static", site.look(theme), plain=plain)
        settings["JINJA_GLOBALS"] = {**settings["JINJA_GLOBALS"], THEME_FILE: files}
        if not plain:
            settings["THEME_STATIC_PATHS"] = [path for path in settings["THEME_STATIC_PATHS"] if path != "static"]


def add_reader(readers: Readers) -> None:
    """Give Pelican the reader of `.ipynb` files."""
    readers.reader_classes["ipynb"] = NotebookReader


def keep_templates(generator: Any) -> None:
    """Let a generator find the site's templates compiled; not where a setting that may bring filters cannot be told.

    Jinja would ask with each include, thirty times a page, whether a file is the one it was; in a preview it does, as
    generators outlive their build. It would also look at every node for constants to compute: templates have none.
    """
    settings = generator.settings
    if COMPILED not in settings:
        site = site_causes(settings)
        settings[COMPILED] = CompiledTemplates(read_site_settings(settings).store, site) if site else None
    generator.env.bytecode_cache = settings[COMPILED]
    generator.env.auto_reload = bool(settings.get(PLAIN))
    generator.env.optimized = False


def stamp_nothing(generator: Any) -> None:
    """Let Pelican not ask for the time of each file, four times, where it keeps no cache of its own to compare with."""
    if not (generator.settings["CACHE_CONTENT"] or generator.settings["LOAD_CONTENT_CACHE"]):
        generator._get_file_stamp = generator.readers._get_file_stamp = lambda name: ""


def fill_shelf(generator: Any) -> None:
    """Render all notebooks of the site before Pelican reads the first; stop here where something is fatal."""
    settings = generator.settings
    site = read_site_settings(settings)
    found = generator.get_files(
        [*settings["ARTICLE_PATHS"], *settings["PAGE_PATHS"]],
        exclude=settings["STATIC_EXCLUDES"],
        extensions=("ipynb",),
    )
    generator.context |= {
        "COLOPHON_CANONICAL_URL": site.canonical_url,
        "json_path": json_path,
        "archive_page": list_page(settings, "archives"),
        "tags_page": list_page(settings, "tags"),
    }
    with Progress() as progress:
        shelf = Shelf(site, [PurePosixPath(path) for path in found], on_converted=progress)
    settings[SHELF] = shelf, site
    if exit_status(shelf) == EXIT["fatal"]:
        print_problems(shelf)
        print("Colophon: nothing was written; the site that stood still stands.", file=sys.stderr)
        raise SystemExit(EXIT["fatal"])


def list_page(settings: Mapping[str, Any], name: str) -> Mapping[str, str] | None:
    """Return address and file of a page that Pelican prints from the template of that name; None where it does not.

    Pelican's own defaults have neither: it writes `archives.html`, and its themes know that.
    """
    save_as = settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html") if name in settings["DIRECT_TEMPLATES"] else ""
    return {"url": settings.get(f"{name.upper()}_URL") or save_as, "save_as": save_as} if save_as else None


def open_body_late(content: Any) -> None:
    """Let contents that come from notebooks read their bodies when a page is printed."""
    if hasattr(content, "article"):
        open_late(content, content.settings[SHELF][0])


def tell_translations(generator: Any) -> None:
    """Put into the context what Pelican keeps to itself: contents that have a sibling in the site's language."""
    for name in TRANSLATIONS:
        generator.context[name] = [*generator.context.get(name, ()), *getattr(generator, name, ())]


def list_generators(pelican: object) -> tuple[type[Generator], ...]:
    """Return the generators that run between Pelican's articles and its static files, while Pagefind works beside."""
    return (
        SearchGenerator, FileGenerator, SeriesGenerator, ListGenerator, FrontPageGenerator, CardGenerator,
        ColophonGenerator, RedirectGenerator, SitemapGenerator, TwinGenerator, HostingGenerator, SearchIndexGenerator,
    )  # fmt: skip


def choose_writer(pelican: object) -> type[SiteWriter]:
    """Return the writer whose feeds last, and which leaves alone what did not change."""
    return SiteWriter


def describe(generators: list[Any]) -> None:
    """Give the articles what templates say of them elsewhere, once all are known."""
    context = generators[0].context
    shelf, site = generators[0].settings[SHELF]
    for content in published_notebooks(context):
        describe_one(content, shelf, site)


def describe_one(content: Any, shelf: Shelf, site: SiteSettings) -> None:
    """Give one article or page what templates say of it."""
    settle_address(content)
    # the property `summary` asks this method, and Pelican's link pass leaves plain strings in the metadata
    content.get_summary = lambda _siteurl: SafeHTML(content.metadata["summary"])
    content.provenance = shelf.provenance(content.article.post.path)
    content.social_image = f"assets/{content.article.cover}" if content.article.cover else ""
    if hasattr(content, "date"):
        content.json_ld = json_ld(content, site.canonical_url, content.settings["SITENAME"])


def report(pelican: Any) -> None:
    """Compress what was written, print what was found and end with a status that says so.

    Raises:
        SystemExit: a post was refused, and the setting `COLOPHON_EXIT_STATUS` is on.
    """
    shelf, site = pelican.settings[SHELF]
    tray = pelican.settings.get(TRAY) or Tray(Path(pelican.settings["OUTPUT_PATH"]))
    precompress(tray, encodings(site["COLOPHON_PRECOMPRESS"]))
    tray.end_progress()
    print_problems(shelf)
    print_waiting(shelf)
    status = exit_status(shelf)
    if status and site["COLOPHON_EXIT_STATUS"]:
        raise SystemExit(status)
