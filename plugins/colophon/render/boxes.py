"""The boxes that outputs and code stand in: one that is too wide for a screen scrolls, is named and can be focused."""

from __future__ import annotations

from markupsafe import Markup, escape

NARROW_COLUMNS = 20
"""Characters a line that no screen is too narrow for; a wider text gets a box that scrolls and a tab stop."""
SCROLLS = Markup(' tabindex="0" role="group" aria-label="{}"')


def scroll_box(content: Markup, label: str) -> Markup:
    """Return the content in a box that scrolls, named for those who cannot see it."""
    return Markup('<div class="scroll"{}>{}</div>').format(SCROLLS.format(label), content)


def text_box(content: Markup, text: str, label: str) -> Markup:
    """Return preformatted content; only what may be wider than a small screen becomes a stop of the tab key."""
    if max(map(len, text.split("\n"))) <= NARROW_COLUMNS:
        return Markup("<pre>{}</pre>").format(content)
    return Markup('<pre class="scroll"{}>{}</pre>').format(SCROLLS.format(label), content)


def notice(text: str) -> Markup:
    """Return a sentence to the reader about what is not shown."""
    return Markup('<p class="output-notice">{}</p>').format(escape(text))
