"""The theme's files under names that say their content."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from colophon.errors import SettingsError
from colophon.site.themefiles import ThemeFiles
from tests.conftest import ROOT, Site, front, markdown, notebook

PARTS = {"tokens.css": ":root {\n  --paper: #fff; /* ground */\n}\n", "base.css": "body {\n  margin: 0;\n}\n"}


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A small theme: two style sheets, a font that one of them loads, scripts that import each other."""
    files = {
        "css/theme.css": '@import "tokens.css";\n@import "base.css";\n', **{f"css/{k}": v for k, v in PARTS.items()},
        "css/search.css": '@font-face { src: url("../fonts/a.woff2"); }\n', "fonts/a.woff2": "letters",
        "fonts/LICENSE.txt": "free", "fonts/README.md": "from where", "js/a.js": 'import { b } from "./b.js";\n',
        "js/b.js": "export const b = 1;\n",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_name_says_the_content_and_the_content_of_what_it_names(static: Path) -> None:
    before = ThemeFiles(static)
    names = {name: before(name) for name in ("js/a.js", "css/search.css", "css/theme.css", "fonts/LICENSE.txt")}
    assert all(re.fullmatch(r"\w+/\w+\.[0-9a-f]{10}\.\w+", name) for name in names.values())
    (static / "fonts/a.woff2").write_text("other letters")
    (static / "js/b.js").write_text("export const b = 2;\n")
    after = ThemeFiles(static)
    changed = {name for name in names if after(name) != names[name]}
    assert changed == {"js/a.js", "css/search.css"}


def test_every_file_finds_the_others_under_their_new_names(static: Path) -> None:
    files = ThemeFiles(static)
    published = files.published
    assert published[files("js/a.js")].decode() == f'import {{ b }} from "./{files("js/b.js").removeprefix("js/")}";\n'
    assert f'url("../{files("fonts/a.woff2")}")'.encode() in published[files("css/search.css")]


def test_the_parts_are_one_file_and_not_beside_it(static: Path) -> None:
    files = ThemeFiles(static)
    assert files.published[files("css/theme.css")] == b":root {--paper:#fff;}\nbody {margin:0;}\n"
    kinds = sorted(re.sub(r"\.[0-9a-f]{10}", "", name) for name in files.published)
    assert kinds == ["css/search.css", "css/theme.css", "fonts/LICENSE.txt", "fonts/a.woff2", "js/a.js", "js/b.js"]


def test_a_preview_has_every_part_under_its_own_name(static: Path, tmp_path: Path) -> None:
    (look := tmp_path / "look.css").write_text(":root { --paper: #eee; }")
    files = ThemeFiles(static, look, plain=True)
    assert (files.sheets, files("js/a.js")) == (["css/tokens.css", "css/look.css", "css/base.css"], "js/a.js")
    assert files.published == {"css/look.css": look.read_bytes()}


def test_a_page_has_a_cause_in_each_file_of_the_theme(static: Path) -> None:
    """The names are a mapping, which the keys of pages can tell apart."""
    assert dict(ThemeFiles(static)) == {name: ThemeFiles(static)(name) for name in ThemeFiles(static)}


def test_a_look_follows_the_tokens(static: Path, tmp_path: Path) -> None:
    (look := tmp_path / "look.css").write_text(":root { --paper: #eee; }")
    files = ThemeFiles(static, look)
    css = files.published[files("css/theme.css")].decode()
    assert css.index("#fff") < css.index("#eee") < css.index("body")


def test_a_file_that_is_not_there_or_names_itself_is_named(static: Path) -> None:
    with pytest.raises(SettingsError, match=r"no file static/js/z\.js"):
        ThemeFiles(static)("js/z.js")
    (static / "js/b.js").write_text('import "./a.js";\n')
    with pytest.raises(SettingsError, match=r"js/a\.js names files that name it again"):
        ThemeFiles(static)("js/a.js")


def test_a_built_page_loads_only_named_files_and_early_the_fonts_that_it_uses(site: Site) -> None:
    """What its head is set in; what is further down is asked for when it is laid out."""
    site.add("a.ipynb", notebook(front("A"), markdown("$x$")))
    site.add("b.ipynb", notebook(front("B"), markdown("x")))
    site.add("c.ipynb", notebook(front("C"), markdown("word " * 400 + "$x$ `y`")))
    built = site.build(settings=f"THEME = {str(ROOT / 'theme')!r}\nRELATIVE_URLS = True")
    assert built.returncode == 0, built.stderr
    theme = {path.relative_to(site.output / "theme").as_posix() for path in (site.output / "theme").rglob("*.*")}
    loaded = {name: set(re.findall(r'"\./theme/([^"]+)"', site.read(f"{name}.html"))) for name in "abc"}
    assert set.union(*loaded.values()) <= theme
    head = ["display-400", "serif-400", "serif-600", "sans-400", "serif-400-italic"]
    assert {name: _preloaded(site.read(f"{name}.html")) for name in "abc"} == {
        "a": [*head, "math-400"],
        "b": head,
        "c": head,
    }
    assert [name for name in theme if not re.search(r"\.[0-9a-f]{10}\.", name)] == []


def _preloaded(page: str) -> list[str]:
    """Return the fonts that a page loads early."""
    return re.findall(r'<link rel="preload" href="[^"]*/fonts/([\w-]+)\.[^>]*>', page)
