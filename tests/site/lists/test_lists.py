"""Citations, the archive's bars, posts that wait, and the site for readers that are programs."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from pybtex.database import parse_string

from colophon.site.discovery.citation import citation
from colophon.site.lists.calendar import HEIGHT, years
from colophon.site.lists.generator import prose
from tests.conftest import ROOT, Site, code, front, markdown, notebook

NAMED = 'SITEURL = "https://small.example"\nARTICLE_URL = "{slug}/"\nARTICLE_SAVE_AS = "{slug}/index.html"\n'


def post(date: str, title: str = "T", **more: Any) -> SimpleNamespace:
    day = datetime.fromisoformat(date).replace(tzinfo=UTC)
    return SimpleNamespace(title=title, date=day, slug="a-b", lang="en", url="a-b/", source_path=date, **more)


def test_a_citation_can_be_read_by_what_reads_bibtex() -> None:
    """Signs that TeX sets otherwise come back as they were."""
    article = post("2026-11-02", "R &amp; W &gt; 5% of {x}_1 ~ #2", authors=["Ann Lee", "B &amp; C"])
    entry = parse_string(citation(article, "https://small.example", "A site").bibtex, "bibtex").entries["ab2026"]
    assert entry.fields["year"] == "2026" and entry.fields["month"] == "November"
    assert entry.fields["url"] == "https://small.example/a-b/"
    assert entry.fields["title"] == r"{R \& W \textgreater{} 5\% of \{x\}\_1 \textasciitilde{} \#2}"
    assert [str(person) for person in entry.persons["author"]] == ["{Ann Lee}", r"{B \& C}"]


def test_a_citation_for_reference_managers_has_the_same_facts() -> None:
    """Source: CSL 1.0.2; without an address of the site there is no URL, without an author the site is it."""
    assert json.loads(citation(post("2026-11-02", "A &lt; B"), "", "A site").csl) == [
        {
            "id": "ab2026", "type": "post-weblog", "title": "A < B", "author": [{"literal": "A site"}],
            "container-title": "A site", "issued": {"date-parts": [[2026, 11, 2]]}, "language": "en",
        }
    ]  # fmt: skip


def test_the_bars_of_all_years_are_to_one_scale() -> None:
    found = years([post("2026-11-02"), post("2026-11-01"), post("2026-02-01"), post("2024-03-01")])
    assert [(each.year, each.words) for each in found] == [(2026, "February 1, November 2"), (2024, "March 1")]
    assert [post.date.day for post in found[0].posts] == [2, 1, 1]
    heights = {(each.year, month.name): month.height for each in found for month in each.months if month.count}
    assert heights == {(2026, "February"): 18, (2026, "November"): HEIGHT, (2024, "March"): 18}
    assert [len(each.months) for each in found] == [12, 12] and years([]) == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One <code>x</code> two<em>fold</em></p>three", "One twofold three"),
        ('a<pre><code class="k">x <span>y</span></code>\n</pre>b', "a b"),
        ("a<table><tr><td>x<pre>y</pre></td><td>z</td></tr></table>b<figcaption>x</figcaption>c", "a b c"),
        ("a<math><mi>x</mi></math>b<math>y</math>c", "a b c"),
        ('a<section class="references"><p>x</p></section>b<section class="notes">c</section>', "a bc"),
        ("a<pre>b <tables>c", "ab c"),
    ],
)
def test_prose_is_what_an_article_says_in_its_own_words(html: str, text: str) -> None:
    assert prose(html).split() == text.split()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A small site with an address, in which one post links to another and to a file."""
    site = Site(tmp_path_factory.mktemp("lists") / "site")
    table = "<table><thead><tr><th>a</th><th>b|c</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": "a *line*\n"},
        {"output_type": "display_data", "data": {"text/html": table, "text/plain": "t"}, "metadata": {}},
    ]
    text = "See [it](b.ipynb#part), [data](data/t.csv) and $x_1$: *so* 2\\*3 `a_b`.\n\n- one\n  - two\n\n$$y^2$$\n\n> q"
    cells = (front("A & b", summary="In *short*."), markdown(text), code("print(1)", *outputs))
    site.add("a.ipynb", notebook(*cells, colophon={"run": {}}, widgets={"x": 1}))
    site.add("b.ipynb", notebook(front("B", date="2026-01-03"), markdown("## Part\n\nEnd.")))
    site.add("data/t.csv", "1,2")
    site.add("late.ipynb", notebook(front("Late", date="2026-03-01 12:00"), markdown("Quiet words.")))
    text = "In *words*\n##########\n\n:date: 2026-01-01\n:summary: A **text**.\n\nTo `b <{filename}b.ipynb>`_.\n"
    site.add("text.rst", text)
    ended = site.build(settings=NAMED + 'DRAFT_SAVE_AS = ""\nCOLOPHON_NOW = "2026-03-01 11:59"')
    assert ended.returncode == 0, ended.stderr
    assert "late.ipynb waits for its date, 2026-03-01 12:00" in ended.stderr
    return site


