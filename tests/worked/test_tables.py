"""A table has one HTML form and one text form, both plain."""

import pytest

from worked.tables import as_html, as_text, short, table


def test_html_is_escaped_and_marks_numbers():
    html = as_html(table(["a <b>", "n"], [["x & y", 3]]))
    assert html == (
        '<table>\n<thead><tr><th scope="col">a &lt;b&gt;</th><th scope="col">n</th></tr></thead>\n'
        '<tbody>\n<tr><td>x &amp; y</td><td class="number">3</td></tr>\n</tbody>\n</table>'
    )


def test_text_aligns_numbers_to_the_right():
    assert as_text(table(["model", "n"], [["gru", 9], ["attention", 1200]])) == (
        "model          n\n---------  -----\ngru            9\nattention  1,200"
    )


def test_a_row_with_too_few_cells_is_refused():
    with pytest.raises(ValueError, match="expected 2 cells"):
        table(["a", "b"], [["only one"]])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "yes"),
        (None, "–"),
        (12345, "12,345"),
        (0.12345, "0.123"),
        (12345.6, "12,346"),
        (0, "0"),
        (2.5e-9, "2.5e-09"),
        (float("nan"), "nan"),
        ("0.50", "0.50"),
        ((2, 1), "(2, 1)"),
    ],
)
def test_cells_are_shortened_the_same_way_everywhere(value, expected):
    assert expected == short(value)
