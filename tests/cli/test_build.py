"""What `colophon build` says of settings that it cannot build with."""

from __future__ import annotations

import gc
import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path, PurePosixPath

import pytest

from colophon.cli import main
from colophon.cli.sitefile import notebooks, site_settings
from colophon.site import warm
from tests.conftest import ROOT, Site, front, markdown, notebook, pelican

GOOD = 'from colophon.site import Press\nPELICAN_CLASS = Press\nPLUGINS = ["colophon"]\nPATH = "content"\n'
MISTAKES = {
    'THEME = "nowhere"': "Could not find the theme nowhere",
    'COLOPHON_CACHE_MB = "many"': "COLOPHON_CACHE_MB takes a number of megabytes, found 'many'.",
    "COLOPHON_CASHE = False": "There is no setting COLOPHON_CASHE. Did you mean COLOPHON_CACHE?",
    'TIMEZONE = "Europe/Zurch"': "found 'Europe/Zurch'. Did you mean Europe/Zurich?",
    "TIMEZONE = 1": "TIMEZONE takes the name of a time zone, found 1.",
    'PATH = "contents"': "contents is no folder. Set PATH in pelicanconf.py",
    'PLUGINS = ["colophonn"]': 'pelicanconf.py does not load Colophon. Write PLUGINS = ["colophon"] into it.',
    "PLUGINS = None": "does not load Colophon",
    "PLUGINS = [": "pelicanconf.py cannot be run: SyntaxError",
}