def test_each_article_has_a_twin_in_markdown(built: Site) -> None:
    """Outputs as text, formulas as LaTeX, tables as tables, links absolute."""
    site = "https://small.example"
    assert built.read("a/index.md") == (
        f"# A & b\n\n> In short.\n\n2026-01-02 · <{site}/a/>\n\n"
        f"See [it]({site}/b/#part), [data]({site}/data/t.csv) and $x_1$: *so* 2\\*3 `a_b`.\n\n"
        "- one\n\n  - two\n\n$$\ny^2\n$$\n\n> q\n\n```python\nprint(1)\n```\n\n```text\na *line*\n```\n\n"
        "| a | b\\|c |\n| --- | --- |\n| 1 | 2 |\n"
    )


def test_a_text_without_a_notebook_has_a_twin_too(built: Site) -> None:
    site = "https://small.example"
    assert built.read("in-words/index.md") == (
        f"# In words\n\n> A text.\n\n2026-01-01 · <{site}/in-words/>\n\nTo [b]({site}/b/).\n"
    )


def test_llms_txt_leads_to_the_twins(built: Site) -> None:
    """Source: llmstxt.org: a title, then lists of links with what they are."""
    assert built.read("llms.txt") == (
        "# A Pelican Blog\n\n## Posts\n\n- [B](https://small.example/b/index.md): End.\n"
        "- [A & b](https://small.example/a/index.md): In short.\n"
        "- [In words](https://small.example/in-words/index.md): A text.\n"
    )


def test_the_notebook_by_itself_works_elsewhere(built: Site) -> None:
    """Its links are absolute, what machines wrote into its metadata is gone; the author's file is not touched."""
    document = json.loads(built.read("a/a.ipynb"))
    text = "".join(document["cells"][1]["source"])
    assert "[it](https://small.example/b/#part), [data](https://small.example/data/t.csv)" in text
    assert set(document["metadata"]) == {"kernelspec", "language_info"}
    assert "colophon" in json.loads((built.content / "a.ipynb").read_text())["metadata"]


def test_a_post_dated_in_the_future_waits(built: Site) -> None:
    """It is in no artefact until the first build after its date."""
    files = [path for path in built.output.rglob("*") if path.is_file() and path.suffix != ".zip"]
    assert [path for path in files if b"Quiet words" in path.read_bytes() or b"Late" in path.read_bytes()] == []


@pytest.mark.parametrize(
    ("setting", "epoch"),
    [('COLOPHON_NOW = "2026-03-01T12:00"', "0"), ("", str(int(datetime(2026, 3, 2, tzinfo=UTC).timestamp())))],
)
def test_the_moment_of_a_build_is_told_or_taken_from_its_environment(site: Site, setting: str, epoch: str) -> None:
    """Source: reproducible-builds.org, SOURCE_DATE_EPOCH; the setting comes first."""
    site.add("late.ipynb", notebook(front("Late", date="2026-03-01 12:00"), markdown("Words.")))
    ended = site.build(settings=setting, env={"SOURCE_DATE_EPOCH": epoch})
    assert ended.returncode == 0 and "waits" not in ended.stderr
    assert "Words." in site.read("late.html")


def test_every_article_of_the_real_site_has_its_twin_citation_and_relations(real_site: tuple[Path, str]) -> None:
    folder, address = real_site
    listed = re.findall(r"\((http[^)]*)/index\.md\)", (folder / "llms.txt").read_text())
    posts = [path.parent for path in folder.glob("*/*.ipynb")]
    assert sorted(listed) == sorted(f"{address}/{each.name}" for each in posts)
    for each in posts:
        twin = (each / "index.md").read_text()
        assert twin.startswith("# ") and "{static}" not in twin and "{filename}" not in twin and "<div" not in twin
        assert all(
            link.startswith((address, "http"))
            for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```|`[^`]*`", "", twin, flags=re.S))
        )
        if each.name != "about":
            assert parse_string((each / "cite.bib").read_text(), "bibtex").entries
            assert json.loads((each / "cite.json").read_text())[0]["URL"] == f"{address}/{each.name}/"
    pages = [(each / "index.html").read_text() for each in posts]
    assert sum("On the same matter" in page for page in pages) > len(posts) / 2
    archive = (folder / "archive" / "index.html").read_text()
    assert ElementTree.fromstring(re.findall(r"<svg class=\"year-bars\".*?</svg>", archive, re.S)[0]) is not None
    assert str(ROOT) not in archive
