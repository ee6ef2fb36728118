"""What the measurements rest on: whose time is counted, which posts are built, when a machine is too noisy."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import nbformat
import pytest

from bench import generate, plot, report
from bench.corpus import FIRST_DAY, edit, given, prepare
from bench.measure import Cost, measure
from bench.noise import verdict
from bench.results import ratios, rows
from bench.trial import PHASES, Trial
from colophon.notebook import parse, store
from tests.conftest import front, markdown, notebook

BURN = "import time\nwhile time.process_time() < 0.3: pass\n"
GRANDCHILD = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURN!r}])"
LEFT = f"{BURN}time.sleep(60)"
ORPHAN = f"import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', {LEFT!r}])\ntime.sleep(3)"


@pytest.mark.parametrize("program", [BURN, GRANDCHILD, ORPHAN], ids=["child", "grandchild", "orphan"])
def test_the_time_of_every_descendant_is_counted(program: str, tmp_path: Path) -> None:
    cost = measure([sys.executable, "-c", program], tmp_path, tmp_path / "log", timeout=60)
    assert cost.status == 0 and cost.cpu_seconds >= 0.3 and cost.memory_mb > 1


def test_a_command_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    program = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    with pytest.raises(TimeoutError, match="took longer than 1 s"):
        measure([sys.executable, "-c", program], tmp_path, tmp_path / "log", timeout=1)


def test_generated_notebooks_are_valid_and_the_same_each_time() -> None:
    made = list(generate.notebooks(3, cells=40))
    assert made == list(generate.notebooks(3, cells=40))
    assert len({json.dumps(document) for _, document in made}) == 3
    for _, document in made:
        nbformat.validate(document)
    kinds = {
        kind
        for _, each in made
        for cell in each["cells"]
        for out in cell.get("outputs", ())
        for kind in out.get("data", {"stream": 0})
    }
    assert kinds == {"stream", "image/png", "text/html", "text/plain"}


def test_every_tool_gets_the_same_posts(tmp_path: Path) -> None:
    """Notebooks get front matter for Colophon and none for the others; checkpoints and other formats are left out."""
    source = tmp_path / "given"
    (source / ".ipynb_checkpoints").mkdir(parents=True)
    document = notebook(markdown("# The *ring*: a test\n\nText."))
    for name in ("A ring.ipynb", ".ipynb_checkpoints/A ring.ipynb", "other.ipynb"):
        (source / name).write_text(json.dumps({**document, "nbformat": 3} if "other" in name else document))
    corpus = prepare(given(source), tmp_path / "corpus")
    (entry,) = corpus.entries
    assert (entry.slug, entry.title, entry.day) == ("a-ring", "The ring a test", date(1990, 1, 1))
    assert json.loads(entry.plain.read_text()) == document
    post = parse.parse(store.read(entry.fronted, tmp_path), Path("a-ring.ipynb"), timezone=ZoneInfo("UTC"), page=False)
    assert (post.front.slug, post.front.title) == (entry.slug, entry.title)


def test_ten_thousand_posts_are_of_the_past() -> None:
    """One whose day is still to come would be a draft, without a page."""
    assert FIRST_DAY + timedelta(days=10_000) < date.today()


def test_an_edit_changes_the_prose_of_the_notebook(tmp_path: Path) -> None:
    path = tmp_path / "post.ipynb"
    path.write_text(json.dumps(notebook(front(), markdown("First."), markdown("Last."))))
    edit(path, "Zebra")
    sources = [cell["source"] for cell in json.loads(path.read_text())["cells"]]
    assert [("Zebra" in source) for source in sources] == [False, False, True]


def test_a_machine_that_is_busy_or_uneven_is_called_too_noisy() -> None:
    assert verdict([0.1, 0.101, 0.1], [0.01, 0.02]).startswith("Quiet enough")
    assert verdict([0.1, 0.15, 0.1, 0.16], [0.0]).startswith("TOO NOISY")
    assert verdict([0.1, 0.101, 0.1], [0.9, 0.8]).startswith("TOO NOISY")


def _trial(tool: str, *cpu: float) -> Trial:
    costs = {phase: Cost(value, value, 100.0, 0, 0.0) for phase, value in zip(PHASES, cpu, strict=True)}
    return Trial(tool, costs, dict.fromkeys(PHASES, 0.1), 3, 1.0)


TRIALS = [_trial("colophon", 2, 1, 1), _trial("colophon", 4, 1, 1), _trial("colophon", 90, 1, 1)]
PEERS = [_trial("slow", 40, 9, 9), _trial("quick", 20, 2, 8)]


def test_colophon_is_held_against_the_best_peer_of_each_phase() -> None:
    """Medians are compared, and a variant of Colophon is no peer."""
    found = rows([*TRIALS, *PEERS, _trial("colophon, other", 1, 1, 1)])
    assert ratios(found) == {"cold": ("quick", 5.0), "unchanged": ("quick", 2.0), "one edit": ("quick", 8.0)}


def test_the_report_says_which_targets_are_met(tmp_path: Path) -> None:
    found = rows([*TRIALS, *PEERS])
    corpus = prepare(generate.notebooks(2, cells=4), tmp_path)
    page = report.comparison(found, corpus, "generated", "Quiet enough: yes.", [], ["x, not measured: no page"])
    assert [line.rsplit(" ", 1)[1] for line in page.splitlines() if "wanted" in line] == ["MISSED.", "MISSED.", "met."]
    assert "- x, not measured: no page" in page
    assert "| Colophon | 4.00* | 1.00 | 1.00 |" in page


def test_the_plots_are_pictures_with_every_figure(tmp_path: Path) -> None:
    from xml.etree import ElementTree

    found = rows([*TRIALS, *PEERS])
    bars = ElementTree.fromstring(plot.bars(found))
    assert {"4.00", "20.00", "quick"} <= {element.text for element in bars.iter("{http://www.w3.org/2000/svg}text")}
    lines = ElementTree.fromstring(plot.lines({100: found[0], 1000: found[1]}))
    assert len(list(lines.iter("{http://www.w3.org/2000/svg}circle"))) == 6
