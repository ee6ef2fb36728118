"""Whether figures and tables say what they show. Missing alt texts are found where a picture is drawn (C401)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from colophon.model import Post, Problem

_CAPTIONS = {"fig-": ("fig-cap", "fig_cap"), "tbl-": ("tbl-cap", "tbl_cap")}
"""Prefix of a label to the option, and the field, that holds its caption."""


def captions(post: Post) -> Iterator[Problem]:
    """Yield each cell whose label promises a numbered figure or table and that has no caption."""
    for cell in post.cells:
        for prefix, (option, field) in _CAPTIONS.items():
            if cell.options.label.startswith(prefix) and not getattr(cell.options, field):
                message = f"Expected a caption for `{cell.options.label}`, found none."
                yield Problem(post.path, cell.number, "C451", message, f"Say what it shows in `#| {option}: …`.")


CAPTION_RULES: tuple[Callable[[Post], Iterator[Problem]], ...] = (captions,)
