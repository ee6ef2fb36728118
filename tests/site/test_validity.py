"""Every page, of the site and of the gallery, frames included, is HTML as the standard says, and weighs little."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import statistics
import subprocess
from pathlib import Path

import pytest

from tests.npm import NODE_MODULES

CHECKER = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
BUDGET_BYTES, SCRIPT_BYTES = 100_000, 10_000


def errors(*folders: Path) -> list[str]:
    """Return what the W3C's Nu checker finds wrong with the HTML files below the folders."""
    command = ["java", "-jar", str(CHECKER), "--errors-only", "--skip-non-html", "--format", "json", *map(str, folders)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, timeout=300, check=False).stderr)
    return [f"{each['url']}:{each.get('lastLine')}: {each['message']}" for each in found["messages"]]


@pytest.mark.skipif(shutil.which("java") is None, reason="the W3C's checker of HTML needs Java")
def test_the_checker_of_the_w3c_finds_no_error(
    real_site: tuple[Path, str], gallery: tuple[Path, str], tmp_path: Path
) -> None:
    (tmp_path / "wrong.html").write_text('<!DOCTYPE html><html lang="en"><title>Wrong</title><p id="a"><b id="a">')
    found = errors(real_site[0], gallery[0], tmp_path)
    assert [each for each in found if "wrong.html" not in each] == []
    assert found, "the checker finds nothing, not even on a page that is wrong"


def test_half_of_the_posts_weigh_less_than_100_kb(real_site: tuple[Path, str]) -> None:
    """HTML, style sheets and scripts of a post, compressed; pictures, fonts and what waits in frames not counted."""
    folder, address = real_site
    posts = sorted(path.parent / "index.html" for path in folder.glob("*/*.ipynb"))
    weights = {post.parent.name: _weight(post, folder, address) for post in posts}
    assert statistics.median(weights.values()) <= BUDGET_BYTES, weights


def _weight(page: Path, folder: Path, address: str) -> int:
    html = page.read_text()
    linked = re.findall(r'<(?:link rel="stylesheet" href|script [^>]*?\bsrc)="([^"]+)"', html)
    files = [folder / each.removeprefix(address).lstrip("/") for each in dict.fromkeys(linked)]
    assert len(files) > 5 and all(file.is_file() for file in files), linked
    return sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in (page, *files))


def test_the_scripts_of_the_theme_weigh_less_than_10_kb(real_site: tuple[Path, str]) -> None:
    scripts = list((real_site[0] / "theme" / "js").glob("*.js"))
    assert len(scripts) > 4 and sum(path.stat().st_size for path in scripts) <= SCRIPT_BYTES
