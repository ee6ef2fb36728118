"""LaTeX as MathML: what is set, what is refused, and that no style reaches the page."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from xml.etree import ElementTree

import pytest

from colophon.render.math.equations import Formula, labels, prepare, tag, take_definitions
from colophon.render.math.mathml import LONGEST_FORMULA, MathError, to_mathml
from colophon.render.math.style import CLASSES, with_levels_in_mstyle, without_styles
from colophon.render.memory import PostMemory

STYLESHEET = Path(__file__).parents[3] / "theme" / "static" / "css" / "math.css"
FORMULAS = (
    r"\frac{a}{b}+x_i^2",
    r"\sum_{i=1}^n i",
    r"\int_0^\infty e^{-x^2}\,dx",
    r"\begin{pmatrix}a&b\\c&d\end{pmatrix}",
    r"f(x)=\begin{cases}x&\text{if }x>0\\0&\text{else}\end{cases}",
    r"\begin{aligned}a&=b\\&=c\end{aligned}",
    r"\operatorname*{arg\,max}_\theta p",
    r"\underset{x\to0}{\lim}f",
    r"\overbrace{a+b}^{n}+\underbrace{c}_{\text{two}}",
    r"\hat{x}\bar{y}\vec{v}\widehat{xyz}\widetilde{abc}\overline{AB}",
    r"\mathbb{R}\mathcal{L}\mathfrak{g}\mathbf{W}\bm{x}",
    r"\bigl(\Bigl[\biggl\{x\biggr\}\Bigr]\bigr)",
    r"\left(\frac{a}{b}\right]",
    r"\textcolor{red}{x}\boxed{y}\cancel{z}",
    r"\begin{array}{c|c:c}a&b&c\\\hline\hline d&e&f\end{array}",
    r"\prod_{\substack{i<j\\j\le n}}x",
    r"\text{loss $x$ is}",
    r"a\!b\kern-3pt c",
    r"\mathllap{x}\mathclap{y}",
    r"\begin{smallmatrix}a\end{smallmatrix}",
    r"\xrightarrow{abc}",
    r"\begin{split}a&=b\\&=c\end{split}",
    r"E=mc^2\tag{7}",
    r"\begin{multline*}a\\b\end{multline*}",
    r"\mathbbm{1}",
    "é′中",
)


@pytest.mark.parametrize("latex", FORMULAS)
def test_what_notebooks_write_is_set_without_styles(latex: str) -> None:
    mathml = to_mathml(latex, display=True)
    assert mathml.startswith('<math display="block"><semantics><m') and mathml.endswith("</semantics></math>")
    assert " style=" not in mathml and "undefined" not in mathml


@pytest.mark.parametrize("latex", FORMULAS)
def test_every_class_has_a_rule_or_needs_none(latex: str) -> None:
    """A class that the style sheet lacks would lose an alignment silently; Firefox's and WebKit's own may be absent."""
    sheet = STYLESHEET.read_text(encoding="utf-8")
    used = {name for names in re.findall(r'class="([^"]*)"', to_mathml(latex, True)) for name in names.split()}
    elsewhere = re.compile(r"wbk-|chr-|ff-|tml-(?:prime|tag|tageqn|vec|hat|tilde|ref)|mathscr|mathcal$")
    assert {name for name in used if f".{name}" not in sheet and not elsewhere.match(name)} == set()


def skeleton(latex: str, display: bool = True) -> str:
    """Return the structure of a formula: elements that mean something, around their texts; groups by themselves."""
    root = ElementTree.fromstring(to_mathml(latex, display))
    return _skeleton(root[0][0])


def _skeleton(element: ElementTree.Element) -> str:
    if element.tag == "mspace":
        return ""
    if not len(element):
        return (element.text or "").strip("\u2061\u2062\u200b ") or f"{element.tag}[]" * (element.tag == "mtd")
    parts = list(filter(None, map(_skeleton, element)))
    if element.tag in {"mrow", "mstyle", "mpadded"}:
        return f"({' '.join(parts)})" if len(parts) > 1 else "".join(parts)
    return f"{element.tag}[{' '.join(parts)}]"


@pytest.mark.parametrize(
    ("latex", "display", "shape"),
    [
        (r"\frac{a}{b}", True, "mfrac[a b]"),
        (r"\frac{a}{\frac{b}{c}}", False, "mfrac[a mfrac[b c]]"),
        (r"\sqrt{x}", True, "msqrt[x]"),
        (r"\sqrt[3]{x}", True, "mroot[x 3]"),
        (r"x_i", True, "msub[x i]"),
        (r"x_i^2", True, "msubsup[x i 2]"),
        (r"{x^2}^3", True, "msup[msup[x 2] 3]"),
        (r"\sum_{i}^{n} i", True, "(munderover[∑ i n] i)"),
        (r"\sum_{i}^{n} i", False, "(msubsup[∑ i n] i)"),
        (r"\int_{0}^{1} x", True, "(msubsup[∫ 0 1] x)"),
        (r"\lim_{n} a", True, "(munder[lim n] a)"),
        (r"\begin{matrix}a&b\\c&d\end{matrix}", True, "mtable[mtr[mtd[a] mtd[b]] mtr[mtd[c] mtd[d]]]"),
        (r"\begin{aligned}a&=b\\&=c\end{aligned}", True, "mtable[mtr[mtd[a] mtd[(= b)]] mtr[mtd[] mtd[(= c)]]]"),
        (r"\hat{x}", True, "mover[x ˆ]"),
        (r"\overbrace{a}^{n}", True, "mover[mover[a ⏞] n]"),
        (r"\underbrace{a}_{n}", True, "munder[munder[a ⏟] n]"),
    ],
)
def test_a_formula_has_the_shape_of_its_mathematics(latex: str, display: bool, shape: str) -> None:
    """Source: MathML Core, 3.3 and 3.4: fractions, radicals, scripts, limits, tables."""
    assert skeleton(latex, display) == shape


def test_every_class_for_a_style_has_a_rule() -> None:
    sheet = STYLESHEET.read_text(encoding="utf-8")
    assert [name for name in CLASSES.values() if f".{name}" not in sheet] == []


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\foo{x}", r"Unsupported function name: \foo"),
        (r"\frac{a", "Unexpected end of input in a macro argument, expected '}'"),
        ("a}b", "'}' is not expected there"),
        (r"\left( x", r"Expected '\right', got 'EOF'"),
        (r"\begin{foo}x\end{foo}", "No such environment: foo"),
        ("x_1_2", "Double subscript"),
        ("a&b", "'&' is not expected there"),
        (r"\class{x}{y}", r'Function "\class" is not trusted'),
        (r"\def\x{\x\x}\x", "Too many expansions: infinite loop or need to increase maxExpand setting"),
        ("x" * (LONGEST_FORMULA + 1), "the formula has 20,001 characters, more than 20,000"),
    ],
)
def test_what_cannot_be_set_is_refused_with_a_reason(latex: str, reason: str) -> None:
    with pytest.raises(MathError) as caught:
        to_mathml(latex, display=True)
    assert str(caught.value) == reason


@pytest.mark.parametrize("latex", ["{" * 9000, r"\sqrt{" * 3000, r"\begin{matrix}" * 1000, "x^{" * 6000])
def test_depth_without_end_is_refused(latex: str) -> None:
    with pytest.raises(MathError):
        to_mathml(latex)
    assert to_mathml("x")


def test_the_source_travels_with_the_formula() -> None:
    assert r'<annotation encoding="application/x-tex">a &lt; b \&amp; c</annotation>' in to_mathml(r"a < b \& c")


def test_macros_of_the_site_are_known() -> None:
    assert "<mi>ℝ</mi>" in to_mathml(r"\R", macros={r"\R": r"\mathbb{R}"})
    assert to_mathml(r"\norm{x}", macros={r"\norm": r"\lVert #1\rVert"}).count("‖") == 2
    with pytest.raises(MathError):
        to_mathml(r"\R")


def test_a_formula_defines_nothing_for_the_next() -> None:
    to_mathml(r"\gdef\leak{1}\leak")
    with pytest.raises(MathError):
        to_mathml(r"\leak")


def test_what_was_set_before_needs_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recalled are LaTeX, its place in a line or alone, and macros together."""
    first = PostMemory(None)
    macros = {r"\R": r"\mathbb{R}"}
    made = [to_mathml(r"x \in \R", display, macros, first) for display in (False, True)]
    assert made == [to_mathml(r"x \in \R", display, macros) for display in (False, True)]
    second = PostMemory(first.used())
    monkeypatch.setattr("colophon.render.math.mathml._set", lambda *_: "asked")
    assert [to_mathml(r"x \in \R", display, macros, second) for display in (False, True)] == made
    assert to_mathml("x", False, macros, second) == to_mathml(r"x \in \R", False, {}, second) == "asked"


