"""A build never hurts the site that stands."""

from __future__ import annotations

import fcntl
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, Site, front, listen_to_ctrl_c, markdown, notebook

COLOPHON = "import sys; from colophon.cli import main; sys.exit(main())"
PRESS = "from colophon.site import Press\nPELICAN_CLASS = Press"


def good(site: Site, text: str = "Text.") -> None:
    site.add("good.ipynb", notebook(front("Good"), markdown(text)))


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def litter(site: Site) -> list[str]:
    return sorted(path.name for path in site.folder.iterdir() if path.name.startswith(".output"))


def test_a_removed_post_leaves_nothing_behind(site: Site) -> None:
    good(site)
    gone = site.add("gone.ipynb", notebook(front("Gone"), markdown("Text.")))
    assert site.build(settings=PRESS).returncode == 0 and (site.output / "gone.html").exists()
    gone.unlink()
    assert site.build(settings=PRESS).returncode == 0 and not (site.output / "gone.html").exists()
    assert litter(site) == [".output.press"]


def test_something_fatal_leaves_the_old_site_as_it_was(site: Site) -> None:
    good(site)
    site.build(settings=PRESS)
    before = snapshot(site.output)
    site.add("bad.ipynb", notebook(front("Bad"), markdown("![x](../../secret.png)")))
    (site.folder.parent / "secret.png").write_bytes(b"secret")
    assert site.build(settings=PRESS).returncode == 2
    assert snapshot(site.output) == before and litter(site) == [".output.press"]


def test_a_refused_post_keeps_the_old_site_where_the_settings_say_so(site: Site) -> None:
    good(site)
    site.build(settings=PRESS)
    before = snapshot(site.output)
    good(site, "New text.")
    site.add("bad.ipynb", "{")
    assert site.build(settings=f"{PRESS}\nCOLOPHON_KEEP_GOING = False").returncode == 1
    assert snapshot(site.output) == before
    assert site.build(settings=PRESS).returncode == 1
    assert "New text." in site.read("good.html")


def test_a_second_build_at_once_ends_with_75(site: Site) -> None:
    good(site)
    site.build(settings=PRESS)
    before = snapshot(site.output)
    with (site.folder / ".output.press").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        built = site.build(settings=PRESS)
    assert built.returncode == 75 and "another build" in built.stderr
    assert snapshot(site.output) == before


def test_a_folder_that_is_no_site_is_never_replaced(site: Site) -> None:
    good(site)
    site.output.mkdir()
    (site.output / "thesis.txt").write_text("years of work")
    built = site.build(settings=PRESS)
    assert built.returncode == 2 and "Empty it" in built.stderr
    assert (site.output / "thesis.txt").read_text() == "years of work"


def test_an_output_that_is_a_link_stays_one(site: Site) -> None:
    good(site)
    real = site.folder / "www" / "blog"
    real.mkdir(parents=True)
    site.output.symlink_to(real)
    for text in ("First.", "Second.", "Third."):
        good(site, text)
        assert site.build(settings=PRESS).returncode == 0
        assert site.output.is_symlink() and text in (real / "good.html").read_text()
    assert [path.name for path in sorted(real.parent.iterdir())] == [".blog.press", "blog"] and not litter(site)


def test_a_build_killed_in_the_middle_of_a_swap_is_mended_by_the_next(site: Site) -> None:
    good(site)
    site.build(settings=PRESS)
    before = snapshot(site.output)
    site.output.rename(site.folder / ".output.old")
    site.add("bad.ipynb", "{")
    assert site.build(settings=f"{PRESS}\nCOLOPHON_KEEP_GOING = False").returncode == 1
    assert snapshot(site.output) == before and litter(site) == [".output.press"]


def test_what_the_site_retains_is_carried_over(site: Site) -> None:
    good(site)
    retain = f'{PRESS}\nOUTPUT_RETENTION = ["CNAME"]'
    site.build(settings=retain)
    (site.output / "CNAME").write_text("blog.example")
    assert site.build(settings=retain).returncode == 0
    assert site.read("CNAME") == "blog.example"


