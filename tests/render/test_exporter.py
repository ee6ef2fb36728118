"""nbconvert is held to our template."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from colophon.render.exporter import exporter

PROGRAM = """
import hashlib
from pathlib import Path, PurePosixPath
from colophon.model import Cell, FrontMatter, Post
from colophon.render import RenderContext, render
cells = (Cell(1, "a", "markdown", "# A *b*"), Cell(2, "b", "code", "print(1)"))
article = render(Post(PurePosixPath("p.ipynb"), FrontMatter("T"), cells), RenderContext(Path.cwd()))
print(hashlib.sha256(article.html.encode()).hexdigest(), len(article.html))
"""


def test_there_is_one_exporter_and_its_template_is_loaded_once() -> None:
    assert exporter() is exporter()
    assert exporter().template is exporter().template


def test_neither_bleach_nor_beautiful_soup_nor_a_preprocessor_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    def called(*args: object, **kwargs: object) -> None:
        raise AssertionError("called")

    for target in ("bleach.clean", "nbconvert.exporters.html.BeautifulSoup", "copy.deepcopy"):
        monkeypatch.setattr(target, called)
    assert exporter()._preprocessors == []
    assert exporter().from_notebook_node(SimpleNamespace(cells=[])) == ("", {})


def test_nothing_of_nbconvert_is_imported_but_its_class_of_exporters() -> None:
    """A program of its own: here other tests have imported the rest. Who imports nbconvert later gets all of it."""
    program = (
        "import sys; from colophon.render.exporter import exporter, Exporter\n"
        "heavy = {'bleach', 'bs4', 'mistune', 'nbclient', 'tornado', 'nbconvert', 'nbformat', 'jsonschema'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
        "from nbconvert import HTMLExporter, Exporter as theirs\n"
        "print(theirs is Exporter, isinstance(exporter(), theirs), issubclass(HTMLExporter, Exporter))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "plugins")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["[]", "True True True"]


def test_a_foreign_jupyter_configuration_changes_nothing(tmp_path: Path) -> None:
    """Neither a configuration that adds a preprocessor nor a template of the same name under HOME."""
    assert _rendered(tmp_path / "plain") == _rendered(_foreign_home(tmp_path / "foreign"))


def _foreign_home(home: Path) -> Path:
    config = "c.HTMLExporter.template_name = 'mine'\nc.HTMLExporter.preprocessors = ['nowhere.Nothing']\nboom = 1 / 0\n"
    template = home / ".local" / "share" / "jupyter" / "nbconvert" / "templates" / "lab"
    template.mkdir(parents=True)
    (template / "conf.json").write_text(
        '{"base_template": "mine", "preprocessors": {"1": {"type": "nowhere.Nothing"}}}'
    )
    (template / "article.html.j2").write_text("FOREIGN")
    for name in ("jupyter_nbconvert_config.py", "jupyter_config.py"):
        path = home / ".jupyter" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(config)
    return home


def _rendered(home: Path) -> str:
    home.mkdir(exist_ok=True)
    source = Path(__file__).parents[2] / "plugins"
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": str(source), "JUPYTER_PREFER_ENV_PATH": "0"}
    command = [sys.executable, "-W", "error", "-c", PROGRAM]
    return subprocess.run(command, cwd=home, env=environment, check=True, capture_output=True, text=True).stdout
