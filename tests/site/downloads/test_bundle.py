"""The download of a post runs as it is, is the same bytes at each build, and leads back to the site."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from PIL import Image

from colophon.site.posts.shelf import Shelf
from colophon.site.settings import read_site_settings
from tests.check.planted import SECRETS
from tests.conftest import ROOT, Site, code, front, markdown, notebook
from tests.run import crafted

PROSE = """[other](b.ipynb#the-part) and [again][b], [the site](/archive/), [the web](https://example.org/b.ipynb),
![plot](figures/z.png "Z"), <a href="b.ipynb">b</a>, `[code](b.ipynb)`, [here](#up).

[b]: <b.ipynb>

```
[in a block](b.ipynb)
```
"""
ABSOLUTE = """[other](https://papers.example/b/#the-part) and [again][b], [the site](https://papers.example/archive/), \
[the web](https://example.org/b.ipynb),
![plot](figures/z.png "Z"), <a href="https://papers.example/b/">b</a>, `[code](b.ipynb)`, [here](#up).

[b]: <https://papers.example/b/>

```
[in a block](b.ipynb)
```
"""
SETTINGS = (
    "SITEURL = 'https://papers.example'\nRELATIVE_URLS = False\n"
    "ARTICLE_URL = '{slug}/'\nARTICLE_SAVE_AS = '{slug}/index.html'\n"
)


def pixel() -> bytes:
    file = io.BytesIO()
    Image.new("L", (1, 1)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def site(site: Site) -> Site:
    """A site with a post that reads a module and a data file, and was run."""
    site.add("data/x.csv", "1,2\n3,4\n")
    site.add("data/unread.csv", "5")
    site.add("local.py", "def total(rows):\n    return sum(map(int, rows))\n")
    site.add("figures/z.png", pixel())
    source = "import local, yaml\nrows = open('data/x.csv').read().replace('\\n', ',').strip(',').split(',')"
    cells = [code(source, count=None), code("local.total(rows)", count=None)]
    site.add("a.ipynb", notebook(front("A"), markdown(PROSE), *cells))
    site.add("b.ipynb", notebook(front("B"), markdown("## The part")))
    (site.folder / "pelicanconf.py").write_text("")
    program = "from colophon.cli import main; raise SystemExit(main(['run', '--content', 'content']))"
    command = [sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    subprocess.run(command, cwd=site.folder, check=True, env=environment, capture_output=True)
    return site


def test_a_download_runs_as_it_is(site: Site, tmp_path: Path) -> None:
    assert site.build(settings=SETTINGS).returncode == 0
    data = (site.output / "a/a.zip").read_bytes()
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.namelist() == [
        *("a/HOW-TO-RUN.txt", "a/a.ipynb", "a/data/x.csv", "a/figures/z.png", "a/local.py", "a/requirements.txt")
    ]
    cells = json.loads(archive.read("a/a.ipynb"))["cells"]
    assert "".join(cells[1]["source"]) == ABSOLUTE
    lines = archive.read("a/requirements.txt").decode().split()
    assert [line.partition("==")[0] for line in lines] == ["ipykernel", "nbclient", "PyYAML"]
    how = archive.read("a/HOW-TO-RUN.txt").decode()
    assert "https://papers.example/a/" in how and "jupyter execute --inplace a.ipynb" in how

    archive.extractall(tmp_path)
    before = (tmp_path / "a/a.ipynb").read_bytes()
    command = [sys.executable, "-m", "jupyter", "execute", "--inplace", "a.ipynb"]
    ran = subprocess.run(command, cwd=tmp_path / "a", capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    outputs = json.loads((tmp_path / "a/a.ipynb").read_text())["cells"][3]["outputs"]
    assert outputs[0]["data"]["text/plain"] in ("10", ["10"]) and (tmp_path / "a/a.ipynb").read_bytes() != before

    assert not (site.output / "b/b.zip").exists()
    for path in site.content.rglob("*"):
        os.utime(path, (1, 1))
    assert site.build(settings=SETTINGS).returncode == 0
    assert (site.output / "a/a.zip").read_bytes() == data


def test_a_notebook_without_links_to_other_posts_is_the_file_that_its_author_saved(site: Site) -> None:
    prose = markdown("![z](figures/z.png), [web](https://a.example)")
    saved = json.dumps(notebook(front("C"), prose, code("1")), indent=3)
    site.add("c.ipynb", saved)
    assert site.build(settings=SETTINGS).returncode == 0
    archive = zipfile.ZipFile(site.output / "c/c.zip")
    assert archive.read("c/c.ipynb") == saved.encode() and "c/figures/z.png" in archive.namelist()


@pytest.mark.parametrize(
    ("metadata", "source", "is_kept"),
    [
        ({"tags": ["x"]}, "[web](https://a.example), `[b](b.ipynb)`", True),
        ({"collapsed": True}, "No link.", False),
        ({"colophon": {}}, "No link.", False),
        ({"colophon": None}, "No link.", False),
        ({}, "[b](b.ipynb)", False),
    ],
)
def test_a_lone_notebook_in_which_nothing_changes_is_the_file_that_its_author_saved(
    site: Site, metadata: dict[str, object], source: str, is_kept: bool
) -> None:
    cell = markdown(source)
    cell["metadata"] = metadata
    saved = "\ufeff" + json.dumps(notebook(front("C"), cell), indent=3)
    site.add("c.ipynb", saved)
    assert site.build(settings=SETTINGS).returncode == 0
    lone = (site.output / "c/c.ipynb").read_bytes()
    assert (lone == saved.removeprefix("\ufeff").encode()) == is_kept
    assert len(json.loads(lone)["cells"]) == 2


def test_of_a_key_that_is_there_twice_only_what_was_checked_is_given_away(site: Site) -> None:
    document = notebook(front("C"), markdown("No link."), code("1"))
    document["metadata"]["note"] = "last"
    site.add("c.ipynb", json.dumps(document).replace('"note": "last"', '"note": "first", "note": "last"'))
    assert site.build(settings=SETTINGS).returncode == 0
    zipped = zipfile.ZipFile(site.output / "c/c.zip").read("c/c.ipynb")
    for given in (zipped, (site.output / "c/c.ipynb").read_bytes()):
        assert b"first" not in given and json.loads(given)["metadata"]["note"] == "last"


def test_what_one_download_leaves_out_stays_in_the_other(site: Site) -> None:
    """Both have their links made absolute; what machines wrote into the metadata is in the zip alone."""
    site.add("b.ipynb", notebook(front("B"), markdown("## The part")))
    document = notebook(front("C"), markdown("[b](b.ipynb)"), code("1"))
    document["cells"][2]["metadata"] = {"collapsed": True}
    site.add("c.ipynb", document)
    assert site.build(settings=SETTINGS).returncode == 0
    zipped = zipfile.ZipFile(site.output / "c/c.zip").read("c/c.ipynb")
    for given, metadata in ((zipped, {"collapsed": True}), ((site.output / "c/c.ipynb").read_bytes(), {})):
        cells = json.loads(given)["cells"]
        assert (cells[1]["source"], cells[2]["metadata"]) == (["[b](https://papers.example/b/)"], metadata)


def test_a_secret_in_a_file_of_the_download_is_fatal(tmp_path: Path) -> None:
    document = crafted.ran(crafted.content(tmp_path))
    (tmp_path / "x.ipynb").write_text(json.dumps(document))
    key = f"KEY = {SECRETS['github']!r}"

    def found() -> list[str]:
        problems = Shelf(read_site_settings({"PATH": str(tmp_path)}), [PurePosixPath("x.ipynb")], {}).problems
        return [f"{each.path} {each.code}" for each in problems if each.code == "C601"]

    (tmp_path / "worked/x.py").write_text(f"{key}\n")
    assert found() == ["worked/x.py C601"]
    (tmp_path / "worked/x.py").write_text(f"{key}  # colophon: ignore C601 because it was revoked in 2024\n")
    assert found() == []
