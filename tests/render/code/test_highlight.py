"""Code as coloured HTML."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colophon.render.code.highlight import code_language, highlight
from colophon.render.memory import Memory, PostMemory
from colophon.render.vocabulary import CODE_CLASSES


@pytest.mark.parametrize(
    ("code", "language", "part"),
    [
        ("import os", "python", '<span class="kn">import</span>'),
        ("import os", "ipython3", '<span class="kn">import</span>'),
        ("%timeit f(x)", "python", '<span class="nd">%timeit</span>'),
        ("!echo 'a'", "python", '<span class="nd">!</span><span class="nb">echo</span>'),
        ("x = !echo 'a'", "python", '<span class="nd">!</span><span class="nb">echo</span>'),
        ("%%bash\nfi", "python", '<span class="k">fi</span>'),
        ("%%sql\nSELECT a FROM b", "python", '<span class="k">SELECT</span>'),
        ("%%timeit -n 3\nimport os", "python", '<span class="kn">import</span>'),
        ("%%writefile a.sql\nSELECT a", "python", '<span class="k">SELECT</span>'),
        ("x <- c(1, 2)", "R", 'x &lt;- <span class="nf">c</span>('),
        ("function f(x) end", "julia", '<span class="k">function</span>'),
        ("SELECT 1", "sql", '<span class="k">SELECT</span>'),
        ("a <b> & c", "nobody's", "a &lt;b&gt; &amp; c"),
    ],
)
def test_each_language_has_its_lexer(code: str, language: str, part: str) -> None:
    assert part in highlight(code, language)


def test_magics_are_no_errors() -> None:
    code = "%load_ext x\n!pip install a\nx = %time 3\nlen?\n%%time\nfor a in b:\n    !echo {a}\n"
    assert 'class="err"' not in highlight(code, "python")


@pytest.mark.parametrize(
    ("code", "language", "expected"),
    [
        ("1", "python", "python"),
        ("%%bash\nls", "ipython3", "bash"),
        ("%%R -i x\n1", "python", "r"),
        ("1", "C++17", "cpp"),
    ],
)
def test_the_language_of_a_cell_is_named(code: str, language: str, expected: str) -> None:
    assert code_language(code, language) == expected


@given(
    st.text() | st.text(alphabet="%!?<>&'\"\n abc#"), st.sampled_from(["python", "r", "bash", "sql", "julia", "", "x"])
)
def test_the_text_of_any_code_stays(code: str, language: str) -> None:
    html = highlight(code, language)
    for tag in re.findall(r"<[^>]*>", html):
        opening = re.fullmatch(r'<span class="([a-z0-9]+)">', tag)
        assert tag == "</span>" or (opening and opening[1] in CODE_CLASSES)
    text = unescape(re.sub(r"<[^>]*>", "", html)).replace("\r\n", "\n").replace("\r", "\n")
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", "", code)
    assert text.rstrip("\n") == kept.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def test_a_memory_changes_nothing_but_the_time() -> None:
    """Code is recalled by language and text, and a full memory begins anew."""
    memory = Memory(most_characters=400)
    made = [highlight(source, language, memory) for source, language in CODES]
    assert made == [highlight(source, language) for source, language in CODES]
    assert [memory.recall(language, source) for source, language in CODES] == made
    highlight("y = 2  # " + "z" * 200, "python", memory)
    assert [memory.recall(language, source) for source, language in CODES] == [None] * len(CODES)


CODES = [("x = 1", "python"), ("x = 1", "r"), ("%%bash\nls", "python"), ("", "python")]


def test_the_memory_of_a_post_holds_its_code_as_it_is_now() -> None:
    first = PostMemory(None)
    made = [highlight(source, language, first) for source, language in CODES]
    second = PostMemory(first.used())
    assert [second.recall(language, source) for source, language in CODES] == made and second.used() is None
    third = PostMemory(first.used())
    assert third.recall("python", "x = 1") == made[0] and third.recall("python", "y = 2") is None
    fourth = PostMemory(third.used())
    assert [fourth.recall(language, source) for source, language in CODES] == [made[0], None, None, None]