def test_threads_set_the_same() -> None:
    """An engine belongs to the thread that made it; another thread gets its own."""
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(to_mathml(r"\frac{thread}{2}")))
    thread.start()
    thread.join()
    assert found == [to_mathml(r"\frac{thread}{2}")]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<mi style="color:#ff0000;">x</mi>', '<mi mathcolor="#ff0000">x</mi>'),
        ('<mi style="color:undefined;level:0;">x</mi>', "<mi>x</mi>"),
        ('<mtd class="a" style="padding:0;width:50%;padding-left:1em;">', '<mtd class="a math-p0 math-half math-l5">'),
        ('<mtd style="padding-left:5.9776pt;">', '<mtd class="math-l4">'),
        ('<mrow style="margin-left:-0.1667em;">', '<mrow class="math-kern-3">'),
        ('<mrow style="margin-left:-99em;">', '<mrow class="math-kern-40">'),
        ('<mi style="background:url(//example.org);">', "<mi>"),
        ("<mi>style</mi>", "<mi>style</mi>"),
    ],
)
def test_styles_become_classes(markup: str, expected: str) -> None:
    assert without_styles(markup) == expected


def test_levels_stand_on_mstyle_where_validators_know_them() -> None:
    markup = '<mrow><mrow scriptlevel="0"><mrow><mi>x</mi></mrow></mrow></mrow>'
    assert with_levels_in_mstyle(markup) == '<mrow><mstyle scriptlevel="0"><mrow><mi>x</mi></mrow></mstyle></mrow>'


