"""The command line: what it makes, what it prints and with which status it ends."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from colophon.cli import main, new
from colophon.notebook import store
from colophon.notebook.parse import parse
from tests.conftest import ROOT, code, front, markdown, notebook


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for a site, which is the working folder."""
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def add(blog: Path, name: str, *cells: dict[str, Any], **metadata: Any) -> None:
    (blog / "notebooks" / name).write_text(json.dumps(notebook(*cells, **metadata)))


def test_a_new_post_is_a_notebook_that_can_be_published(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "What “exactly once” buys: a test"]) == 0
    path = Path("notebooks/what-exactly-once-buys-a-test.ipynb")
    printed = capsys.readouterr().out
    assert printed == f"{path} is made. Open it in JupyterLab, write and run it, then `colophon check`.\n"
    post = parse(store.read(path, path.parent), path.relative_to("notebooks"), timezone=ZoneInfo("UTC"))  # type: ignore[arg-type]
    assert post.front.title == "What “exactly once” buys: a test" and post.front.date is not None
    assert [(cell.kind, cell.source[:1] == "#") for cell in post.cells] == [("markdown", False)]
    assert post.kernel == "Python 3 (ipykernel)" and post.problems == ()


def test_the_weight_of_a_page_is_told_with_the_cells_behind_it(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noise = random.Random(0).randbytes(20_000).hex()
    printed = {"output_type": "stream", "name": "stdout", "text": noise}
    add(blog, "heavy.ipynb", front("A"), markdown("Few words."), code("print(noise)", printed))
    add(blog, "light.ipynb", front("B"), markdown("Few words."))
    assert main(["check", "--weight"]) == 0
    heavy, cell, light = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"heavy\.ipynb: 2\d\.\d kB of compressed HTML", heavy)
    assert re.fullmatch(r"  cell 3: 2\d\.\d kB of compressed HTML", cell)
    assert re.fullmatch(r"light\.ipynb: 0\.\d kB of compressed HTML", light)
    assert main(["check", "--weight", "--format", "json", "notebooks/light.ipynb"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["path"], [each["cell"] for each in found["cells"]], found["pictures"]) == ("light.ipynb", [2], 0)


def test_a_page_that_cannot_be_made_has_no_weight(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(blog, "undated.ipynb", markdown("# No date"))
    assert main(["check", "--weight"]) == 1
    assert "[C105]" in capsys.readouterr().err


def test_a_new_post_has_the_date_of_the_day(blog: Path) -> None:
    new.create(blog / "x.ipynb", "yes", date(2026, 11, 24))
    source = store.read(blog / "x.ipynb", blog).cells[0].source
    assert source == "---\ntitle: yes\ndate: 2026-11-24\nsummary:\ntags: []\n---"


def test_two_new_posts_have_the_same_bytes(blog: Path) -> None:
    for name in ("a", "b"):
        new.create(blog / f"{name}.ipynb", "T", date(2026, 11, 24))
    assert (blog / "a.ipynb").read_bytes() == (blog / "b.ipynb").read_bytes()


@pytest.mark.parametrize(
    ("what", "path", "title"),
    [
        ("deep/my-own_post.ipynb", "deep/my-own_post.ipynb", "My own post"),
        ("Über  uns", "posts/uber-uns.ipynb", "Über uns"),
    ],
)
def test_a_path_or_a_title_says_where(what: str, path: str, title: str) -> None:
    assert (Path(path), title) == new.place(what, Path("posts"))


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ('PATH = "content"', "content/t.ipynb"),
        ('PATH = "content"\nARTICLE_PATHS = ["posts", "more"]', "content/posts/t.ipynb"),
        ("SITENAME = 'No path'", "t.ipynb"),
    ],
)
def test_a_new_post_goes_where_the_settings_have_posts(settings: str, place: str, blog: Path) -> None:
    Path("pelicanconf.py").write_text(settings)
    assert main(["new", "T"]) == 0 and Path(place).is_file()


def test_a_new_post_goes_into_the_folder_given(blog: Path) -> None:
    assert main(["new", "T", "--dir", "other/deep"]) == 0
    assert (blog / "other" / "deep" / "t.ipynb").is_file()


