"""Colophon: notebooks become articles of a Pelican site.

Importing the package costs nothing; Pelican is imported when it calls `register`.
"""

from __future__ import annotations

__version__ = "0.1.0"


def register() -> None:
    """Connect the plugin to Pelican's signals; called by Pelican."""
    from colophon.site import connect

    connect()
