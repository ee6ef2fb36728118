"""Take out of the notebooks what differs with each save; outputs and records stay."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path, PurePosixPath


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `colophon clean`."""
    parser.add_argument("posts", metavar="POST", type=Path, nargs="*", help="notebooks and folders (default: all)")
    parser.add_argument("--content", metavar="DIR", type=Path, help="the content folder (default: the settings' PATH)")
    parser.add_argument("--settings", metavar="FILE", type=Path, default=Path("pelicanconf.py"))
    parser.add_argument(
        "--check", action="store_true", help="write nothing; end with 1 where something would be taken out"
    )


def run(arguments: argparse.Namespace) -> int:
    """Clean the notebooks and return 0; 1 where one cannot be read, or `--check` found something."""
    from colophon.cli.runsite import chosen
    from colophon.cli.sitefile import site_settings
    from colophon.errors import Refused

    site, folders = site_settings(arguments.settings, arguments.content)
    changed = failed = 0
    for path in chosen(site, folders, arguments.posts):
        try:
            changed += _clean(site.root, path, arguments.check)
        except Refused as refusal:
            print(refusal, file=sys.stderr)
            failed += 1
    print(f"{changed} {'to clean' if arguments.check else 'cleaned'}.")
    return int(failed > 0 or (arguments.check and changed > 0))


def _clean(root: Path, path: PurePosixPath, check: bool) -> bool:
    """Clean one notebook and return whether there was something to take out; else the file stays as it is."""
    from colophon.notebook import store
    from colophon.run.tidy import tidy

    notebook = store.read(root / path, root)
    if not tidy(notebook):
        return False
    if not check:
        store.write(root / path, notebook)
    print(f"{path}: {'to clean' if check else 'cleaned'}")
    return True
