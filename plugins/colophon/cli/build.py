"""Build the site with Pelican; where nothing changed since the last build, end at once.

Pelican takes half a second to import. Before that, all that the last build was made from is looked at.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from colophon.collector import no_collector
from colophon.errors import ColophonError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `colophon build`, which are Pelican's."""
    parser.add_argument("content", metavar="DIR", type=Path, nargs="?", help="the content folder (default: PATH)")
    parser.add_argument("-s", "--settings", metavar="FILE", type=Path, default=Path("pelicanconf.py"))
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, help="the site's folder (default: OUTPUT_PATH)")
    parser.add_argument("-q", "--quiet", action="store_true", help="say only what is wrong")


@no_collector()
def run(arguments: argparse.Namespace) -> int:
    """Build and return Pelican's exit status.

    Raises:
        ColophonError: settings or content are not there, they do not load Colophon, or Pelican is not installed.
    """
    from colophon.cli.sitefile import settings_in
    from colophon.site.plain import settings_digest
    from colophon.site.printing.standing import asked
    from colophon.store import digest

    if not arguments.settings.is_file():
        raise ColophonError(f"{arguments.settings} is not there. Name the settings file with --settings.")
    values = settings_in(arguments.settings)
    if "colophon" not in _names(values.get("PLUGINS")):
        raise ColophonError(f'{arguments.settings} does not load Colophon. Write PLUGINS = ["colophon"] into it.')
    words = _words(arguments)
    known = settings_digest(values)
    question = digest([known, str(Path.cwd()), *words]) if known else ""
    content = arguments.content or arguments.settings.parent / str(values.get("PATH", "."))
    if not content.is_dir():
        raise ColophonError(f"{content} is no folder. Set PATH in {arguments.settings}, or name the content folder.")
    output = arguments.output or arguments.settings.parent / str(values.get("OUTPUT_PATH", "output"))
    status = _standing(output.resolve(), question) if question else None
    if status is None:
        from colophon.site.command import pelican

        asked.set(question)
        status = pelican(words)
    return status


def _names(plugins: object) -> list[str]:
    """Return the names of plugins, each given by its name or as a module."""
    return [getattr(each, "__name__", str(each)) for each in plugins] if isinstance(plugins, list | tuple) else []


def _standing(output: Path, question: str) -> int | None:
    """Return the status of the build that made the site that stands; None where there is something to build."""
    from colophon.site.printing.record import locked, read_record, record_file
    from colophon.site.printing.standing import again, stands, tell

    if not (output.exists() and record_file(output).exists()):  # without `Press` there is no record, and none is begun
        return None
    with locked(output) as path:
        record = read_record(path)
        now = again(record.standing, os.environ, asked=question) if record.standing else None
        return tell(record.standing) if record.standing and now and stands(record, output, now) else None


def _words(arguments: argparse.Namespace) -> list[str]:
    """Return the arguments as Pelican takes them."""
    content = [str(arguments.content)] if arguments.content else []
    output = ["-o", str(arguments.output)] if arguments.output else []
    return [*content, "-s", str(arguments.settings), *output, *(["-q"] if arguments.quiet else [])]
