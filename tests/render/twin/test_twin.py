"""An article's HTML as Markdown: one line for each thing that a page can hold."""

from __future__ import annotations

import pytest

from colophon.render.twin.writer import markdown_twin

CASES = {
    "heading": ('<h2 id="a">A <em>b</em> <a class="anchor" href="#a">¶</a></h2>', "## A *b*"),
    "paragraphs": ("<p>One\ntwo.</p><p>Three.</p>", "One two.\n\nThree."),
    "marks": ("<p><strong>a</strong> <del>b</del> <code>c_d</code> x</p>", "**a** ~~b~~ `c_d` x"),
    "space-at-the-end-of-a-mark": ("<p><em>a </em>b</p>", "*a* b"),
    "line-end-at-the-end-of-a-mark": ("<p><em>a\n</em>b<em>c <wbr></em>d</p>", "*a*b*c*d"),
    "ticks-in-code": ("<p><code>a`b</code></p>", "`` a`b ``"),
    "white-space": ("<p>a \n b&nbsp; c\td <i>e</i>\n f\n</p>\n  <p> g</p>", "a b c d *e* f\n\ng"),
    "signs-that-markdown-reads": ("<p>2*3 _x_ a_b &lt;i&gt; \\ `</p>", r"2\*3 \_x\_ a_b \<i> \\ \`"),
    "entities": (
        "<p>&amp;lt; &hellip; &copy; &#39;</p><pre>&amp;lt;&#34;&hellip;&nbsp;</pre>",
        "&lt; … © '\n\n```text\n&lt;\"…\xa0\n```",
    ),
    "sign-that-html-forbids": ("<p>a\1b</p><p>c</p>", "ab\n\nc"),
    "underscores": ("<p>__a__ b_c_ _ d_.e _1</p>", r"\__a_\_ b_c\_ \_ d\_.e \_1"),
    "link": ('<p><a href="https://x.example/">x</a> <a href="#ref-1">[1]</a></p>', "[x](https://x.example/) [1]"),
    "picture": (
        '<figure><a class="figure-full" href="/f.png"><img src="/f.png" alt="A [b]"></a></figure>',
        r"![A \[b\]](/f.png)",
    ),
    "code": (
        '<div class="cell-label">3</div><pre><code class="language-python">a\n\n\nb</code></pre>',
        "```python\na\n\n\nb\n```",
    ),
    "output": ("<pre>plain &lt; text\n</pre>", "```text\nplain < text\n```"),
    "fence-in-code": ("<pre>```\nx\n```</pre>", "````text\n```\nx\n```\n````"),
    "colours-in-code": (
        '<pre><code class=\'x language-r\' title="a>b"><span class="k">if</span> <b>a</b><!-- > --></code></pre>',
        "```r\nif a\n```",
    ),
    "code-without-end": ("<p>a</p><pre>b<b>c", "a\n\n```text\nbc\n```"),
    "code-in-a-heading": ("<h2>a <pre><code>b_c</code><span> d_</span>_ </pre>e</h2>", r"## a `b_c` d_\_ e"),
    "code-around-a-mark": ("<p><code>a <em>b</em>_c</code></p>", "`a b_c`"),
    "lists": ("<ul><li>a<ol start=3><li>b</li><li>c</li></ol></li><li>d</li></ul>", "- a\n\n  3. b\n  4. c\n- d"),
    "tasks": ('<ul><li><input type="checkbox" checked disabled> a</li></ul>', "- [x] a"),
    "quote": ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
    "table": (
        "<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td></tr></table>",
        "| a | b\\|c |\n| --- | --- |\n| 1 |  |",
    ),
    "table-in-a-cell": (
        "<table><tr><td>a<table><tr><td>b</td></tr></table></td><td><p>c</p></td></tr></table>",
        "| ab | c |\n| --- | --- |",
    ),
    "cell-without-a-row": ("<table>a<td>b</td></table>c", "c"),
    "what-is-no-item": ("<ul>a<p>b</p><li>c</li><code>d</code></ul>", "- c"),
    "definitions": ("<dl><dt>a</dt><dd><p>b</p></dd></dl>", "a\n: b"),
    "formula": ("<p><math><mi>x</mi><annotation>x_1 </annotation></math>.</p>", "$x_1$."),
    "formula-on-its-own": ('<p>a</p><math display="block"><annotation>y</annotation></math>', "a\n\n$$\ny\n$$"),
    "formula-without-source": ("<p><math><mi>x</mi><mo>&lt;</mo></math></p>", "$x<$"),
    "frame": ('<iframe src="/f.html" title="A plot"></iframe>', "[A plot](/f.html)"),
    "fold": ("<details><summary>Show</summary><p>a</p></details>", "a"),
    "rule": ("<p>a</p><hr><p>b<br>c</p>", "a\n\n---\n\nb\\\nc"),
    "end-without-beginning": ("</div><p>a</p></p>b", "a\n\nb"),
    "end-of-what-is-around": ("<div><p>a <em>b</div>c", "a *b*\n\nc"),
    "upper-case": ('<P>a <A HREF="/b" CLASS="c">b</A></P><PRE>d</PRE>', "a [b](/b)\n\n```text\nd\n```"),
    "comment": ("a<!-- <p> -->b", "ab"),
    "names-of-the-interface-elsewhere": ('<p class="anchor">a</p><span class="cell-label">b</span>', "a\n\nb"),
    "interface-among-other-names": ("<p>a<a href=\"#b\" class='x anchor'>¶</a></p>", "a"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_page_holds_has_its_markdown(name: str) -> None:
    html, expected = CASES[name]
    assert markdown_twin(html) == f"{expected}\n"