def test_an_interrupt_leaves_the_old_site_and_the_status_says_so(site: Site) -> None:
    for number in range(30):
        site.add(f"p{number}.ipynb", notebook(front(f"P{number}"), markdown("word " * 2000)))
    site.build(settings=PRESS)
    before = snapshot(site.output)
    for number in range(30):
        site.add(f"p{number}.ipynb", notebook(front(f"P{number}"), markdown("other " * 2000)))
    command = [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-o", "output"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    with subprocess.Popen(
        command, cwd=site.folder, env=environment, stderr=subprocess.PIPE, preexec_fn=listen_to_ctrl_c
    ) as process:
        while not (site.folder / ".output.next").exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert snapshot(site.output) == before


@pytest.mark.parametrize(
    "place",
    [
        "interrupt()",  # while the settings are read
        "def register(): interrupt()",
        "def register(): signals.initialized.connect(interrupt)",
        "def register(): pelican.console.status = interrupt",  # between the site's making and its build
    ],
)
def test_an_interrupt_before_the_build_begins_is_no_success(place: str, site: Site) -> None:
    """Pelican itself ends with 0 then."""
    site.add("a.ipynb", notebook(front("A"), markdown("Text.")))
    (site.folder / "own.py").write_text(
        "import os, signal, pelican\nfrom pelican import signals\n"
        f"def interrupt(*_): os.kill(os.getpid(), signal.SIGINT)\n{place}\n"
    )
    own = f"{PRESS}\nimport sys\nsys.path.insert(0, {str(site.folder)!r})\nimport own\nPLUGINS = ['colophon', 'own']\n"
    built = site.build(settings=own)
    assert built.returncode == 130 and not site.output.exists() and "interrupted" in built.stderr


def start(site: Site) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", COLOPHON, "build", "content", "-s", "pelicanconf.py", "-o", "output"]
    return subprocess.Popen(
        command,
        cwd=site.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=listen_to_ctrl_c,
    )


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT], ids=["kill", "interrupt"])
def test_a_build_ended_at_any_moment_leaves_a_whole_site_and_no_litter(number: signal.Signals, site: Site) -> None:
    """It is the old one, or, where the signal came after the swap, the new.

    The moments are spread over a whole build, which is timed first; each build has something else to print.
    """
    chance = random.Random(number)

    def write() -> None:
        for post in range(8):
            site.add(f"p{post}.ipynb", notebook(front(f"P{post}"), markdown(f"{chance.random()} word " * 2000)))

    write()
    begin = time.monotonic()
    assert site.build(settings=PRESS).returncode == 0
    seconds = time.monotonic() - begin
    moments = int(os.environ.get("COLOPHON_TEST_KILLS", "6")) // 2
    for moment in range(moments):
        before = snapshot(site.output)
        write()
        with start(site) as process:
            time.sleep(seconds * (moment + chance.random()) / moments)
            process.send_signal(number)
            process.communicate(timeout=60)
        after = snapshot(site.output)
        is_old = process.returncode != 0 and after == before
        is_new = is_old or after == whole_site(site, moment)
        assert is_old or is_new, f"moment {moment}: status {process.returncode}, the old site: {after == before}"
    assert site.build(settings=PRESS).returncode == 0
    is_whole = snapshot(site.output) == whole_site(site, moments)
    assert is_whole and litter(site) == [".output.press"]


def whole_site(site: Site, number: int) -> dict[str, bytes]:
    """Return what a build of the same content gives that nobody ends."""
    clean = Site(site.folder / f"clean{number}")
    for path in site.content.iterdir():
        clean.add(path.name, path.read_bytes())
    assert clean.build(settings=PRESS).returncode == 0
    return snapshot(clean.output)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield the folder of a file system of 2 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "colophon", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root can mount a small file system")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_leaves_the_old_site(small_disk: Path) -> None:
    site = Site(small_disk / "site")
    good(site)
    assert site.build(settings=PRESS).returncode == 0
    before = snapshot(site.output)
    for number in range(8):
        site.add(f"p{number}.ipynb", notebook(front(f"P{number}"), markdown(f"{number} word " * 12_000)))
    built = site.build(settings=PRESS)
    assert built.returncode == 2 and "No space left on device" in built.stderr
    assert snapshot(site.output) == before
    for number in range(8):
        (site.content / f"p{number}.ipynb").unlink()
    assert site.build(settings=PRESS).returncode == 0 and litter(site) == [".output.press"]
