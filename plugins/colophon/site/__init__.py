"""The only room that knows Pelican: it hands notebooks over to it and pages back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from colophon.site.printing.press import Press as Press


def connect() -> None:
    """Connect the adapter to Pelican's signals."""
    from colophon.site.adapter import connect as connect_adapter

    connect_adapter()


def __getattr__(name: str) -> Any:
    """Import `Press`, and with it Pelican, when a settings file asks for it; from now on Pelican tells of an interrupt.

    Raises:
        SystemExit: 130, interrupted.
    """
    if name != "Press":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if "pelican" in sys.modules:  # else it is another command that reads the settings, and takes Ctrl-C in its own way
        from colophon.site.printing.interrupts import guard

        guard()
    from colophon.site.printing.press import Press

    return Press
