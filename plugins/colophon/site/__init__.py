"""The only room that knows Pelican: it hands notebooks over to it and pages back."""

from __future__ import annotations


def connect() -> None:
    """Connect the adapter to Pelican's signals."""
    from colophon.site.adapter import connect as connect_adapter

    connect_adapter()
