"""The boxes that outputs and code stand in: one that is too wide for a screen scrolls, is named and can be focused."""

from __future__ import annotations

from markupsafe import Markup, escape

NARROW_COLUMNS = 20
"""Characters a line that no screen is too narrow for; a wider text gets a box that scrolls and a tab stop."""


def scrolls(label: str) -> Markup:
    """Return the attributes of a box that scrolls and has this name."""
    return Markup(f' tabindex="0" role="group" aria-label="{escape(label)}"')


def scroll_box(content: Markup, label: str) -> Markup:
    """Return the content in a box that scrolls, named for those who cannot see it."""
    return Markup(f'<div class="scroll"{scrolls(label)}>{escape(content)}</div>')


def text_box(content: Markup, text: str, label: str) -> Markup:
    """Return preformatted content; only what may be wider than a small screen becomes a stop of the tab key."""
    if max(map(len, text.split("\n"))) <= NARROW_COLUMNS:
        return Markup(f"<pre>{escape(content)}</pre>")
    return Markup(f'<pre class="scroll"{scrolls(label)}>{escape(content)}</pre>')


def notice(text: str) -> Markup:
    """Return a sentence to the reader about what is not shown."""
    return Markup('<p class="output-notice">{}</p>').format(escape(text))