def test_nothing_is_overwritten(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (blog / "notebooks" / "t.ipynb").write_text("mine")
    assert main(["new", "T"]) == 1
    assert (blog / "notebooks" / "t.ipynb").read_text() == "mine"
    assert "notebooks/t.ipynb is there already. Choose another title or path." in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_a_sentence(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (blog / "file").touch()
    assert main(["new", "T", "--dir", "file"]) == 1
    assert "file/t.ipynb cannot be written: " in capsys.readouterr().err


def test_a_title_without_latin_letters_needs_a_path(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "🎉"]) == 64
    assert "Give a PATH." in capsys.readouterr().err and list((blog / "notebooks").iterdir()) == []


def test_good_posts_are_good(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(blog, "a.ipynb", front(), markdown("Text."), code("1"))
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "Nothing is wrong.\n"


def broken(blog: Path) -> None:
    add(blog, "a.ipynb", front(), markdown("[x](b.ipynb#gone)"), code("1", count=None))
    add(blog, "b.ipynb", front("B"), markdown("Text."))
    add(blog, "c.ipynb", markdown("# No date"))


def test_problems_are_printed_by_path_and_cell_and_counted(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(blog)
    assert main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": Expected")[0] for line in lines] == [
        "warning: a.ipynb, cell 2", "warning: a.ipynb, cell 3", "refused: c.ipynb", "1 refused, 2 warning",
    ]  # fmt: skip


def test_a_path_narrows_what_is_said_but_not_what_is_known(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(blog)
    assert main(["check", "notebooks/a.ipynb"]) == 0
    assert [line[-6:] for line in capsys.readouterr().out.splitlines()] == ["[C351]", "[C209]", "arning"]


def test_a_path_that_is_not_there_is_wrong_usage(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "gone.ipynb"]) == 64
    assert "gone.ipynb is not there" in capsys.readouterr().err


def test_json_is_for_programs(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(blog)
    assert main(["check", "notebooks/c.ipynb", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "severity": "refused", "path": "c.ipynb", "cell": 0, "code": "C105",
            "message": "Expected a `date`, found none.",
            "remedy": "Put a raw cell first, with a line like `date: 2026-11-24` between two lines `---`.",
        }
    ]  # fmt: skip


def test_github_shows_problems_beside_the_file(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(blog)
    main(["check", "--format", "github"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == (
        "::warning file=notebooks/a.ipynb,title=C209 A cell was never run::Cell 3: Expected a cell that was run, "
        "found no execution count. Restart the kernel, run all cells and save the notebook."
    )
    assert lines[2].startswith("::error file=notebooks/c.ipynb,title=C105 A post has no date::Expected a `date`")


def test_the_settings_file_says_where_posts_are_and_how_bad_things_are(blog: Path) -> None:
    (blog / "posts").mkdir()
    (blog / "posts" / "a.ipynb").write_text(json.dumps(notebook(front(), code("1", count=None))))
    (blog / "pelicanconf.py").write_text('PATH = "posts"\nCOLOPHON_SEVERITIES = {"C209": "fatal"}\n')
    assert main(["check"]) == 2
    assert main(["check", "--content", "notebooks"]) == 0


def test_pages_need_no_date(blog: Path) -> None:
    (blog / "notebooks" / "pages").mkdir()
    add(blog, "pages/about.ipynb", markdown("# About\n\nText."))
    assert main(["check"]) == 0


def test_checkpoints_are_not_looked_at(blog: Path) -> None:
    (blog / "notebooks" / ".ipynb_checkpoints").mkdir()
    (blog / "notebooks" / ".ipynb_checkpoints" / "x-checkpoint.ipynb").write_text("broken")
    assert main(["check"]) == 0
    assert main(["check", "notebooks/.ipynb_checkpoints/x-checkpoint.ipynb"]) == 1


def test_a_settings_file_that_does_not_run_is_fatal(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (blog / "pelicanconf.py").write_text("PATH = undefined")
    assert main(["check"]) == 2
    assert "colophon: pelicanconf.py cannot be run: NameError: name 'undefined'" in capsys.readouterr().err


def test_a_content_folder_that_is_not_there_is_fatal(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--content", "nowhere"]) == 2
    assert capsys.readouterr().err == "colophon: nowhere is no folder. Name the content folder with --content.\n"


USAGE = [[], ["print"], ["check", "--format", "xml"], ["new"], ["new", "a", "b"]]


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_wrong_usage_ends_with_64(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 64
    assert "usage: colophon" in capsys.readouterr().err


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_help_and_version_end_with_0(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([flag]) == 0
    assert "colophon" in capsys.readouterr().out


def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(new, "run", interrupt)
    assert main(["new", "T"]) == 130


def test_a_rule_is_explained(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "c451"]) == 0
    assert capsys.readouterr().out.startswith("# C451\n\n**A figure or table with a label has no caption.**")
    assert main(["check", "--explain", "C999"]) == 64
    assert "there is no rule C999" in capsys.readouterr().err


def test_a_process_that_ends_with_its_command_says_all_and_leaves_nothing_undone() -> None:
    program = (
        "import atexit, sys; sys.path.insert(0, sys.argv[1]); atexit.register(print, 'the end'); print('a line')\n"
        "from colophon.cli import main; sys.argv = ['colophon', 'nothing']; main()"
    )
    ended = subprocess.run([sys.executable, "-c", program, ROOT / "plugins"], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (64, "a line\nthe end\n") and "invalid choice" in ended.stderr