@pytest.mark.parametrize(
    ("latex", "rest", "definitions"),
    [
        (r"\newcommand{\R}{\mathbb{R}} x", "x", {r"\R": r"\mathbb{R}"}),
        (r"\renewcommand\vec[1]{\mathbf{#1}}", "", {r"\vec": r"\mathbf{#1}"}),
        (r"\def\f#1#2{#1\{#2\}}\providecommand{\q}{z}", "", {r"\f": r"#1\{#2\}", r"\q": "z"}),
        (r"\DeclareMathOperator*{\best}{best}", "", {r"\best": r"\operatorname*{best}"}),
        (r"\newcommand{\o}[2][x]{#1}y", r"\newcommand{\o}[2][x]{#1}y", {}),
        (r"\newcommand{\x}{open", r"\newcommand{\x}{open", {}),
        ("x", "x", {}),
    ],
)
def test_definitions_are_taken_out(latex: str, rest: str, definitions: dict[str, str]) -> None:
    assert take_definitions(latex) == (rest, definitions)


NUMBERS = {"eq-a": "1", "eq-b": "2"}


@pytest.mark.parametrize(
    ("latex", "outer", "display", "expected"),
    [
        ("a", "", True, Formula("a")),
        ("a", "eq-a", True, Formula("a", ("eq-a",), "1")),
        (r"\begin{equation}a\label{eq-a}\end{equation}", "", True,
         Formula(r"\begin{equation*}a\end{equation*}", ("eq-a",), "1")),
        (r"\begin{align}a\label{eq-a}\\b\nonumber\label{eq-b}\end{align}", "", True,
         Formula(r"\begin{align*}a\tag{1}\\b\tag{2}\end{align*}", ("eq-a", "eq-b"))),
        (r"a\tag{*}\label{eq-a}", "", True, Formula(r"a\tag{*}", ("eq-a",))),
        (r"\eqref{eq-b}+\ref{eq-a}", "", True, Formula(r"\text{(2)}+\text{1}")),
        (r"a\\b", "", True, Formula(r"\begin{gather*}a\\b\end{gather*}")),
        (r"\begin{align}a\end{align}", "", False, Formula(r"\begin{aligned}a\end{aligned}")),
        (r"\begin{eqnarray}a&=&b\end{eqnarray}", "", True, Formula(r"\begin{array}{rcl}a&=&b\end{array}")),
        (r"\require{cancel}\cancel{x}", "", True, Formula(r"\cancel{x}")),
    ],
)  # fmt: skip
def test_labels_references_and_environments_are_played_out(
    latex: str, outer: str, display: bool, expected: Formula
) -> None:
    assert prepare(latex, outer, NUMBERS, display) == expected
    if expected.latex:
        to_mathml(expected.latex, display)


def test_a_label_that_is_no_anchor_is_refused() -> None:
    assert labels(r"\label{a b}\label{eq-c}") == ("eq-c",)
    with pytest.raises(MathError):
        prepare(r'x\label{"><b>}', "", {})


def test_the_only_tag_is_what_is_printed() -> None:
    assert (tag(r"a\tag{*}"), tag("a"), tag(r"a\tag{1}\\b\tag{2}")) == ("*", "", "")
