"""The tools that are measured: how each is installed, how a project of it is laid out, how it builds.

Each project is what the tool's own documentation makes, with feeds where the tool has them, and nothing is executed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.corpus import Entry

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = "https://bench.example"


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool, or one way to set it up."""

    name: str
    """Also names its environment, where `environment` does not."""
    build: tuple[str, ...]
    """The command; its first word is a program of the environment."""
    page: str
    """Where the page of a post is written, with `{slug}`, relative to the project."""
    output: str
    notebook: str
    """Where the notebook of a post lies, with `{slug}`, relative to the project."""
    lay: Callable[[Path, Sequence[Entry]], None]
    """Writes everything into an empty folder."""
    requirements: tuple[str, ...] = ()
    without_dependencies: tuple[str, ...] = ()
    """Requirements whose own pins would not let it run."""
    environment: str = ""
    notes: str = ""
    env: Mapping[str, str] = field(default_factory=dict)


# --- Colophon, in the environment that `make html` uses

COLOPHON = """
from colophon.site import Press
PELICAN_CLASS = Press
PLUGINS = ["colophon"]
PATH, OUTPUT_PATH, THEME = "content", "output", {theme!r}
SITENAME, AUTHOR, TIMEZONE = "Bench", "Bench", "UTC"
SITEURL = FEED_DOMAIN = {address!r}
ARTICLE_URL, ARTICLE_SAVE_AS = "{{slug}}/", "{{slug}}/index.html"
TAG_URL, TAG_SAVE_AS = "tags/{{slug}}/", "tags/{{slug}}/index.html"
TAGS_URL, TAGS_SAVE_AS = "tags/", "tags/index.html"
ARCHIVES_URL, ARCHIVES_SAVE_AS = "archive/", "archive/index.html"
CATEGORY_SAVE_AS = CATEGORIES_SAVE_AS = AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "tags", "archives", "404"]
STATIC_PATHS = []
FEED_ATOM, TAG_FEED_ATOM, FEED_MAX_ITEMS = "feed.atom", "tags/{{slug}}/feed.atom", 20
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
DEFAULT_PAGINATION = 10
COLOPHON_WEBP = False  # no other tool encodes pictures
from colophon.rules import RULES as _rules
# notebooks of strangers: every post is to be built; secrets are always fatal
COLOPHON_SEVERITIES = {{code: "warning" for code in _rules if code not in ("C601", "C602", "C603")}}
{more}
"""


def _lay_colophon(more: str) -> Callable[[Path, Sequence[Entry]], None]:
    def lay(folder: Path, entries: Sequence[Entry]) -> None:
        _copy(folder / "content", entries, fronted=True)
        settings = COLOPHON.format(theme=str(ROOT / "theme"), address=ADDRESS, more=more)
        (folder / "pelicanconf.py").write_text(settings, "utf-8")

    return lay


BUILD = ("colophon", "build", "-q")


def colophon(name: str = "colophon", more: str = "", notes: str = "", build: tuple[str, ...] = BUILD) -> Tool:
    """Return Colophon with lines `more` in its settings."""
    return Tool(
        name=name,
        environment="colophon",
        build=build,
        page="output/{slug}/index.html",
        output="output",
        notebook="content/{slug}.ipynb",
        lay=_lay_colophon(more),
        notes=notes,
    )


OURS = (
    colophon(notes="`colophon build`, as `make html` does"),
    colophon(
        "colophon, by pelican",
        notes="the same by Pelican's own command",
        build=("pelican", "-s", "pelicanconf.py", "-q"),
    ),
    colophon("colophon, WebP", "COLOPHON_WEBP = True", "encodes every picture"),
    colophon("colophon, no search", "COLOPHON_SEARCH = False", "no index for the search page"),
    colophon("colophon, no cards", "COLOPHON_CARDS = False", "no pictures for link previews"),
)
"""The first is the one whose ratios count."""


# --- Pelican and pelican-jupyter

PELICAN_JUPYTER = """
from pelican_jupyter import markup
PLUGINS = [markup]
MARKUP = ("md", "ipynb")
IGNORE_FILES = [".ipynb_checkpoints"]
PATH, OUTPUT_PATH = "content", "output"
SITENAME, AUTHOR, TIMEZONE, SITEURL = "Bench", "Bench", "UTC", {address!r}
ARTICLE_URL, ARTICLE_SAVE_AS = "{{slug}}/", "{{slug}}/index.html"
IPYNB_SKIP_CSS = True
IPYNB_EXPORT_TEMPLATE = "templates/post.html.j2"
{more}
"""


def _lay_pelican_jupyter(more: str) -> Callable[[Path, Sequence[Entry]], None]:
    def lay(folder: Path, entries: Sequence[Entry]) -> None:
        _copy(folder / "content", entries)
        for entry in entries:
            head = f"Title: {entry.title}\nSlug: {entry.slug}\nDate: {entry.day}\nTags: {', '.join(entry.tags)}\n"
            (folder / "content" / f"{entry.slug}.nbdata").write_text(f"{head}Author: Bench\nSummary: None.\n", "utf-8")
        (folder / "templates").mkdir()
        (folder / "templates" / "post.html.j2").write_text("{%- extends 'basic/index.html.j2' -%}\n", "utf-8")
        settings = PELICAN_JUPYTER.format(address=ADDRESS, more=more)
        (folder / "pelicanconf.py").write_text(settings, "utf-8")

    return lay


