"""Say what is wrong with the posts of a site, as a build would."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from colophon.model import Problem
    from colophon.site.posts.shelf import Shelf
    from colophon.site.settings import SiteSettings

WRONG_USAGE = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `colophon check`."""
    parser.add_argument(
        "paths", metavar="PATH", type=Path, nargs="*", help="notebooks and folders (default: all posts)"
    )
    parser.add_argument(
        "--content", metavar="DIR", type=Path, help="the content folder (default: what the settings say)"
    )
    parser.add_argument("--settings", metavar="FILE", type=Path, default=Path("pelicanconf.py"))
    parser.add_argument("--explain", metavar="CODE", help="say what a rule means and what to do, and check nothing")
    parser.add_argument(
        "--weight", action="store_true", help="say how many bytes each page has, and which cells are behind them"
    )
    parser.add_argument("--format", choices=("text", "json", "github"), default="text")


def run(arguments: argparse.Namespace) -> int:
    """Print the problems, sorted by path and cell, and return 0, 1 where a post is refused, 2 where one is fatal."""
    if arguments.explain:
        return _explain(arguments.explain.upper())
    from colophon.check.severities import severity
    from colophon.cli.formats import FORMATS
    from colophon.cli.sitefile import notebooks, site_settings
    from colophon.site.posts.answers import remembered
    from colophon.site.report import EXIT

    missing = [path for path in arguments.paths if not path.exists()]
    if missing:
        print(f"colophon check: {missing[0]} is not there. Give the path of a notebook or a folder.", file=sys.stderr)
        return WRONG_USAGE
    site, folders = site_settings(arguments.settings, arguments.content)
    chosen = [PurePosixPath(os.path.relpath(path, site.root)) for path in arguments.paths]
    named = [path for path in chosen if path.suffix == ".ipynb"]
    paths = {*notebooks(site, folders), *named}
    if arguments.weight:
        return _weigh(site, paths, chosen, arguments.format)
    problems = [each for each in remembered(site, paths, lambda: _find(site, paths)) if _is_within(each.path, chosen)]
    judged = [(severity(problem, site["COLOPHON_SEVERITIES"]), problem) for problem in problems]
    for line in FORMATS[arguments.format](judged, site.root):
        print(line)
    return max((EXIT[each] for each, _ in judged), default=0)


def _find(site: SiteSettings, paths: Iterable[PurePosixPath]) -> list[Problem]:
    """Check everything anew."""
    return _shelf(site, paths).problems


def _shelf(site: SiteSettings, paths: Iterable[PurePosixPath]) -> Shelf:
    from colophon.site.posts.shelf import Shelf  # the renderer takes a second
    from colophon.site.printing.progress import Progress

    with Progress() as progress:
        return Shelf(site, paths, on_converted=progress)


def _weigh(site: SiteSettings, paths: Iterable[PurePosixPath], chosen: list[PurePosixPath], form: str) -> int:
    """Print what each page weighs and return 0; 1 where one cannot be rendered, which a check without this says."""
    from colophon.check.weight import by_cell, weigh
    from colophon.cli.weights import FORMATS, Page
    from colophon.errors import Refused

    shelf, pages, refused = _shelf(site, paths), [], 0
    for path in sorted(path for path in paths if _is_within(path, chosen)):
        try:
            shelf.article(path)
            body = shelf.html(path), shelf.assets(path)
        except Refused as refusal:
            refused = 1
            print(*refusal.problems, sep="\n", file=sys.stderr)
            continue
        pages.append(Page(path, weigh(*body), dict(by_cell(*body))))
    for line in FORMATS["json" if form == "json" else "text"](pages):
        print(line)
    return refused


def _explain(code: str) -> int:
    """Print the page of a rule and return 0; 64 where there is no such rule."""
    from colophon.rules import page

    text = page(code)
    if not text:
        print(f"colophon check: there is no rule {code}. Codes are like C401.", file=sys.stderr)
        return WRONG_USAGE
    print(text)
    return 0


def _is_within(file: PurePosixPath, chosen: list[PurePosixPath]) -> bool:
    """Whether the file is one of those asked about, which are all where none is named."""
    return not chosen or any(file.is_relative_to(path) for path in chosen)
