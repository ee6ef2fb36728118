"""A build makes what changed, and what it makes is what a clean build would make."""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Site, code, front, markdown, notebook

SETTINGS = """
from colophon.site import Press
PELICAN_CLASS = Press
PLUGINS = ["colophon"]
PATH, OUTPUT_PATH, THEME, CACHE_PATH = "content", "output", "theme", "cache"
SITENAME = "{name}"
SITEURL = "https://small.example"
ARTICLE_URL, ARTICLE_SAVE_AS = "{{slug}}/", "{{slug}}/index.html"
TAG_URL, TAG_SAVE_AS = "tags/{{slug}}/", "tags/{{slug}}/index.html"
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""
FEED_ALL_ATOM, TAG_FEED_ATOM = "feed.atom", "tags/{{slug}}.atom"
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = TRANSLATION_FEED_ATOM = None
STATIC_PATHS = []
DEFAULT_PAGINATION = 2
PAGINATION_PATTERNS = [
    (1, "{{url}}", "{{save_as}}"),
    (2, "{{base_name}}/page/{{number}}/", "{{base_name}}/page/{{number}}/index.html"),
]
"""


def post(title: str, text: str, **more: Any) -> dict[str, Any]:
    return notebook(front(title, **more), markdown(text), code("print(1)"))


@pytest.fixture
def blog(site: Site) -> Site:
    shutil.copytree(ROOT / "theme", site.folder / "theme")
    site.add("a.ipynb", post("A", "One. Then [b](b.ipynb).", tags=["x"], series="S"))
    site.add("b.ipynb", post("B", "Two.", date="2026-01-03", tags=["x", "y"], series="S"))
    site.add("c.ipynb", post("C", "Three.", date="2026-01-04", tags=["y"]))
    return site