def build(site: Site, settings: str) -> subprocess.CompletedProcess[str]:
    (site.folder / "pelicanconf.py").write_text(settings)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins"), "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-c", "import sys; from colophon.cli import main; sys.exit(main())", "build", "-q"]
    return subprocess.run(
        command, cwd=site.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_settings_is_one_sentence(mistake: str, site: Site) -> None:
    site.add("a.ipynb", notebook(front("A"), markdown("Text.")))
    built = build(site, f"{GOOD}{mistake}\n")
    assert built.returncode == 2 and not site.output.exists()
    assert MISTAKES[mistake] in built.stdout and "Traceback" not in built.stdout


def test_pelicans_own_command_says_it_too(site: Site) -> None:
    (site.folder / "pelicanconf.py").write_text(f"{GOOD}COLOPHON_CASHE = False\n")
    built = pelican(site.folder)
    assert built.returncode == 2
    assert "Did you mean COLOPHON_CACHE?" in built.stderr and "Traceback" not in built.stderr


def test_of_a_fault_everything_is_shown(site: Site) -> None:
    fault = "from pelican import signals\ndef fail(_): raise ValueError('a fault')\nsignals.initialized.connect(fail)\n"
    built = build(site, f"{GOOD}{fault}")
    assert built.returncode == 2 and "Traceback" in built.stdout and "a fault" in built.stdout


def test_settings_that_begin_with_others_build(site: Site) -> None:
    """`publishconf.py` imports all of `pelicanconf.py`, with the class that prints the site."""
    site.add("a.ipynb", notebook(front("A"), markdown("Text.")))
    (site.folder / "base.py").write_text(GOOD)
    own = "import sys\nsys.path.insert(0, '.')\nfrom base import *\nSITENAME = 'Published'\n"
    assert build(site, own).returncode == 0
    assert "Published" in site.read("index.html") and (site.folder / ".output.press").exists()


def test_no_cycles_are_collected_from_the_settings_on_and_again_after_the_build(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.add("a.ipynb", notebook(front("A"), markdown("Text.")))
    noted = "import gc\nfrom pathlib import Path\nPath('collected').write_text(str(gc.isenabled()))\n"
    (site.folder / "pelicanconf.py").write_text(f"{GOOD}{noted}")
    monkeypatch.chdir(site.folder)
    assert main(["build", "-q"]) == 0
    assert (site.folder / "collected").read_text() == "False" and gc.isenabled()


@pytest.mark.parametrize("plugins", ['["colophon"]', '("colophon",)', "[__import__('colophon')]"])
def test_settings_that_load_it_build(plugins: str, site: Site) -> None:
    site.add("a.ipynb", notebook(front("A"), markdown("Text.")))
    assert build(site, f"{GOOD}PLUGINS = {plugins}\n").returncode == 0
    assert "Text." in site.read("a.html")


def test_a_terminal_that_lacks_a_letter_is_told_its_number(site: Site) -> None:
    site.add("é.ipynb", notebook(front("A", slug="a"), markdown("![](x.png)")))
    (site.folder / "pelicanconf.py").write_text(GOOD)
    command = [str(Path(sys.executable).with_name("colophon")), "check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins"), "PYTHONIOENCODING": "ascii"}
    ended = subprocess.run(command, cwd=site.folder, env=environment, capture_output=True, check=False)
    assert b"\\xe9.ipynb" in ended.stdout and b"Traceback" not in ended.stderr


def test_a_site_whose_content_is_the_project_does_not_read_what_it_wrote(site: Site, tmp_path: Path) -> None:
    """Notebooks beside the settings file: Pelican's default for `PATH`."""
    document = notebook(front("A"), markdown("Text."))
    (site.folder / "a.ipynb").write_text(json.dumps(document))
    settings = GOOD.replace("content", ".")
    for text in ("", "SITENAME = 'Again'\n", "SITENAME = 'Once more'\n"):
        built = build(site, settings + text)
        assert built.returncode == 0 and "refused" not in built.stdout, built.stdout
        assert (site.output / "a.ipynb").exists()
    settings_file = site.folder / "pelicanconf.py"
    values, folders = site_settings(settings_file, None)
    assert {*notebooks(values, folders)} == {PurePosixPath("a.ipynb")}
    shown = warm.build(settings_file, None, tmp_path / "preview/site")
    assert [*shown.sources().values()] == [PurePosixPath("a.ipynb")]


def of_template(site: Site, text: str) -> subprocess.CompletedProcess[str]:
    site.add("a.ipynb", notebook(front("A"), markdown("Text.")))
    (site.folder / "own").mkdir()
    (site.folder / "own" / "article.html").write_text(text)
    return build(site, f"{GOOD}THEME_TEMPLATES_OVERRIDES = ['own']\n")


def test_a_mistake_in_a_template_is_one_sentence_with_its_line(site: Site) -> None:
    built = of_template(site, "<p>\n{% if %}")
    assert built.returncode == 2 and not site.output.exists()
    assert "article.html, line 2: Expected an expression" in built.stdout and "Traceback" not in built.stdout


def test_a_fault_that_replaces_nothing_has_status_2(site: Site) -> None:
    built = of_template(site, "{{ article.nothing.more }}")
    assert built.returncode == 2 and not site.output.exists()
    assert "has no attribute 'nothing'" in built.stdout


def test_on_a_terminal_a_bar_grows_on_one_line_and_goes(site: Site) -> None:
    for number in range(8):
        site.add(f"{number}.ipynb", notebook(front(f"Post {number}"), markdown("Text.")))
    (site.folder / "pelicanconf.py").write_text(GOOD)
    ours, its = pty.openpty()
    command = [sys.executable, "-c", "from colophon.cli import main; main()", "build"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins"), "TERM": "xterm", "NO_COLOR": "1"}
    with subprocess.Popen(command, cwd=site.folder, env=environment, stdin=its, stdout=its, stderr=its):
        os.close(its)
        shown = _read(ours).decode()
    bars = [each for each in shown.split("\r\x1b[K") if each.startswith("Converting")]
    assert len(bars) == 7 and bars[0].endswith(" 1 of 8") and "\n" not in "".join(bars)
    assert "Generating" not in shown and "Done: Processed" in shown.rpartition("\x1b[K")[2]


def _read(terminal: int) -> bytes:
    """Return what is written to a terminal until nobody has it open."""
    found = b""
    with suppress(OSError):  # which is how Linux says that it is closed
        while data := os.read(terminal, 65_536):
            found += data
    os.close(terminal)
    return found
