"""A site that a build would make again as it is is not built: and whatever it was made from makes it built again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from colophon.site.printing.standing import tree
from tests.conftest import ROOT, Site, front, markdown, notebook

PRESS = """
from colophon.site import Press
PELICAN_CLASS = Press
THEME_TEMPLATES_OVERRIDES = ["overrides"]
STATIC_PATHS = ["images"]
"""
NOTHING = "nothing has changed since the last build"
SETTLED = 0.15


@pytest.fixture
def built(site: Site) -> Site:
    """A site that was built once, of files that are no longer new."""
    site.add("good.ipynb", notebook(front("Good"), markdown("Text.")))
    site.add("images/a.txt", "one")
    (site.folder / "overrides").mkdir()
    (site.folder / "locks").mkdir()
    (site.folder / "locks" / "posts.txt").write_text("numpy==2.4.6\n")
    build(site)
    return site


def build(site: Site, settings: str = PRESS, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    file = site.folder / "pelicanconf.py"
    text = f'PLUGINS = ["colophon"]\n{settings}\n'
    if not file.exists() or file.read_text() != text:
        file.write_text(text)
    time.sleep(SETTLED)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins"), **(env or {})}
    command = [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-o", "output"]
    return subprocess.run(command, cwd=site.folder, env=environment, capture_output=True, text=True, timeout=300)


def test_what_did_not_change_is_not_built(built: Site) -> None:
    before = built.output.stat().st_ino
    again = build(built)
    assert again.returncode == 0 and NOTHING in again.stderr
    assert built.output.stat().st_ino == before


def edit(site: Site) -> None:
    site.add("good.ipynb", notebook(front("Good"), markdown("Other text.")))


def same_size_and_time(site: Site) -> None:
    path = site.content / "images" / "a.txt"
    found = path.stat()
    path.write_text("two")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def add_a_draft(site: Site) -> None:
    site.add("more.ipynb", notebook(front("More"), markdown("Text.")))


def rename(site: Site) -> None:
    (site.content / "good.ipynb").rename(site.content / "better.ipynb")


def override(site: Site) -> None:
    (site.folder / "overrides" / "article.html").write_text("{{ article.title }}")


def lock(site: Site) -> None:
    (site.folder / "locks" / "posts.txt").write_text("numpy==2.4.7\n")


def spoil(site: Site) -> None:
    (site.output / "good.html").write_text("spoilt")


def remove(site: Site) -> None:
    (site.output / "good.html").unlink()


def litter(site: Site) -> None:
    (site.output / "left.txt").write_text("litter")


def forget(site: Site) -> None:
    (site.folder / ".output.press").write_text("rubbish")


CHANGES = [edit, same_size_and_time, add_a_draft, rename, override, lock, spoil, remove, litter, forget]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_whatever_a_site_is_made_from_makes_it_built(change: Callable[[Site], None], built: Site) -> None:
    change(built)
    after = build(built)
    assert NOTHING not in after.stderr
    assert NOTHING in build(built).stderr
    assert not (built.output / "left.txt").exists()


@pytest.mark.parametrize("setting", ["SITENAME = 'Other'", "JINJA_FILTERS = {'shout': lambda text: text + '!'}"])
def test_a_setting_makes_it_built(setting: str, built: Site) -> None:
    settings = f"{PRESS}\n{setting}"
    assert NOTHING not in build(built, settings).stderr
    assert NOTHING in build(built, settings).stderr


def test_a_secret_of_this_machine_makes_it_built(built: Site) -> None:
    told = {"SERVICE_TOKEN": "9f8Kq2LmX7"}
    assert NOTHING not in build(built, env=told).stderr
    assert NOTHING in build(built, env=told).stderr


def test_a_helper_of_the_settings_makes_it_built(built: Site) -> None:
    (built.folder / "helper.py").write_text("def shout(text):\n    return text\n")
    settings = f"{PRESS}\nimport sys\nsys.path.insert(0, '.')\nfrom helper import shout\nJINJA_FILTERS = {{'s': shout}}"
    build(built, settings)
    assert NOTHING in build(built, settings).stderr
    (built.folder / "helper.py").write_text(
        "def shout(text):\n    return more(text)\n\ndef more(text):\n    return text\n"
    )
    assert NOTHING not in build(built, settings).stderr


def test_a_file_that_changed_a_moment_ago_is_not_taken_for_settled(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("x")
    assert tree(tmp_path, now=time.time_ns()) == ""
    assert tree(tmp_path, now=time.time_ns() + 10**9) != ""


def test_a_post_that_waits_makes_it_built_when_it_is_due(built: Site) -> None:
    built.add("later.ipynb", notebook(front("Later", "2100-01-01"), markdown("Text.")))
    build(built)
    again = build(built)
    assert NOTHING in again.stderr and "waits for its date" in again.stderr
    path = built.folder / ".output.press"
    record = json.loads(path.read_text())
    assert record["standing"]["until"] == 4102444800
    record["standing"]["until"] = 1
    path.write_text(json.dumps(record))
    assert NOTHING not in build(built).stderr


def test_what_was_wrong_is_said_again_and_ends_as_before(built: Site) -> None:
    built.add("bad.ipynb", "{")
    first, second = build(built), build(built)
    assert first.returncode == second.returncode == 1
    assert NOTHING in second.stderr and "bad.ipynb" in second.stderr


def test_another_plugin_makes_every_build_a_whole_one(built: Site) -> None:
    (built.folder / "mine").mkdir()
    (built.folder / "mine" / "other.py").write_text("def register():\n    pass\n")
    settings = f'{PRESS}\nPLUGIN_PATHS = ["mine"]\nPLUGINS = ["colophon", "other"]'
    build(built, settings)
    assert NOTHING not in build(built, settings).stderr


def test_somebody_who_listens_makes_every_build_a_whole_one(built: Site) -> None:
    settings = f"{PRESS}\nfrom pelican import signals\ndef heard(each): pass\nsignals.content_written.connect(heard)"
    build(built, settings)
    assert NOTHING not in build(built, settings).stderr


COMMAND = """
import sys
from colophon.cli import main
status = main(["build", "content", "-o", "output"])
print(status, *(name in sys.modules for name in ("pelican", "colophon.render", "jinja2", "colophon.check")))
"""


def command(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    return subprocess.run(
        [sys.executable, "-c", COMMAND], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )


def test_the_command_ends_without_pelican_templates_or_checks_where_nothing_changed(built: Site) -> None:
    assert "True" in command(built.folder).stdout  # the build before was Pelican's own
    again = command(built.folder)
    assert again.stdout.split()[-5:] == ["0", *["False"] * 4] and NOTHING in again.stderr
    edit(built)
    time.sleep(SETTLED)
    assert command(built.folder).stdout.split()[-5:] == ["0", *["True"] * 4]
    assert "Other text." in built.read("good.html")


def test_the_command_notices_what_a_settings_file_reads(built: Site) -> None:
    file = built.folder / "pelicanconf.py"
    file.write_text(f"{file.read_text()}\nfrom pathlib import Path\nSITENAME = Path('name.txt').read_text()")
    (built.folder / "name.txt").write_text("One")
    time.sleep(SETTLED)
    command(built.folder)
    assert NOTHING in command(built.folder).stderr
    (built.folder / "name.txt").write_text("Two")
    assert NOTHING not in command(built.folder).stderr


def test_the_command_leaves_no_record_beside_a_site_without_press(site: Site) -> None:
    site.add("good.ipynb", notebook(front("Good"), markdown("Text.")))
    (site.folder / "pelicanconf.py").write_text('PLUGINS = ["colophon"]\n')
    assert [command(site.folder).stdout.split()[-5] for _ in range(2)] == ["0", "0"]
    assert not list(site.folder.glob(".*.press"))


def test_what_builds_write_into_the_content_folder_is_no_change_of_it(site: Site) -> None:
    """Pelican's own PATH is the folder in which it is started: output, record and cache are in there."""
    (site.folder / "good.ipynb").write_text(json.dumps(notebook(front("Good"), markdown("Text."))))
    (site.folder / "pelicanconf.py").write_text(
        'from colophon.site import Press\nPELICAN_CLASS = Press\nPLUGINS = ["colophon"]\nPATH = "."\n'
    )

    def build() -> str:
        time.sleep(SETTLED)
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
        environment.pop("PYTHONDONTWRITEBYTECODE", "")  # what Python keeps of the settings lies there too
        command = [sys.executable, "-c", "from colophon.cli import main; main()", "build"]
        return subprocess.run(
            command, cwd=site.folder, env=environment, capture_output=True, text=True, check=True, timeout=300
        ).stderr

    build()
    assert NOTHING in build()
    assert NOTHING in build()  # also where the last one said so

    (site.folder / "other.ipynb").write_text(json.dumps(notebook(front("Other"), markdown("Text."))))
    assert NOTHING not in build() and (site.output / "other.html").exists()
    assert NOTHING in build()
    (site.folder / "good.ipynb").unlink()
    assert NOTHING not in build() and not (site.output / "good.html").exists()
    (site.output / "more.html").write_text("somebody's own")
    assert NOTHING not in build()
