"""What is converted before the others makes what they need, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT, Site, code, markdown, notebook, raw

FRONT = "---\ntitle: A post\ndate: 2026-01-02\ntags: [a, b]\n---"
PROGRAM = """
import json, sys, threading
from pathlib import PurePosixPath
from pelican.settings import read_settings
from colophon.site.posts import primer
from colophon.site.settings import read_site_settings
from colophon.site.posts.shelf import _desk
settings = read_site_settings(read_settings("pelicanconf.py"))
path = PurePosixPath("post.ipynb")
desk = _desk(settings, frozenset([path]), settings.pins(), {})
first = primer.convert(desk)
before, threads = set(sys.modules), threading.active_count()
second, _ = desk.convert(path)
print(json.dumps([bool(first.article), bool(second.article), threads, sorted(set(sys.modules) - before)]))
"""


def test_what_an_ordinary_notebook_needs_is_there_when_the_first_is_converted(tmp_path: Path) -> None:
    site = Site(tmp_path)
    table = {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<table><tr><td>1</table>"}}
    site.add("post.ipynb", notebook(raw(FRONT), markdown("## Part\n\nText, *more*.\n\n1. one"), code("x = 'a'", table)))
    (tmp_path / "pelicanconf.py").write_text('PATH = "content"\n')
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins"), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [True, True, 1, []]
    assert not list(tmp_path.glob("colophon-*"))
