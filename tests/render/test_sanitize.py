"""What content may bring to a page: the allow-list of each place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colophon.render.sanitize import Place, clean_html, losses, printable

PLACES: tuple[Place, ...] = ("page", "feed", "caption", "summary")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<h2 id="x">A</h2>', '<h2 id="c-x">A</h2>'),
        ("<h1>A</h1>", "<h2>A</h2>"),
        ('<p class="cell anchor k ansi-red-fg">A</p>', '<p class="k ansi-red-fg">A</p>'),
        ('<a name="body">A</a>', '<a rel="noopener noreferrer">A</a>'),
        ('<p style="position:fixed">A</p>', "<p>A</p>"),
        ('<div class="alert alert-block alert-danger">A</div>', '<div class="admonition admonition-caution">A</div>'),
        ('<a href="{filename}/x|y">A</a>', '<a href="%7Bfilename%7D/x%7Cy" rel="noopener noreferrer">A</a>'),
        ('<img src="|static|/etc/x" alt="">', '<img src="%7Cstatic%7C/etc/x" alt="">'),
        ('<th scope="row" headers="a b">A', "A"),
        ('<table><td headers="a">A', '<table><tbody><tr><td headers="c-a">A</td></tr></tbody></table>'),
        ("a\x0bb\x00c", "abc"),
        ("<p>unclosed <b>A", "<p>unclosed <b>A</b></p>"),
        ("</section></div>A", "A"),
        ('<math display="block"><mi>x</mi></math>', '<math display="block"><mi>x</mi></math>'),
        ('<img src="https://tracker.example/p.png" alt="A <b>">', "A &lt;b&gt;"),
        ('<img src="data:image/png;base64,AA==" alt="A">', '<img src="data:image/png;base64,AA==" alt="A">'),
        ('<img src="data:text/html,AA" alt="A">', "A"),
        ('<a href="data:text/html,A">A</a>', '<a rel="noopener noreferrer">A</a>'),
    ],
)  # fmt: skip
def test_a_page_keeps_what_is_harmless(html: str, expected: str) -> None:
    assert clean_html(html, "page") == expected


def test_a_feed_keeps_remote_pictures_and_no_names() -> None:
    html = '<p class="k" id="x"><img src="https://blog.example/a.png" alt="A"></p>'
    assert clean_html(html, "feed") == '<p><img src="https://blog.example/a.png" alt="A"></p>'


def test_a_summary_is_inline_text_without_links() -> None:
    assert clean_html('<p>A <em>b</em> <a href="x">c</a><img src="d" alt="e"></p>', "summary") == "A <em>b</em> c"


def test_the_resolver_is_trusted_and_sees_only_what_stays_in_the_site() -> None:
    seen: list[str] = []

    def resolve(tag: str, name: str, url: str) -> str | None:
        seen.append(url)
        return "{static}/" + url

    html = (
        '<img src="a.png" alt=""><a href="https://x.example">b</a><a href="javascript:c">c</a><img src="//d.example">'
    )
    assert 'src="{static}/a.png"' in clean_html(html, "page", resolve)
    assert seen == ["a.png"]


def test_each_fragment_has_the_resolver_that_it_was_cleaned_with_also_within_another() -> None:
    def inner(tag: str, name: str, url: str) -> str | None:
        return f"inner-{url}"

    def outer(tag: str, name: str, url: str) -> str | None:
        return f"outer-{url}" if "inner-x" in clean_html('<a href="x">x</a>', "page", inner) else None

    cleaned = clean_html('<a href="a">a</a> <a href="b">b</a>', "page", outer)
    assert re.findall('href="(.*?)"', cleaned) == ["outer-a", "outer-b"]
    assert 'href="c"' in clean_html('<a href="c">c</a>', "page")


def test_losses_are_named() -> None:
    html = '<SCRIPT>x</SCRIPT><style>y</style><p onclick="z">&lt;iframe&gt;<img src="//h.example/i.png">'
    assert losses(html) == ("event handler", "picture on another host", "script", "style")
    assert losses("<pre>a &lt;script&gt; b</pre><p>on = 1</p>") == ()


@pytest.mark.parametrize(
    "html", ['<a HREF="a.png">a</a>', "<img s\x01rc=a.png>", "<video Poster='a.png'></video>", "<q CITE = a.png>a</q>"]
)
def test_the_resolver_sees_an_address_however_it_is_written(html: str) -> None:
    assert '="b.png"' in clean_html(html, "page", lambda tag, name, url: {"a.png": "b.png"}[url])


@pytest.mark.parametrize(
    ("html", "lost"),
    [
        ("<p ONCLICK=x>", "event handler"),
        ("<a href=JavaScript:x>", "javascript: address"),
        ("<IMG SRC=//x.org/a.png>", "picture on another host"),
    ],
)
def test_a_loss_is_named_however_it_is_written(html: str, lost: str) -> None:
    assert losses(html) == (lost,)


@pytest.mark.parametrize("place", PLACES)
@given(text=st.text() | st.text(alphabet="<>/='\"&;abisc on{|}!-\n\t"))
def test_any_text_passes_and_nothing_runs(place: Place, text: str) -> None:
    cleaned = clean_html(text, place)
    for tag in re.findall(r"<[a-zA-Z/][^>]*>", cleaned):
        assert not re.match(r"</?(script|style|iframe|object|embed|form|svg|base|meta|link)\b", tag, re.IGNORECASE)
        assert not re.search(r"\s(on\w+|style|srcdoc|name)=", tag)
    assert clean_html(cleaned, place) == cleaned


def test_what_ends_a_feed_is_no_part_of_a_text() -> None:
    assert [printable(text) for text in ("a\tb\r\n", "a\x00b\x7f\x1b", "é\x85\ufdd0\ud800")] == [
        "a\tb\r\n",
        "ab",
        "é\x85",
    ]
