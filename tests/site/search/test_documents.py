"""What is handed over to be indexed: what a post is found by, and little else."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from colophon.site.search.documents import document, excluded, lean
from colophon.site.search.filters import content
from colophon.site.search.pagefind import find_pagefind

PICTURE = '<img src="a.png" alt="A quokka">'

OUTPUT = f'<div class="output output-html"><div>a<div>b</div>{PICTURE}{PICTURE}</div>c</div>'
BODY = f"""<section class="cell cell-markdown" id="cell-1">
<h2 id="teeth">Teeth <a class="anchor" href="#teeth">¶</a></h2>
<p>A bilby.</p>
</section>
<section class="cell cell-code" id="cell-2" data-language="python">
<div class="cell-input">
<div class="cell-label">2</div>
<div class="highlight"><pre><code class="language-python"><span class="n">potoroo</span> = 1</code></pre></div>
</div>
<div class="cell-output">
{OUTPUT}
<figure class="figure figure-table"><figcaption>A caption</figcaption><table><tr><td>d</td></tr></table></figure>
</div>
</section>
<section class="cell cell-markdown" id="cell-3">
<p>The end.</p>
</section>
"""


def fragment(body: str) -> dict[str, Any]:
    """Return what Pagefind keeps of a page for its results, of the ids those that a search leads to."""
    pagefind = find_pagefind()
    assert pagefind is not None
    post = SimpleNamespace(title="Post", lang="en", metadata={})
    files = pagefind.index({"a.html": document(post, body, "en")}, excluded(with_outputs=False)).files()
    [kept] = [json.loads(content(data)) for name, data in files.items() if name.startswith("fragment/")]
    return kept | {"anchors": [each for each in kept["anchors"] if each["element"] == "h2"]}


def test_words_beside_a_picture_and_captions_are_found() -> None:
    """Pagefind 1.5.2 leaves out the parent of an element without an end tag that a selector excludes."""
    figure = f'<figure class="figure figure-image">{PICTURE}<figcaption>A caption</figcaption></figure>'
    assert fragment(f"<p>Before {PICTURE} after.</p>{figure}")["content"] == "Post. Before after. A caption"


def test_a_lean_body_is_found_by_the_same_words_at_the_same_places() -> None:
    whole = fragment(BODY.replace("<pre>", '<pre data-pagefind-weight="0.5">'))
    assert fragment(lean(BODY, with_outputs=False)) == whole
    assert whole["content"] == "Post. Teeth A bilby. potoroo = 1 A caption The end."
    assert whole["meta"]["image_alt"] == "A quokka"


def test_code_has_its_weight_and_no_colours_and_cells_have_no_ids() -> None:
    body = lean(BODY, with_outputs=False)
    assert '<pre data-pagefind-weight="0.5"><code>potoroo = 1</code></pre>' in body
    assert 'id="teeth"' in body and "cell-2" not in body


def test_outputs_are_left_out_but_for_a_picture_of_each() -> None:
    assert lean(f"<p>x</p>{OUTPUT}<p>y</p>{OUTPUT}z", with_outputs=False) == f"<p>x</p>{PICTURE}<p>y</p>{PICTURE}z"
    assert lean(f"<p>x</p>{OUTPUT}", with_outputs=True) == f"<p>x</p>{OUTPUT}"


def test_an_output_without_an_end_is_left_to_pagefind() -> None:
    assert lean('x<div class="output a"><div>y</div>', with_outputs=False) == 'x<div class="output a"><div>y</div>'
