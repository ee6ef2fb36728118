"""Whatever an author writes, reading it ends in values or in a sentence, never in a traceback."""

from __future__ import annotations

import json
import re
import sys
from itertools import dropwhile
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from colophon.model import Cell
from colophon.notebook.characters import FORBIDDEN, NO_TERMINAL, Sieve, is_plain
from colophon.notebook.faults import Findings
from colophon.notebook.frontmatter import FORBIDDEN as FORBIDDEN_KEYS
from colophon.notebook.frontmatter import KEYS, read_front
from colophon.notebook.optionlines import PREFIXES, split_options
from colophon.notebook.options import OPTIONS, read_options
from colophon.notebook.title import plain_text, take_title
from colophon.notebook.values import Place, slugify
from colophon.notebook.yamlnodes import read_nodes
from colophon.notebook.yamltext import read_map
from colophon.notebook.yamlvalues import YamlError, boolean
from colophon.render.sanitize import _FORBIDDEN as NOT_PRINTABLE

PLACE = Place(PurePosixPath("deep/x.ipynb"), ZoneInfo("UTC"))
LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["---", "...", "", "# T", "> q", "- date: 2026", "%%time", "%%sql", "- a: [", "&a", "*a", "==="]
        ),
        st.builds("{}: {}".format, st.sampled_from([*KEYS, *OPTIONS, *FORBIDDEN_KEYS]), st.text(max_size=12)),
        st.builds("#| {}".format, st.text(max_size=12)),
        st.text(max_size=12),
    ),
    max_size=8,
).map("\n".join)


@given(LINES, st.sampled_from(["raw", "markdown"]))
def test_any_first_cell_gives_front_matter_or_problems(source: str, kind: str) -> None:
    findings = Findings(PLACE.path)
    cell = Cell(1, "a", kind, Sieve().source(source))  # type: ignore[arg-type]
    front, body = read_front([cell], PLACE, findings)
    assert front is not None or findings.problems
    assert all(problem.message.startswith("Expected") and problem.remedy for problem in findings.problems)
    assert len(body) <= 1


@given(LINES, st.sampled_from(["python", "sql", "c++"]))
def test_any_code_cell_gives_options_or_problems(source: str, language: str) -> None:
    findings = Findings(PLACE.path)
    _, code = read_options(source, language, [], 1, findings)
    assert [line for line in code.split("\n") if line and line not in source.split("\n")] == []
    assert all(problem.message and problem.remedy for problem in findings.problems)


@given(st.text(alphabet="abc\n #|%:", max_size=40))
@example(" \n#|")
def test_splitting_options_loses_no_line_of_code(source: str) -> None:
    """Blank lines above the options are no code."""
    lines = split_options(source, "python")
    taken = {number - 1 for number in lines.numbers}
    rest = [line for index, line in enumerate(source.split("\n")) if index not in taken]
    first, found = (dropwhile(str.isspace, filter(None, each)) for each in (rest, lines.source.split("\n")))
    assert [*first] == [*found]


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(max_size=20), max_size=5))
def test_texts_survive_yaml(values: dict[str, str]) -> None:
    clean = {key: FORBIDDEN.sub("", value) for key, value in values.items()}
    read = {key: entry.value for key, entry in read_map(json.dumps(clean)).items()}
    assert clean == read


@given(st.text(max_size=60))
def test_any_text_is_yaml_or_an_error_with_a_line_of_it(text: str) -> None:
    try:
        read_map(text)
    except YamlError as error:
        assert 1 <= error.line <= text.count("\n") + text.count("\r") + text.count("\x85") + 1 or error.line == 1


PLAIN = st.builds(
    "{}: {}{}{}".format,
    st.sampled_from(["a", "b-c", "id_", "null", "Б"]),
    st.sampled_from(["", "x", "1", '"', "'", "[a", "[null, b", '["a", "', "[", "~"]),
    st.text("abé–1 :#'\"-,.[]{}&*!|>%@`\\~?=\t\x85\u2028", max_size=9),
    st.sampled_from(["", " ", '"', "'", "]", "c]", '"]', '","x"]']),
)


