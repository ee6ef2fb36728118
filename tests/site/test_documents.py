"""What is handed over to be indexed: what a post is found by, and little else."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from colophon.site.search.documents import document, excluded
from colophon.site.search.filters import content
from colophon.site.search.pagefind import find_pagefind

PICTURE = '<img src="a.png" alt="A quokka">'


def fragment(body: str) -> dict[str, Any]:
    """Return what Pagefind keeps of a page for its results."""
    pagefind = find_pagefind()
    assert pagefind is not None
    post = SimpleNamespace(title="Post", lang="en", metadata={})
    files = pagefind.index({"a.html": document(post, body)}, excluded(with_outputs=False))
    [kept] = [json.loads(content(data)) for name, data in files.items() if name.startswith("fragment/")]
    return dict(kept)


def test_words_beside_a_picture_and_captions_are_found() -> None:
    """Pagefind 1.5.2 leaves out the parent of an element without an end tag that a selector excludes."""
    figure = f'<figure class="figure figure-image">{PICTURE}<figcaption>A caption</figcaption></figure>'
    assert fragment(f"<p>Before {PICTURE} after.</p>{figure}")["content"] == "Post. Before after. A caption"
