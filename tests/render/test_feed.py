"""An article for feed readers."""

from __future__ import annotations

from colophon.render.feed import feed_html


def test_a_feed_has_content_without_interface() -> None:
    article = (
        '<section class="cell cell-code" id="cell-4"><div class="cell-input">'
        '<div class="cell-label" aria-hidden="true">4</div>'
        '<div class="highlight scroll" tabindex="0" role="group" aria-label="Code"><pre><code class="language-python">'
        '<span class="k">if</span> x:\n\n    <span class="n">y</span></code></pre></div></div></section>'
        '<details class="cell-fold"><summary>Show the code</summary><p>folded</p></details>'
        '<h2 id="a">A <a class="anchor" href="#a" aria-hidden="true" tabindex="-1">¶</a></h2>'
        '<p>See <a class="crossref" href="#fig-a">Figure 1</a>, <a href="https://x.example/">x</a>.</p>'
        '<ul><li><input type="checkbox" disabled checked>done</li></ul>'
        '<p><math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math></p>'
        '<img src="https://blog.example/assets/a.png" width="4" height="2" alt="A" loading="lazy">'
        "<iframe src='frame.html'></iframe><script>x()</script><style>a{}</style>"
    )
    assert feed_html(article) == (
        "<div><div><pre><code>if x:\n\n    y</code></pre></div></div>"
        '<details open=""><summary>Show the code</summary><p>folded</p></details>'
        "<h2>A</h2>"
        '<p>See Figure 1, <a href="https://x.example/" rel="noopener noreferrer">x</a>.</p>'
        "<ul><li>☑done</li></ul>"
        "<p><math><semantics><mi>x</mi></semantics></math></p>"
        '<img src="https://blog.example/assets/a.png" width="4" height="2" alt="A">'
    )