@settings(max_examples=500)
@given(st.lists(PLAIN, min_size=1, max_size=2).map("\n".join) | st.text(" \n\t\x0c", max_size=3))
def test_what_is_read_without_a_parser_is_what_the_parser_reads(text: str) -> None:
    try:
        assert read_map(text) == read_nodes(text)
    except YamlError as error:
        with pytest.raises(YamlError, match=re.escape(str(error))):
            read_nodes(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "title: Attention, and what it costs",
        "date: 2026-11-01 10:00",
        'title: "It\'s “so”: 1 # 2 [a]"\nsummary: \'a "b" \\c\'',
        'tags: [rag, vector search, k-v]\nslug: null\nauthors: ["A, B", "C"]',
    ],
)
def test_what_authors_mostly_write_needs_no_parser(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = read_nodes(text)
    monkeypatch.setitem(sys.modules, "colophon.notebook.yamlnodes", None)
    assert read_map(text) == expected


@pytest.mark.parametrize("text", ["[" * 5000, "a: " + "{b: " * 5000], ids=["lists", "mappings"])
def test_nesting_without_end_is_an_error(text: str) -> None:
    with pytest.raises(YamlError):
        read_map(text)


@pytest.mark.parametrize(("word", "expected"), [("Yes", True), ("off", False), ("1", None), (None, None), ([], None)])
def test_yes_and_no_are_those_of_yaml_1_1(word: object, expected: bool | None) -> None:
    assert expected == boolean(word)  # type: ignore[arg-type]


SLUGS = [
    ("What “exactly once” buys", "what-exactly-once-buys"),
    ("Café au_lait", "cafe-au-lait"),
    ("Don't", "dont"),
    ("ﬁne ① K8s", "fine-1-k8s"),
    ("🎉", ""),
    ("Привет", ""),
]


@pytest.mark.parametrize(("name", "expected"), SLUGS)
def test_slugs_are_ascii_words(name: str, expected: str) -> None:
    assert expected == slugify(name)


@given(st.text(max_size=40))
def test_a_slug_of_a_slug_is_itself(name: str) -> None:
    assert slugify(name) == slugify(slugify(name))


def test_a_plain_text_has_no_forbidden_character() -> None:
    plain = [letter for letter in map(chr, range(0x110000)) if is_plain(letter)]
    patterns = FORBIDDEN, NO_TERMINAL, NOT_PRINTABLE
    assert not any(pattern.search(letter) for letter in plain for pattern in patterns)
    assert {*"\t\n\r az09~éß–…日🙂"} < {*plain}


def test_the_first_heading_may_stand_in_any_cell() -> None:
    cells = [Cell(1, "a", "code", "# no"), Cell(2, "b", "markdown", "## no\n"), Cell(3, "c", "markdown", "#\n\n# Yes")]
    title, rest = take_title(cells)
    assert (title, [cell.source for cell in rest]) == ("Yes", ["# no", "## no\n", "#"])


def test_a_title_knows_the_definitions_of_its_cell() -> None:
    title, _ = take_title([Cell(1, "a", "markdown", "Before.\n\n# [A *b*][x] ![c][y] [d][z]\n\n[x]: u\n[y]: v")])
    assert title == "A b c [d][z]"


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [("*a* **b** `c`", "a b c"), ("[a](b) ![c](d)", "a c"), ("a\\* &lt; <b>x</b>", "a* < x"), ("", "")],
)
def test_titles_are_plain_text(markdown: str, expected: str) -> None:
    assert expected == plain_text(markdown)


@pytest.mark.parametrize("language", ["python", *PREFIXES])
def test_a_cell_that_begins_with_no_mark_is_looked_at_no_further(language: str) -> None:
    prefix = PREFIXES.get(language, "#|")
    for first in (
        f"{prefix} a: b",
        f"{prefix[:-1]} colophon: ignore C401",
        f"{prefix[:-1]}colophon:  ignore C401 because",
    ):
        for above in ("", "\n", "  \n\n"):
            assert split_options(f"{above}{first}\nx", language).source == "x"
        assert split_options(f"x\n{first}", language).source == f"x\n{first}"
    assert split_options(f"\n%%time\n{prefix} a: b\nx", language).text == "a: b"
