"""Small sites, built as a person builds them: what a build promises whatever the notebooks hold."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from tests.conftest import ROOT, Site, code, front, markdown, notebook, pelican

PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # one pixel
)
FEEDS = 'SITEURL = "https://small.example"\nFEED_ALL_ATOM = "feed.atom"\nCOLOPHON_FEED_AUTHORITY = "small.example"'


def stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def picture() -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"image/png": PICTURE, "text/plain": "x"}, "metadata": {}}


def test_one_plugin_line_turns_a_notebook_into_an_article_of_the_default_theme(site: Site) -> None:
    site.add(
        "first.ipynb", notebook(front(), markdown("Some $x^2$."), code("print(1)", stream("\x1b[31mred\x1b[0m\n")))
    )
    built = site.build()
    assert built.returncode == 0, built.stderr
    page = site.read("first.html") if (site.output / "first.html").exists() else site.read("a-post.html")
    assert "<math" in page and "ansi-red-fg" in page and 'class="highlight' in page
    assert re.search(r'<link rel="stylesheet" href="[^"]*colophon.css">', page)
    assert ".notebook" in site.read("colophon.css")


def test_a_broken_post_leaves_the_others_standing_and_the_status_says_so(site: Site) -> None:
    site.add("good.ipynb", notebook(front("Good"), markdown("Text.")))
    site.add("broken.ipynb", '{"cells": [')
    site.add("undated.ipynb", notebook(markdown("# No date")))
    built = site.build()
    assert built.returncode == 1
    assert (site.output / "good.html").is_file()
    lines = [line for line in built.stderr.splitlines() if line.startswith("refused: ")]
    assert [line.split(":")[1].split(",")[0].strip() for line in lines] == ["broken.ipynb", "undated.ipynb"]


def test_two_posts_with_one_slug_do_not_lose_the_site(site: Site) -> None:
    site.add("a.ipynb", notebook(front("A", slug="same"), markdown("Text of a.")))
    site.add("b.ipynb", notebook(front("B", slug="same"), markdown("Text of b.")))
    built = site.build()
    assert built.returncode == 1 and "a.ipynb" in built.stderr and "b.ipynb" in built.stderr
    assert "Text of a." in site.read("same.html")


def test_checkpoints_are_never_published(site: Site) -> None:
    post = notebook(front("Good"), markdown("Text."))
    site.add("good.ipynb", post)
    site.add(".ipynb_checkpoints/good-checkpoint.ipynb", post)
    site.add("deep/.ipynb_checkpoints/other-checkpoint.ipynb", post)
    built = site.build()
    assert built.returncode == 0, built.stderr
    assert list(site.output.rglob("*checkpoint*")) == []


def test_something_fatal_writes_nothing(site: Site, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    site.add("good.ipynb", notebook(front("Good"), markdown("Text.")))
    site.add("bad.ipynb", notebook(front("Bad"), markdown("![x](../../secret.png)")))
    built = site.build()
    assert built.returncode == 2, built.stderr
    assert not site.output.exists() or list(site.output.iterdir()) == []


def test_a_link_that_leaves_the_content_folder_publishes_nothing(site: Site, tmp_path: Path) -> None:
    (tmp_path / "site" / "secret.txt").write_text("secret")
    link = '<a href="{static}/../secret.txt">x</a> [y]({static}/../secret.txt) [z]({attach}../secret.txt)'
    output = {"output_type": "display_data", "data": {"text/html": link, "text/plain": "x"}, "metadata": {}}
    site.add("bad.ipynb", notebook(front("Bad"), markdown(link), code("x", output)))
    site.build()
    assert list(site.output.rglob("*secret*")) == []


def test_a_build_never_changes_the_notebook(site: Site) -> None:
    document = json.dumps(notebook(front(), code("1", stream("1"))), indent=1).replace("\n", "\r\n")
    path = site.add("a.ipynb", "\ufeff" + document)
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert site.build().returncode == 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_pictures_become_files_named_by_their_content(site: Site) -> None:
    site.add("a.ipynb", notebook(front("A"), code("#| fig-alt: a pixel\nx", picture())))
    site.add("b.ipynb", notebook(front("B"), code("#| fig-alt: a pixel\nx", picture())))
    assert site.build().returncode == 0
    assets = sorted((path.name for path in (site.output / "assets").iterdir()), key=lambda name: name.split(".")[1])
    assert [name.partition(".")[2] for name in assets] == ["png", "webp"]  # one picture, and what it is shown as
    assert all(f"assets/{name}" in site.read("a.html") for name in assets) and 'width="1"' in site.read("a.html")


def test_every_text_of_the_front_matter_is_escaped_everywhere(site: Site) -> None:
    evil = "<script>alert(1)</script>&\"'"
    site.add(
        "a.ipynb",
        notebook(
            front(evil, summary=evil, tags=[evil], authors=[evil], category=f"{evil}2", series=evil, slug="a"),
            markdown("x"),
        ),
    )
    built = site.build(settings=FEEDS)
    assert built.returncode == 0, built.stderr
    for page in [*site.output.rglob("*.html"), *site.output.rglob("*.atom")]:
        assert "<script>alert" not in page.read_text(), page


@pytest.mark.parametrize("key", ["save_as", "url", "template"])
def test_a_notebook_cannot_choose_where_it_is_written(site: Site, key: str) -> None:
    site.add("a.ipynb", notebook(front(**{key: "../../escaped.html"}), markdown("x")))
    built = site.build()
    assert built.returncode == 1 and key in built.stderr
    assert list(site.folder.parent.rglob("escaped*")) == []


def test_links_between_notebooks_become_addresses(site: Site) -> None:
    site.add("a.ipynb", notebook(front("A"), markdown("See [b](deep/b.ipynb#the-part).")))
    site.add("deep/b.ipynb", notebook(front("B"), markdown("## The part\n\nBack to [a](../a.ipynb).")))
    built = site.build()
    assert built.returncode == 0, built.stderr
    assert re.search(r'href="[^"]*b\.html#the-part"', site.read("a.html"))
    assert re.search(r'href="[^"]*a\.html"', site.read("b.html"))


def test_dead_links_and_fragments_are_problems(site: Site) -> None:
    site.add("a.ipynb", notebook(front("A"), markdown("[x](gone.ipynb) [y](b.ipynb#gone) [z](data/gone.csv)")))
    site.add("b.ipynb", notebook(front("B"), markdown("Text.")))
    built = site.build()
    assert all(part in built.stderr for part in ("gone.ipynb", "#gone", "gone.csv"))


def test_data_files_that_a_post_links_to_are_published(site: Site) -> None:
    site.add("data/t.csv", "a,b\n1,2\n")
    site.add("data/unlinked.csv", "a,b\n")
    site.add("a.ipynb", notebook(front("A"), markdown("[the table](data/t.csv)")))
    assert site.build().returncode == 0
    assert site.read("data/t.csv") == "a,b\n1,2\n"
    assert not (site.output / "data" / "unlinked.csv").exists()


def test_a_foreign_jupyter_configuration_changes_nothing(site: Site, tmp_path: Path) -> None:
    site.add("a.ipynb", notebook(front("A"), markdown("# Head\n\ntext"), code("1 + 1", stream("2"))))
    site.build()
    first = site.read("a.html")
    home = tmp_path / "home"
    (home / ".jupyter").mkdir(parents=True)
    hostile = "c = get_config()\nc.HTMLExporter.exclude_input = True\nc.TemplateExporter.exclude_markdown = True\n"
    for name in ("jupyter_config.py", "jupyter_nbconvert_config.py", "nbconvert_config.py"):
        (home / ".jupyter" / name).write_text(hostile)
    site.build(env={"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / ".jupyter")})
    assert site.read("a.html") == first


def test_aliases_lead_to_the_post(site: Site) -> None:
    site.add("a.ipynb", notebook(front("A", aliases=["/2020/old/", "/older.html"]), markdown("x")))
    built = site.build()
    assert built.returncode == 0, built.stderr
    assert 'url=../../a.html"' in site.read("2020/old/index.html")
    assert 'url=a.html"' in site.read("older.html")


def entries(site: Site) -> list[Any]:
    parsed = feedparser.parse(site.read("feed.atom"))
    assert not parsed.bozo, parsed
    return parsed.entries


def test_feed_entries_are_whole_absolute_and_inert(site: Site) -> None:
    site.add("data/t.csv", "a\n")
    body = markdown("[other](b.ipynb) [data](data/t.csv) <details><summary>s</summary>inside</details>")
    site.add("a.ipynb", notebook(front("A"), body, code("#| fig-alt: p\nx", picture(), stream("\x07bell"))))
    site.add("b.ipynb", notebook(front("B", date="2026-01-03"), markdown("y")))
    assert site.build(settings=FEEDS).returncode == 0
    content = next(each for each in entries(site) if each.title == "A").content[0].value
    assert "inside" in content and "<script" not in content and "style" not in content and "<iframe" not in content
    links = re.findall(r'(?:href|src)="([^"]*)"', content)
    assert len(links) >= 3 and [link for link in links if not link.startswith("https://small.example/")] == []


def test_a_feed_id_survives_a_new_title_a_new_slug_and_a_new_host(site: Site) -> None:
    ids = []
    for title, slug, host in [("A", "a", "small"), ("B", "a", "small"), ("A", "new", "small"), ("A", "a", "other")]:
        site.add("a.ipynb", notebook(front(title, slug=slug), markdown("x")))
        assert site.build(settings=FEEDS.replace("https://small", f"https://{host}")).returncode == 0
        ids += [entry.id for entry in entries(site)]
    assert ids == ["tag:small.example,2026-01-02:a"] * 4


def test_a_renamed_file_keeps_its_feed_id_through_its_alias(site: Site) -> None:
    site.add("new-name.ipynb", notebook(front("A", aliases=["/a/"]), markdown("x")))
    assert site.build(settings=FEEDS).returncode == 0
    assert [entry.id for entry in entries(site)] == ["tag:small.example,2026-01-02:a"]


def test_feeds_are_bounded_in_number_and_size(site: Site) -> None:
    for day in range(1, 6):
        site.add(f"p{day}.ipynb", notebook(front(f"P{day}", date=f"2026-01-0{day}"), markdown("word " * 3000)))
    settings = f"{FEEDS}\nFEED_MAX_ITEMS = 3\nCOLOPHON_FEED_ENTRY_BYTES = 5000"
    assert site.build(settings=settings).returncode == 0
    found = entries(site)
    assert [entry.title for entry in found] == ["P5", "P4", "P3"]
    assert all(
        len(entry.content[0].value) < 5000 and "Read the whole post" in entry.content[0].value for entry in found
    )


def test_the_sitemap_and_robots_name_absolute_addresses(site: Site) -> None:
    site.add("a.ipynb", notebook(front("A"), markdown("x")))
    assert site.build(settings=FEEDS).returncode == 0
    locations = [
        each.text for each in ElementTree.fromstring(site.read("sitemap.xml")).iter() if each.tag.endswith("loc")
    ]
    assert "https://small.example/a.html" in locations
    assert "Sitemap: https://small.example/sitemap.xml" in site.read("robots.txt")


def test_drafts_are_in_no_artefact_of_a_published_build(site: Site) -> None:
    site.add("good.ipynb", notebook(front("Good"), markdown("x")))
    site.add("secret.csv", "a,b")
    site.add(
        "d.ipynb",
        notebook(
            front("Secret plans", status="draft", tags=["hush"]),
            markdown("quiet words [d](secret.csv)"),
            code("#| fig-alt: p\nx", picture()),
        ),
    )
    assert site.build(settings=f'{FEEDS}\nDRAFT_SAVE_AS = ""').returncode == 0
    files = [path for path in site.output.rglob("*") if path.is_file()]
    assert [path for path in files if b"Secret plans" in path.read_bytes() or b"quiet words" in path.read_bytes()] == []
    assert not (site.output / "assets").exists() and list(site.output.rglob("secret*")) == []
    assert not (site.output / "d.ipynb").exists()


def test_control_characters_do_not_kill_the_feed(site: Site) -> None:
    site.add("a.ipynb", notebook(front("A\x08"), markdown("x\x0b"), code("1", stream("a\x00b\x1bZ\x0c"))))
    assert site.build(settings=FEEDS).returncode in (0, 1)
    assert len(entries(site)) <= 1


def test_the_build_is_the_same_from_pelican_alone(site: Site) -> None:
    """Nothing hides in the Makefile: `pelican notebooks -s pelicanconf.py` is the whole build."""
    root = Path(__file__).parents[2]
    built = pelican(root, "notebooks", "-s", "pelicanconf.py", "-o", str(site.output))
    assert built.returncode == 0, built.stderr[-2000:]
    assert (site.output / "index.html").is_file()


def test_a_post_brings_its_own_picture_and_bibliography(site: Site) -> None:
    """`image` and `bibliography` of the front matter, Quarto's keys, count from the notebook's folder."""
    site.add("deep/card.png", base64.b64decode(PICTURE))
    site.add("deep/own.bib", "@misc{one, title={One}, author={A B}, year={2001}}")
    site.add("deep/a.ipynb", notebook(front("A", image="card.png", bibliography="own.bib"), markdown("So [@one].")))
    built = site.build(settings=FEEDS)
    assert built.returncode == 0 and "C5" not in built.stderr, built.stderr
    assert 'id="ref-one"' in site.read("a.html")
    assert sorted(path.suffix for path in (site.output / "assets").iterdir()) == [".png", ".webp"]  # and its small copy


def test_pictures_are_shown_as_webp_unless_a_site_wants_them_as_they_are(site: Site) -> None:
    """Both builds use one store, which knows the setting."""
    site.add("p.png", base64.b64decode(PICTURE))
    site.add("a.ipynb", notebook(front("A"), markdown("![A pixel](p.png)")))
    for settings, ending in (("", "webp"), ("COLOPHON_WEBP = False", "png"), ("", "webp")):
        assert site.build(settings=settings).returncode == 0
        (shown,) = re.findall(r'<img src="([^"]*)" width="1" height="1"', site.read("a.html"))
        assert shown.endswith(f".{ending}") and (site.output / shown.lstrip("./")).is_file()
        assert "png" in {path.suffix[1:] for path in (site.output / "assets").iterdir()}


def test_a_work_that_no_post_cites_is_named(site: Site) -> None:
    site.add("references.bib", "@misc{one, title={One}, year={2001}}\n@misc{two, title={Two}, year={2002}}")
    site.add("a.ipynb", notebook(front("A"), markdown("So [@one].")))
    built = site.build()
    assert built.returncode == 0 and "references.bib: Expected a post that cites `two`" in built.stderr


@pytest.mark.parametrize(
    "press", ["", "from colophon.site import Press\nPELICAN_CLASS = Press"], ids=["plain", "Press"]
)
def test_the_fewest_settings_are_enough(press: str, site: Site) -> None:
    """Pelican's default for the output is a relative path."""
    site.add("a.ipynb", notebook(front("A"), code("print(1)", stream("1\n")), markdown("[B](b.ipynb)")))
    site.add("b.ipynb", notebook(front("B"), markdown("Text.")))
    (site.folder / "pelicanconf.py").write_text(f'PLUGINS = ["colophon"]\nPATH = "content"\n{press}\n')
    for _ in range(2):
        built = pelican(site.folder)
        assert built.returncode == 0, built.stderr
        assert 'href="/b.html"' in site.read("a.html") and (site.output / "feeds/all.atom.xml").is_file()


