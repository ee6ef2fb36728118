"""The preview as a tile in JupyterLab's launcher, for jupyter-server-proxy, which finds it by its entry point."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from colophon.preview.pages import OWN
from colophon.site.stylesheet import theme_folder

NAME = "colophon-preview"
"""Of the entry point, and in the addresses that the proxy gives out."""
SECONDS_TO_BUILD = 120
"""The proxy waits so long for the first answer, which comes after the first build."""


def server(folder: Path | None = None) -> dict[str, Any]:
    """Return what jupyter-server-proxy asks of a server: the command that starts it, and how its tile looks.

    The site is the one whose `pelicanconf.py` lies in the folder that JupyterLab was started in, or above it; without
    one there is no tile. It listens on a socket file that only its user may open, so no port is taken.
    """
    settings = settings_above(folder or Path.cwd())
    program = "import sys; from colophon.cli import main; sys.exit(main())"
    return {
        "command": [sys.executable, "-c", program, "preview", "--settings", str(settings), "--socket", "{unix_socket}"],
        "unix_socket": True,
        "timeout": SECONDS_TO_BUILD,
        "new_browser_tab": False,
        "launcher_entry": {
            "enabled": settings is not None,
            "title": "Blog preview",
            "icon_path": str(theme_folder() / "static" / "img" / "mark.svg"),
            "path_info": f"{NAME}/{OWN}/",
        },
    }


def settings_above(folder: Path) -> Path | None:
    """Return the nearest `pelicanconf.py`; None where there is none."""
    places = (each / "pelicanconf.py" for each in (folder.resolve(), *folder.resolve().parents))
    return next((place for place in places if place.is_file()), None)
