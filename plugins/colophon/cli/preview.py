"""Show the site while you write: each save appears on the open page at once."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from colophon.errors import ColophonError

if TYPE_CHECKING:
    from colophon.preview.server import Server
    from colophon.preview.session import Session


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `colophon preview`."""
    parser.add_argument("--settings", metavar="FILE", type=Path, default=Path("pelicanconf.py"))
    parser.add_argument("--content", metavar="DIR", type=Path, help="the content folder (default: the settings' PATH)")
    parser.add_argument("-p", "--port", metavar="N", type=int, default=8000, help="on 127.0.0.1 (default: 8000)")
    parser.add_argument("--socket", metavar="FILE", type=Path, help="behind JupyterLab's proxy: a socket file, no port")


def run(arguments: argparse.Namespace) -> int:
    """Build, serve and watch until Ctrl-C; ends with 130 then, and with 0 when the program that started it is gone.

    Raises:
        ColophonError: the port is taken, or there are no settings.
    """
    from colophon.preview import watch
    from colophon.preview.place import own_folder
    from colophon.preview.session import Session
    from colophon.site.warm import store_folder

    if not arguments.settings.is_file():
        raise ColophonError(f"{arguments.settings} is not there. Name the settings file with --settings.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parent = os.getppid()
    with own_folder(store_folder(arguments.settings, arguments.content)) as folder:
        session = Session(arguments.settings, arguments.content, folder)
        server = _server(session, arguments)
        try:
            session.start()
            if arguments.socket is None:
                print(f"Preview at {server.address} (Ctrl-C ends it)", file=sys.stderr, flush=True)
            watch.run(session, server, arguments.settings, orphaned=lambda: os.getppid() != parent)
        finally:
            session.end()
    return 0


def _server(session: Session, arguments: argparse.Namespace) -> Server:
    from colophon.preview.server import Server

    try:
        return Server(session, arguments.port, socket_file=arguments.socket)
    except OSError as error:
        message = f"Port {arguments.port} cannot be used ({error.strerror}). Choose another with --port."
        raise ColophonError(message) from error
