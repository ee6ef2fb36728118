"""The only room that knows Pelican: it hands notebooks over to it and pages back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from colophon.site.press import Press as Press


def connect() -> None:
    """Connect the adapter to Pelican's signals."""
    from colophon.site.adapter import connect as connect_adapter

    connect_adapter()


def __getattr__(name: str) -> Any:
    """Import `Press`, and with it Pelican, when a settings file asks for it; an interrupt from now on is told.

    Raises:
        SystemExit: 130, interrupted.
    """
    if name != "Press":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from colophon.site.interrupts import guard

    guard()
    from colophon.site.press import Press

    return Press
