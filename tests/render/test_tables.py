"""Tables of outputs in order."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from colophon.pagelimits import DEFAULTS
from colophon.render.mime.elements import outermost
from colophon.render.mime.tables import ordered_tables
from colophon.render.sanitize import clean_html


def ordered(html: str) -> str:
    return ordered_tables(clean_html(html), "A table", DEFAULTS)


@pytest.mark.parametrize(
    ("values", "numeric"),
    [
        (["1", "2.5", "-3e-05"], True),
        (["1,204", "12 %", "−3"], True),
        (["$5", "€ 6.20"], True),
        (["1.2 ms", "3 µs", "2×"], True),
        (["1", "NaN", ""], True),
        (["inf", "-inf", "…"], True),
        (["1", "many"], False),
        (["v1.2"], False),
        (["2026-11-01"], False),
        (["10.0.0.1 rack"], False),
        (["", ""], False),
    ],
)
def test_a_column_of_numbers_is_found(values: list[str], numeric: bool) -> None:
    rows = "".join(f"<tr><td>{value}</td></tr>" for value in values)
    assert ('class="number"' in ordered(f"<table>{rows}</table>")) == numeric


@pytest.mark.parametrize(
    ("html", "scopes"),
    [
        ("<table><thead><tr><th>a</th></tr></thead><tr><th>r</th><td>1</td></tr></table>", ["col", "row"]),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", ["col", "col"]),
        ("<table><tr><th>r</th><td>1</td></tr></table>", ["row"]),
        ("<table><thead><tr><th colspan=2>a</th></tr></thead></table>", ["colgroup"]),
        ("<table><tr><th rowspan=2>a</th><td>1</td></tr><tr><td>2</td></tr></table>", ["rowgroup"]),
        ("<table><tr><th scope=col>a</th><td>1</td></tr></table>", ["col"]),
        ("<table><tr><th></th><td>1</td></tr></table>", []),
    ],
)  # fmt: skip
def test_heads_get_their_scope(html: str, scopes: list[str]) -> None:
    assert re.findall(r'scope="(\w+)"', ordered(html)) == scopes


def test_a_column_is_counted_past_cells_that_span_rows() -> None:
    html = "<table><tr><td rowspan=2>text</td><td>1</td></tr><tr><td>2</td></tr></table>"
    assert ordered(html).count('<td class="number">') == 2


def test_a_table_in_a_table_stays_as_it_is_inside_one_box() -> None:
    html = ordered("<table><tr><td><table><tr><td>1</td></tr></table></td></tr></table>")
    assert html.count('class="scroll"') == 1
    assert html.count("<table") == html.count("</table>") == 2


CELLS = st.sampled_from(
    ["<td>1</td>", "<th></th>", "<th>a</th>", "<td colspan=3>x", "<td rowspan=2>2</td>", "</tr><tr>"]
)
PIECES = CELLS | st.sampled_from(
    ["<thead>", "</thead><tbody>", "<table>", "</table>", "<caption>c</caption>", "text", "<b>"]
)


@given(st.lists(PIECES, max_size=20).map(lambda pieces: f"<table>{''.join(pieces)}"))
def test_any_table_stays_balanced_and_keeps_its_text(html: str) -> None:
    result = ordered(html)
    html5lib.HTMLParser(strict=True).parseFragment(result)
    assert re.sub(r"<[^>]*>", "", result) == re.sub(r"<[^>]*>", "", clean_html(html))


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("a<b>x</b>c", [("a", False), ("<b>x</b>", True), ("c", False)]),
        ("<b><b></b></b>", [("", False), ("<b><b></b></b>", True), ("", False)]),
        ("<b>a", [("<b>a", False)]),
        ("</b>a", [("</b>a", False)]),
        ("<b t='</b>'>a</B >", [("", False), ("<b t='</b>'>a</B >", True), ("", False)]),
    ],
)
def test_outermost_elements_are_found(html: str, parts: list[tuple[str, bool]]) -> None:
    assert list(outermost(html, "b")) == parts


def long_table(rows: int) -> str:
    body = "".join(f"<tr><th>{row}</th><td>a, {row}</td></tr>" for row in range(rows))
    return f"<table><thead><tr><td></td><th>name</th></tr></thead><tbody>{body}</tbody></table>"


def test_a_long_table_is_cut_and_all_of_it_is_a_file() -> None:
    kept: list[bytes] = []
    html = ordered_tables(long_table(120), "T", DEFAULTS, lambda data: kept.append(data) or "x.csv")
    assert html.count("<tr>") == 51 and html.endswith("</p>") and "</tbody></table></div>" in html
    assert '50 of 120 rows are shown. <a href="x.csv" download>' in html
    assert kept[0].decode().splitlines()[:2] == [",name", '0,"a, 0"'] and kept[0].count(b"\r\n") == 121


def test_a_table_of_a_hundred_rows_is_whole() -> None:
    html = ordered_tables(long_table(100), "T", DEFAULTS, lambda data: "x.csv")
    assert html.count("<tr>") == 101 and "csv" not in html
