"""The wheel, alone in an empty Pelican site: one line of settings is enough."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, Site, code, front, markdown, notebook


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, where Python finds it before the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site-packages")
    return folder / "site-packages"


def test_the_wheel_turns_a_notebook_into_an_article_of_the_default_theme(unpacked: Path, site: Site) -> None:
    table = {"output_type": "display_data", "data": {"text/html": "<table><tr><td>1</td></tr></table>"}, "metadata": {}}
    red = {"output_type": "stream", "name": "stdout", "text": "\x1b[31mred\x1b[0m"}
    site.add("a.ipynb", notebook(front("A"), markdown("$x$"), code("def f(): pass", red, table)))
    built = site.build(env={"PYTHONPATH": str(unpacked)})
    assert built.returncode == 0, built.stderr
    page = site.read("a.html")
    assert [part for part in ("<math", "ansi-red-fg", '<span class="k">', "<table") if part not in page] == []
    css = site.read("colophon.css")
    assert [rule for rule in (".notebook", ".ansi-red-fg", ".k", "--paper", "math") if rule not in css] == []


def test_the_wheel_carries_theme_templates_and_licences(unpacked: Path) -> None:
    wanted = ("theme/templates/base.html", "theme/static/css/notebook.css", "render/math/data/temml.min.js", "py.typed")
    assert [name for name in wanted if not (unpacked / "colophon" / name).is_file()] == []
    assert list((unpacked / "colophon" / "theme" / "static" / "fonts").glob("LICENSE*")) != []
    assert list(unpacked.glob("*.dist-info/licenses/LICENSE")) != []
