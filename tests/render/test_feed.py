"""An article for feed readers."""

from __future__ import annotations

import pytest

from colophon.render.feed import as_xhtml, feed_html


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


def test_what_a_feed_leaves_out_leaves_no_blank_behind() -> None:
    note = (
        '<article lang="en"><section class="notes"><ol><li id="fn-1"><p>A  <b>note</b>.</p>\n'
        '<a class="backref" href="#fnref-1" role="doc-backlink">↩<sup>1</sup></a> \n '
        '<a class="backref" href="#fnref-1-2">↩<sup>2</sup></a></li></ol></section></article>'
    )
    assert feed_html(note) == "<ol><li><p>A  <b>note</b>.</p></li></ol>"


def test_an_entry_is_xml_with_closed_elements_and_named_formulas() -> None:
    xhtml = as_xhtml('<p>a&nbsp;&lt;<br><img src="/a.png" alt="&gt;"></p><math><mi>x</mi></math>')
    assert xhtml == (
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>a\N{NO-BREAK SPACE}&lt;<br/><img src="/a.png" alt="&gt;"/></p>'
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math></div>'
    )


@pytest.mark.parametrize("html", ["<p>a", "</div><div>", "<p a>b</p>", "a & b", "&eacute;", "<o:p>a</o:p>", "\x0c"])
def test_an_entry_that_is_no_xml_nope(html: str) -> None:
    assert as_xhtml(html) is None
