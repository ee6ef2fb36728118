"""The last pass changes ids, links to them and the first picture, and nothing else."""

from __future__ import annotations

from colophon.render.finish import finish


def test_ids_stand_once_and_links_lead_to_them_in_whichever_attribute_they_are() -> None:
    html = '<p>a</p><a class="b" href="#x" id="y">c</a><i id="c-x">d</i><b title="e" id="y" lang="en">f</b>'
    settled = '<p>a</p><a class="b" href="#c-x" id="y">c</a><i id="c-x">d</i><b title="e" lang="en">f</b>'
    assert finish(html) == (settled, {"y", "c-x"})


def test_text_that_reads_like_an_attribute_is_text() -> None:
    html = '<code>&lt;a id="x" href="#y"&gt;</code><p id="y">a id="x"</p> id="x"'
    assert finish(html) == (html, {"y"})


def test_html_without_ids_and_pictures_stays_as_it_is() -> None:
    assert finish("<p>a <b>b</b></p>\n") == ("<p>a <b>b</b></p>\n", frozenset())
    assert finish("") == ("", frozenset())
