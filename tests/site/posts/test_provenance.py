"""The colophon of a post: words for what its record proves, on its page, for machines, and in one table."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pytest

from colophon.model import Cell, CellOptions, FrontMatter, Post
from colophon.notebook.digest import code_digest, outputs_digest, source_digest
from colophon.run.record import state
from colophon.site.posts.provenance import SENTENCES, SHORT, provenance
from tests.conftest import ROOT, Site, code, front, markdown, notebook

THEME = f"THEME = {str(ROOT / 'theme')!r}\nARTICLE_URL = '{{slug}}/'\nARTICLE_SAVE_AS = '{{slug}}/index.html'"


def run_post(**run: Any) -> dict[str, Any]:
    """A post with one cell that was run, and the record of it."""
    document = notebook(front("Run"), markdown("Text."), code("1 + 1"))
    cell = document["cells"][2]
    cell["metadata"]["colophon"] = {"source": source_digest(cell, "python"), "outputs": outputs_digest(cell)}
    record = {
        "schema": 1, "code": code_digest(document), "finished": "2026-11-03T10:00:00+00:00", "seconds": 12.4,
        "cpu_seconds": 11.0, "kernel": "ipykernel 7", "language": "python", "language_version": "3.11.7", "cells": 1,
        "skipped": 0, "packages": {"numpy": "2.4.6", "torch": "2.13.0+cpu"}, "modules": {}, "data": {},
    }  # fmt: skip
    document["metadata"]["colophon"] = {"run": {**record, **run}}
    return document


def of(document: dict[str, Any], tmp_path: Any, **pins: str) -> Any:
    post = Post(PurePosixPath("run.ipynb"), FrontMatter("Run"), ())
    return provenance(post, state(document, tmp_path, pins))


def test_every_state_has_its_words() -> None:
    assert SHORT.keys() == SENTENCES.keys()


def test_a_clean_run_says_when_with_what_and_how_to_repeat_it(tmp_path: Any) -> None:
    found = of(run_post(), tmp_path, numpy="2.4.6")
    assert (found.short, found.headline) == ("run clean, 3 November 2026", "Run clean, 3 November 2026")
    assert dict(found.facts)["Versions"] == "numpy 2.4.6, torch 2.13.0+cpu"
    assert dict(found.facts)["Run"] == "3 November 2026, 10:00 UTC, 12 s (11 s of CPU)"
    assert dict(found.facts)["Language"] == "Python 3.11.7"
    assert found.command.split("\n") == [
        "pip install ipykernel==7 nbclient numpy==2.4.6 \\",
        "    torch==2.13.0",
        "jupyter execute run.ipynb",
    ]


def test_a_changed_version_makes_it_stale_with_the_reason(tmp_path: Any) -> None:
    found = of(run_post(), tmp_path, numpy="2.5.0")
    assert (found.state, found.reasons) == ("stale", ("numpy 2.4.6 → 2.5.0",))


@pytest.mark.parametrize(("reproduced", "expected"), [(3, "reproduced"), (2, "run clean")])
def test_reproduced_is_said_only_when_every_compared_cell_was(reproduced: int, expected: str, tmp_path: Any) -> None:
    verified = {
        "finished": "2026-11-09T00:00:00+00:00",
        "reproduced": reproduced,
        "of": 3,
        "differs": [7][reproduced - 2 :],
    }
    found = of(run_post(verified=verified), tmp_path)
    assert found.state == expected
    assert dict(found.facts)["Compared"].startswith(f"9 November 2026: {reproduced} of 3 cells gave")
    assert found.short == {"reproduced": "reproduced 3 of 3, 9 November 2026"}.get(
        expected, "run clean, 3 November 2026"
    )


def test_what_was_not_compared_is_said(tmp_path: Any) -> None:
    verified = {"finished": "2026-11-09T00:00:00+00:00", "reproduced": 3, "of": 3, "differs": []}
    stream = {"output_type": "stream", "name": "stdout", "text": "1 s"}
    cells = tuple(
        Cell(number, f"c{number}", "code", "f()", CellOptions(volatile=number > 1), (stream,)) for number in (1, 2, 3)
    )
    post = Post(PurePosixPath("run.ipynb"), FrontMatter("Run"), cells)
    found = provenance(post, state(run_post(verified=verified, platform="Linux x86_64"), tmp_path, {}))
    assert dict(found.facts)["Compared"] == (
        "9 November 2026: 3 of 3 cells gave their outputs again; 2 marked as volatile left out"
    )
    assert dict(found.facts)["Language"] == "Python 3.11.7 on Linux x86_64"


def test_without_a_record_nothing_is_claimed(tmp_path: Any) -> None:
    found = of(notebook(front(), code("1")), tmp_path)
    assert (found.short, found.facts, found.command) == ("run by its author", (), "")
    assert "No record says" in found.sentence


def test_the_page_ends_in_its_colophon_and_the_site_lists_all(site: Site) -> None:
    site.add("run.ipynb", run_post())
    site.add("edited.ipynb", run_post(code="0" * 64))
    built = site.build(settings=THEME)
    assert built.returncode == 0, built.stderr
    page = site.read("run/index.html")
    assert (
        '<section class="imprint' in page and "Run clean, 3 November 2026." in page and 'href="#post-colophon"' in page
    )
    assert "<strong>Stale, 3 November 2026.</strong>" in site.read("edited/index.html")
    assert json.loads(site.read("run/colophon.json"))["run"]["packages"] == {"numpy": "2.4.6", "torch": "2.13.0+cpu"}
    table = site.read("colophon/index.html")
    assert "run clean, 3 November 2026" in table and "stale, 3 November 2026" in table