def test_with_pelicans_own_addresses_no_link_of_the_theme_is_dead(site: Site) -> None:
    site.add("a.ipynb", notebook(front("A"), code("print(1)", stream("1\n")), markdown("[B](b.ipynb)")))
    site.add("b.ipynb", notebook(front("B", tags=["t"]), markdown("Text.")))
    assert site.build(settings=f"THEME = {str(ROOT / 'theme')!r}").returncode == 0
    menu = site.read("index.html")
    assert all(f'href="/{file}"' in menu for file in ("archives.html", "tags.html", "feeds/all.atom.xml"))
    for page in site.output.rglob("*.html"):
        for target in re.findall(r'(?:href|src)="(/[^"#?]*)', page.read_text()):
            file = site.output / target.lstrip("/")
            assert (file / "index.html" if file.is_dir() else file).is_file(), f"{page.name}: {target}"


def test_a_text_that_is_no_notebook_is_set_as_prose_and_not_begun_twice(site: Site) -> None:
    head = "A title\n=======\n\n:date: 2026-11-01\n"
    site.add("auto.rst", f"{head}:slug: auto\n\nThe beginning & more.\n")
    site.add("given.rst", f"{head}:slug: given\n:summary: Short & *sweet*.\n\nThe beginning.\n")
    site.add("a.ipynb", notebook(front("A", summary="Of a notebook."), markdown("Text.")))
    assert site.build(settings=f"THEME = {str(ROOT / 'theme')!r}").returncode == 0
    auto, given, index = (site.read(f"{name}.html") for name in ("auto", "given", "index"))
    assert auto.count("The beginning &amp; more.</p>") == 1 and 'class="standfirst"' not in auto
    assert re.search(r'<div class="cell cell-markdown">\s*<p>The beginning', auto)
    assert '<p class="standfirst">Short &amp; sweet.</p>' in given
    assert '<p class="standfirst">Of a notebook.</p>' in site.read("a.html")
    assert '<p class="entry-summary">The beginning &amp; more.</p>' in index


PLUGIN = """
from pelican import signals
def move(generators):
    for article in generators[0].articles:
        article.override_save_as, article.override_url = "moved/here.html", "moved/here.html"
def register():
    signals.all_generators_finalized.connect(move)
"""


def test_an_address_that_another_plugin_gives_at_the_last_moment_counts(site: Site) -> None:
    site.add("a.ipynb", notebook(front("A"), markdown("Text.")))
    (site.folder / "mine").mkdir()
    (site.folder / "mine" / "moving.py").write_text(PLUGIN)
    settings = f'PLUGIN_PATHS = ["mine"]\nPLUGINS.append("moving")\nTHEME = {str(ROOT / "theme")!r}'
    assert site.build(settings=settings).returncode == 0
    assert 'href="/moved/here.html"' in site.read("index.html")
    assert "Text." in site.read("moved/here.html") and not (site.output / "a.html").exists()