def build(site: Site, output: Path | None = None, name: str = "Blog", **settings: object) -> int:
    """Build in this process, as `pelican` does, and return the exit status."""
    from pelican import main

    text = SETTINGS.format(name=name) + "".join(f"{key} = {value!r}\n" for key, value in settings.items())
    (site.folder / "pelicanconf.py").write_text(text)
    arguments = ["-s", str(site.folder / "pelicanconf.py"), "-o", str(output or site.output), "--log-handler", "plain"]
    before = Path.cwd()
    try:
        with redirect_stderr(io.StringIO()), redirect_stdout(io.StringIO()):
            main(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        os.chdir(before)
    return 0


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def times(folder: Path) -> dict[str, tuple[int, int]]:
    found = ((path, path.stat()) for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (stat.st_ino, stat.st_mtime_ns) for path, stat in found}


def changed(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_an_unchanged_site_is_not_touched_and_nothing_heavy_is_imported(blog: Site) -> None:
    assert build(blog) == 0
    before = times(blog.output)
    heavy = {"nbconvert.exporters.exporter", "pygments.lexers.python", "markdown_it", "nbformat", "nh3"}
    script = (
        "import sys; from pelican import main\n"
        "try: main(['-s', 'pelicanconf.py', '-o', 'output', '--log-handler', 'plain'])\n"
        "finally: print(sorted(set(sys.modules) & set(sys.argv[1].split(','))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, ",".join(heavy)],
        cwd=blog.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"
    assert times(blog.output) == before


def test_an_edit_of_the_text_touches_its_page_its_files_and_its_feeds(blog: Site) -> None:
    build(blog)
    before = times(blog.output)
    blog.add("c.ipynb", post("C", "Three.\n\nAnd more.", date="2026-01-04", tags=["y"]))
    assert build(blog) == 0
    touched = {name for name in changed(before, times(blog.output)) if not name.startswith("pagefind/")}
    assert touched == {
        "c/index.html", "c/index.md", "c/c.ipynb", "c/c.zip", "feed.atom", "tags/y.atom",
    }  # fmt: skip
    assert "And more." in blog.read("c/index.html")


def test_a_link_to_a_post_that_was_refused_is_in_downloads_as_one_to_a_post_that_is_gone(blog: Site) -> None:
    (blog.content / "b.ipynb").write_text("{")
    assert build(blog) == 1
    refused = blog.read("a/a.ipynb")
    (blog.content / "b.ipynb").unlink()
    build(blog)
    assert blog.read("a/a.ipynb") == refused and "[b](b.ipynb)" in refused


def test_a_new_title_is_on_every_page_that_names_it(blog: Site) -> None:
    build(blog)
    before = times(blog.output)
    blog.add("b.ipynb", post("Bee", "Two.", date="2026-01-03", tags=["x", "y"], series="S"))
    build(blog)
    touched = changed(before, times(blog.output))
    assert {"a/index.html", "b/index.html", "index.html", "tags/x/index.html", "series/s/index.html"} <= touched
    assert "404.html" not in touched and not any(name.startswith("theme/") for name in touched)


def test_the_filter_of_a_sites_own_plugin_is_a_cause_of_its_pages(blog: Site) -> None:
    plugin = blog.folder / "own.py"
    (blog.folder / "theme/templates/archives.html").write_text("{{ 'word' | own }}")
    program = [sys.executable, "-m", "pelican", "-s", "pelicanconf.py", "--log-handler", "plain"]
    printed = []
    for word in ("one", "another"):
        plugin.write_text(
            "from pelican import signals\n"
            f"def add(generator): generator.env.filters['own'] = lambda text: text + ' {word}'\n"
            "def register(): signals.generator_init.connect(add)\n"
        )
        settings = f"{SETTINGS.format(name='Blog')}import sys; sys.path.insert(0, {str(blog.folder)!r})\nimport own\n"
        (blog.folder / "pelicanconf.py").write_text(f"{settings}PLUGINS = ['colophon', 'own']\n")
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins"), "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run(program, cwd=blog.folder, env=environment, check=True, capture_output=True)
        printed.append(blog.read("archives.html"))
    assert printed == ["word one", "word another"]


def test_the_order_of_what_a_setting_names_is_a_cause(blog: Site) -> None:
    """A menu is often a mapping, and its pages show it from the first entry to the last."""
    (blog.folder / "theme/templates/archives.html").write_text("{% for name in MENU %}{{ name }} {% endfor %}")
    for menu in ({"one": 1, "two": 2}, {"two": 2, "one": 1}):
        assert build(blog, MENU=menu) == 0
        assert blog.read("archives.html").split() == [*menu]


def test_a_setting_that_cannot_be_told_is_a_cause_of_each_build(blog: Site) -> None:
    class Program(str):
        __repr__ = str.__str__

    (blog.folder / "theme/templates/archives.html").write_text("{% for name in MENU %}{{ name }}{% endfor %}")
    for word in ("one", "two"):
        assert build(blog, MENU=Program(f"iter([{word!r}])")) == 0
        assert blog.read("archives.html") == word


def test_a_template_is_compiled_once_in_its_life(blog: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from jinja2 import Environment

    build(blog)
    whole = files(blog.output)
    shutil.rmtree(blog.output)
    monkeypatch.setattr(Environment, "compile", lambda *_: pytest.fail("a template was compiled again"))
    assert build(blog) == 0 and files(blog.output) == whole


def test_the_disk_is_not_asked_again_for_a_template(blog: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from jinja2 import Template

    monkeypatch.setattr(Template, "is_up_to_date", property(lambda _: pytest.fail("it was asked")))
    assert build(blog) == 0


def test_a_site_without_series_compiles_no_template_for_them(blog: Site) -> None:
    for name in ("a.ipynb", "b.ipynb"):
        blog.add(name, post(name, "Text."))
    (blog.folder / "theme/templates/series.html").write_text("{% broken")
    assert build(blog) == 0 and not (blog.output / "series").exists()


def test_a_build_after_an_edit_imports_nothing_for_many_processes(blog: Site) -> None:
    build(blog)
    blog.add("c.ipynb", post("C", "Three.\n\nAnd more.", date="2026-01-04", tags=["y"]))
    program = (
        "import sys, pelican; pelican.main(['-s', 'pelicanconf.py', '-q']); "
        "print([name for name in sys.modules if name.startswith('concurrent.futures.')])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=blog.folder, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "And more." in blog.read("c/index.html")


def test_a_page_that_somebody_changed_is_made_again(blog: Site) -> None:
    build(blog)
    page = blog.output / "a/index.html"
    whole = page.read_text()
    page.write_text("damaged")
    build(blog)
    assert page.read_text() == whole


def test_a_store_of_rubbish_changes_nothing(blog: Site) -> None:
    build(blog)
    whole = files(blog.output)
    for path in (blog.folder / "cache/colophon").rglob("*"):
        if path.is_file():
            path.write_bytes(b"rubbish")
    (blog.folder / ".output.press").write_text("rubbish")
    assert build(blog) == 0 and files(blog.output) == whole
    shutil.rmtree(blog.folder / "cache")
    assert build(blog) == 0 and files(blog.output) == whole


def test_a_notebook_that_ends_its_process_is_refused_alone(blog: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from colophon.site.posts import pool
    from colophon.site.posts.conversion import Desk

    convert = Desk.convert
    monkeypatch.setattr(pool, "WORTH_BYTES", 0)
    monkeypatch.setattr(
        Desk, "convert", lambda desk, path: os._exit(9) if path.name == "b.ipynb" else convert(desk, path)
    )
    assert build(blog) == 1
    assert (blog.output / "a/index.html").exists() and not (blog.output / "b").exists()


STEPS: dict[str, Callable[[Site, random.Random], object]] = {}


def step(function: Callable[[Site, random.Random], object]) -> Callable[[Site, random.Random], object]:
    STEPS[function.__name__] = function
    return function


def some_post(site: Site, chance: random.Random) -> Path | None:
    found = sorted(site.content.glob("*.ipynb"))
    return chance.choice(found) if found else None


@step
def write_or_rewrite(site: Site, chance: random.Random) -> None:
    name = chance.choice("abcdef")
    more = {
        "tags": chance.sample(["x", "y", "z"], chance.randint(0, 2)),
        "date": f"2026-02-{chance.randint(1, 28):02d}",
    }
    if chance.random() < 0.5:
        more["series"] = chance.choice(["S", "T"])
    if chance.random() < 0.3:
        more["status"] = chance.choice(["draft", "hidden"])
    text = f"Text {chance.randint(0, 9)}. See [this]({chance.choice('abcdef')}.ipynb) ![a picture](p.svg)"
    site.add(f"{name}.ipynb", post(f"{name.upper()} {chance.randint(0, 3)}", text, **more))


@step
def rename(site: Site, chance: random.Random) -> None:
    if old := some_post(site, chance):
        old.rename(old.with_name(f"{chance.choice('abcdef')}.ipynb"))


@step
def delete(site: Site, chance: random.Random) -> None:
    if old := some_post(site, chance):
        old.unlink()


@step
def break_it(site: Site, chance: random.Random) -> None:
    if old := some_post(site, chance):
        old.write_text("{")


@step
def change_the_picture(site: Site, chance: random.Random) -> None:
    width = chance.randint(1, 3)
    site.add("p.svg", f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="1"><path d="M0 0"/></svg>')


@step
def change_a_template(site: Site, chance: random.Random) -> None:
    name = chance.choice(["_entry.html", "_foot.html", "article.html", "tag.html", "index.html"])
    path = site.folder / "theme/templates" / name
    path.write_text((ROOT / "theme/templates" / name).read_text().replace("</h1>", f" {chance.randint(0, 2)}</h1>"))


@step
def change_a_style(site: Site, chance: random.Random) -> None:
    (site.folder / "theme/static/css/base.css").write_text(f"p {{ margin: {chance.randint(0, 3)}px }}")


def compare_a_sequence(site: Site, seed: int, length: int = 5) -> None:
    """Make random edits; after each, an incremental build and a clean one are the same, byte by byte."""
    chance = random.Random(seed)
    done = []
    for number in range(length):
        name = "Blog" if chance.random() < 0.9 else "Log"
        done.append(chance.choice(sorted(STEPS)))
        STEPS[done[-1]](site, chance)
        clean = site.folder / f"clean{number}"
        assert build(site, name=name) == build(site, clean, name=name, COLOPHON_CACHE=False), done
        incremental, whole = files(site.output), files(clean)
        assert sorted(incremental) == sorted(whole), done
        assert [each for each in whole if whole[each] != incremental[each]] == [], done


@pytest.mark.parametrize("seed", range(int(os.environ.get("COLOPHON_TEST_SEQUENCES", "25"))))
def test_an_incremental_build_is_a_clean_one(seed: int, blog: Site) -> None:
    compare_a_sequence(blog, seed)
