"""HTML cut into the outermost elements of one name and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator


def outermost(html: str, name: str) -> Iterator[tuple[str, bool]]:
    """Yield the HTML in parts, each with whether it is a whole element of that name; one never closed is none."""
    if f"<{name}" not in html.casefold():  # the pattern takes ten times as long
        yield html, False
        return
    depth, start, done = 0, -1, 0
    for tag in re.finditer(rf"<(/?){name}\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", html, re.IGNORECASE):
        if tag[1]:
            depth = max(0, depth - 1)
            if not depth and start >= done:
                yield html[done:start], False
                yield html[start : tag.end()], True
                done, start = tag.end(), -1
        else:
            start = tag.start() if not depth else start
            depth += 1
    yield html[done:], False
