"""The one stylesheet that makes notebooks look right in a theme that knows nothing of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

NAME = "colophon.css"
"""Where it is published, relative to the site."""
SCRIPT = "colophon.js"
"""The script that gives interactive outputs their height, for a theme that has none."""
FRAME = '<iframe class="frame-window'
PARTS = (
    "tokens.css",
    "code.css",
    "math.css",
    "notebook.css",
    "cells.css",
    "listings.css",
    "exhibits.css",
    "tables.css",
    "notes.css",
    "frames.css",
)


@cache
def theme_folder() -> Path:
    """Return the folder of Colophon's own theme: inside the installed package, or beside `plugins` in a checkout."""
    installed = Path(str(files("colophon"))) / "theme"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[3] / "theme"


def wanted(settings: Mapping[str, Any]) -> bool:
    """Whether articles have to bring the stylesheet themselves: the theme does not style notebooks."""
    own = os.path.isfile(f"{settings['THEME']}/static/css/notebook.css")  # noqa: PTH113  # asked for with every body
    return bool(settings.get("COLOPHON_STYLESHEET", True)) and not own


def styled(html: str, settings: Mapping[str, Any]) -> str:
    """Return an article's body; in a foreign theme with its stylesheet and inside the element that the styles need.

    HTML allows a stylesheet link in the body. Source: HTML Standard, 4.2.4 (body-ok).
    """
    if not wanted(settings):
        return html
    script = f'<script type="module" src="{{static}}/{SCRIPT}"></script>\n' if FRAME in html else ""
    return f'<link rel="stylesheet" href="{{static}}/{NAME}">\n{script}<div class="notebook">\n{html}\n</div>'


def script() -> bytes:
    """Return the script that gives interactive outputs their height."""
    return (theme_folder() / "static" / "js" / "frames.js").read_bytes()


def stylesheet(look: Path | None = None) -> bytes:
    """Return the stylesheet in one file: the theme's tokens, what a look makes of them, and the rules for notebooks."""
    folder = theme_folder() / "static" / "css"
    tokens, *rules = (folder / part for part in PARTS)
    return b"\n".join(part.read_bytes() for part in (tokens, *filter(None, [look]), *rules))
