"""Terminal text as HTML."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colophon.render.ansi import ansi_html, plain_text
from colophon.render.vocabulary import ANSI_CLASSES

ESC = "\x1b"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abc\rX", "Xbc"),
        ("a\r\nb\r", "a\nb"),
        ("10%\r100%\n", "100%\n"),
        ("ab\b\bX", "Xb"),
        ("\b\ba", "a"),
        (f"ab\r{ESC}[Kc", "c"),
        (f"abc{ESC}[2K", ""),
        (f"abc{ESC}[2D{ESC}[1KX", " Xc"),
        (f"one\ntwo{ESC}[A!", "one!\ntwo"),
        (f"a{ESC}[3Cb", "a   b"),
        (f"abcd{ESC}[2GX", "aXcd"),
        (f"{ESC}]0;title\x07a", "a"),
        (f"{ESC}]8;;https://x.example{ESC}\\link{ESC}]8;;{ESC}\\", "link"),
        (f"a{ESC}(Bb{ESC}=c{ESC}", "abc"),
        (f"a{ESC}[?25lb{ESC}[12", "ab"),
        ("a\x00\x07b", "ab"),
    ],
)
def test_control_characters_are_played_out(text: str, shown: str) -> None:
    assert plain_text(text) == shown


@pytest.mark.parametrize(
    ("codes", "classes"),
    [
        ("31", "ansi-red-fg"),
        ("97", "ansi-bright-white-fg"),
        ("44", "ansi-blue-bg"),
        ("105", "ansi-bright-magenta-bg"),
        ("1;32", "ansi-bold ansi-green-fg"),
        ("1;22;3", "ansi-italic"),
        ("31;0", ""),
        ("31;39", ""),
        ("", ""),
        ("7", "ansi-inverse"),
        ("7;31", "ansi-red-bg"),
        ("38;5;9", "ansi-bright-red-fg"),
        ("38;5;28", "ansi-green-fg"),
        ("48;5;250", "ansi-white-bg"),
        ("38;2;250;120;120", "ansi-bright-red-fg"),
        ("38:5:21", "ansi-blue-fg"),
        ("38;5;208;1", "ansi-bold ansi-yellow-fg"),
        ("38", ""),
        ("38;9;1", ""),
        ("99999", ""),
    ],
)
def test_colours_are_classes(codes: str, classes: str) -> None:
    expected = f'<span class="{classes}">x</span>' if classes else "x"
    assert ansi_html(f"{ESC}[{codes}mx") == expected


def test_a_style_lasts_over_lines_until_it_is_reset() -> None:
    expected = '<span class="ansi-red-fg">a</span>\n<span class="ansi-red-fg">b</span>c'
    assert ansi_html(f"{ESC}[31ma\nb{ESC}[mc") == expected


@given(st.text(alphabet=st.sampled_from('ab<&"\x1b[]m;0138K2ACGD\r\n\b\x9b\x07\\é')) | st.text())
def test_any_text_becomes_spans_of_known_classes(text: str) -> None:
    html = str(ansi_html(text))
    for tag in re.findall(r"<[^>]*>", html):
        opening = re.fullmatch(r'<span class="([a-z -]+)">', tag)
        assert tag == "</span>" or (opening and set(opening[1].split()) <= ANSI_CLASSES)
    assert html.count("<span") == html.count("</span>")
    assert unescape(re.sub(r"<[^>]*>", "", html)) == plain_text(text)


def test_a_megabyte_of_progress_takes_no_time() -> None:
    started = time.perf_counter()
    assert plain_text(("x" * 79 + "\r") * 100_000) == "x" * 79
    assert time.perf_counter() - started < 2