def _pelican_jupyter(name: str, more: str, notes: str) -> Tool:
    return Tool(
        name=name,
        environment="pelican-jupyter",
        requirements=("pelican==4.12.0", "nbconvert==7.17.2", "ipykernel==7.4.0", "markdown==3.11.3"),
        without_dependencies=("pelican-jupyter==0.10.1",),
        build=("pelican", "-s", "pelicanconf.py", "-q"),
        page="output/{slug}/index.html",
        output="output",
        notebook="content/{slug}.ipynb",
        lay=_lay_pelican_jupyter(more),
        notes=notes,
    )


# --- Nikola

NIKOLA = """
BLOG_TITLE = BLOG_AUTHOR = "Bench"
BLOG_DESCRIPTION, BLOG_EMAIL = "Bench", "bench@bench.example"
SITE_URL = {address!r}
DEFAULT_LANG, TIMEZONE = "en", "UTC"
TRANSLATIONS = {{"en": ""}}
POSTS = (("posts/*.ipynb", "posts", "post.tmpl"),)
PAGES = ()
COMPILERS = {{"ipynb": (".ipynb",), "rest": (".rst",)}}
THEME = "bootblog4"
NAVIGATION_LINKS = {{"en": (("/archive.html", "Archive"),)}}
GENERATE_ATOM = True
"""


def _lay_nikola(folder: Path, entries: Sequence[Entry]) -> None:
    _copy(folder / "posts", entries)
    for entry in entries:
        head = f".. title: {entry.title}\n.. slug: {entry.slug}\n.. date: {entry.day} 00:00:00 UTC\n"
        (folder / "posts" / f"{entry.slug}.meta").write_text(f"{head}.. tags: {', '.join(entry.tags)}\n", "utf-8")
    (folder / "conf.py").write_text(NIKOLA.format(address=ADDRESS), "utf-8")


# --- MkDocs Material and mkdocs-jupyter

MKDOCS = """
site_name: Bench
site_url: {address}
theme: {{name: material, font: false}}
plugins:
  - search
  - mkdocs-jupyter: {{execute: false}}
"""


def _lay_mkdocs(folder: Path, entries: Sequence[Entry]) -> None:
    _copy(folder / "docs", entries)
    links = "".join(f"- [{entry.title}]({entry.slug}.ipynb)\n" for entry in entries)
    (folder / "docs" / "index.md").write_text(f"# Bench\n\n{links}", "utf-8")
    (folder / "mkdocs.yml").write_text(MKDOCS.format(address=ADDRESS), "utf-8")


# --- Jupyter Book

JUPYTER_BOOK = """
title: Bench
author: Bench
execute: {execute_notebooks: "off"}
html: {use_repository_button: false}
"""


def _lay_jupyter_book(folder: Path, entries: Sequence[Entry]) -> None:
    _copy(folder, entries)
    (folder / "intro.md").write_text("# Bench\n\nAll posts.\n", "utf-8")
    toc = "".join(f"- file: {entry.slug}\n" for entry in entries)
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: intro\nchapters:\n{toc}", "utf-8")
    (folder / "_config.yml").write_text(JUPYTER_BOOK, "utf-8")


PEERS = (
    _pelican_jupyter("pelican-jupyter", "", "nbconvert 7; needs an export template of one line to run at all"),
    _pelican_jupyter(
        "pelican-jupyter, cached",
        'CACHE_CONTENT, LOAD_CONTENT_CACHE, CONTENT_CACHING_LAYER = True, True, "generator"',
        "the same with Pelican's own cache",
    ),
    Tool(
        name="nikola",
        requirements=("nikola==8.3.3", "nbconvert==7.17.2", "ipykernel==7.4.0"),
        build=("nikola", "build", "-q"),
        page="output/posts/{slug}/index.html",
        output="output",
        notebook="posts/{slug}.ipynb",
        lay=_lay_nikola,
    ),
    Tool(
        name="mkdocs-jupyter",
        requirements=("mkdocs-material==9.8.2", "mkdocs-jupyter==0.26.3", "nbconvert==7.17.2"),
        build=("mkdocs", "build", "-q"),
        page="site/{slug}/index.html",
        output="site",
        notebook="docs/{slug}.ipynb",
        lay=_lay_mkdocs,
        env={"NO_MKDOCS_2_WARNING": "1"},
        notes="no feeds",
    ),
    Tool(
        name="jupyter-book",
        requirements=("jupyter-book==1.0.4.post1",),
        build=("jupyter-book", "build", "-q", "."),
        page="_build/html/{slug}.html",
        output="_build/html",
        notebook="{slug}.ipynb",
        lay=_lay_jupyter_book,
        notes="no feeds",
    ),
)


def _copy(folder: Path, entries: Sequence[Entry], *, fronted: bool = False) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for entry in entries:
        shutil.copyfile(entry.fronted if fronted else entry.plain, folder / f"{entry.slug}.ipynb")


def describe(tool: Tool) -> str:
    """Return the tool's requirements as one line."""
    return json.dumps([*tool.requirements, *tool.without_dependencies]) if tool.requirements else "locks/site.txt"
