"""How long after a save the open page shows it, in a real browser: `python -m bench.latency` in the `test` environment.

For each post the preview is opened in Chromium, its notebook is saved with one more word in a paragraph, and the time
is taken from just before the file is put in place until the second animation frame after the word is on the page: by
then the browser has painted it. Clocks of one machine; saves are seconds apart, so that the whole build of the one
before is over.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.environments import CACHE
from bench.measure import others_now
from bench.noise import calibrate, verdict
from bench.peers import ROOT

TARGETS = {"typical": 150.0, "largest": 400.0}
"""Milliseconds, for the median of the posts' medians and for the post with the longest."""
SEEN = """word => new Promise(resolve => {
  const look = () => document.body.textContent.includes(word) && (watcher.disconnect(),
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))));
  const watcher = new MutationObserver(look);
  watcher.observe(document.body, {childList: true, subtree: true, characterData: true});
})"""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, write the table, and return 0; 1 where a target is missed."""
    arguments = _parser().parse_args(argv)
    calibrations: list[float] = []
    others = [others_now()]
    with tempfile.TemporaryDirectory() as folder:
        site = _site(Path(folder), arguments.site)
        posts = sorted((site / "notebooks").glob("*.ipynb"), key=lambda path: path.stat().st_size)
        sizes = {path.stem: path.stat().st_size for path in posts}
        chosen = _chosen(posts, arguments.posts)
        with _preview(site) as address, _browser() as context:
            found = {}
            for path in chosen:
                found[path.stem] = _measure(context, address, path, arguments.saves)
                calibrations.append(calibrate())
                print(f"  {path.stem}: {', '.join(f'{each:.0f}' for each in found[path.stem])} ms", flush=True)
    others.append(others_now())
    text = _report(found, sizes, verdict(calibrations, others))
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "latency.md").write_text(text, "utf-8")
    (arguments.out / "latency.json").write_text(json.dumps(found, indent=1), "utf-8")
    print(text)
    return int("MISSED" in text)


def _measure(context: Any, address: str, path: Path, saves: int) -> list[float]:
    """Return the milliseconds of each save of a notebook."""
    page = context.new_page()
    page.goto(f"{address}{path.stem}/", wait_until="load")
    time.sleep(3)  # the preview makes the post warm once its page is open
    found = []
    for number in range(saves):
        word = f"Saved{number}word"
        beside = _edited(path, word)
        page.evaluate(f"word => {{ window.seen = ({SEEN})(word); }}", word)
        begin = time.time() * 1000
        beside.replace(path)
        found.append(page.evaluate("window.seen") - begin)
        time.sleep(4)
    page.close()
    return found


def _edited(path: Path, word: str) -> Path:
    """Write the notebook with one word more at the end of a paragraph in its middle, beside it, and return where."""
    document = json.loads(path.read_bytes())
    prose = [cell for cell in document["cells"] if cell["cell_type"] == "markdown"]
    long = [cell for cell in prose if len("".join(cell["source"])) > 80]
    cell = long[len(long) // 2]
    cell["source"] = re.sub(r" Saved\d+word\.\Z", "", "".join(cell["source"])) + f" {word}."
    beside = path.with_name(f".{path.name}")
    beside.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return beside


def _chosen(posts: list[Path], count: int) -> list[Path]:
    """Return so many posts, evenly by size, the largest always among them."""
    if count >= len(posts):
        return posts
    return [posts[round((len(posts) - 1) * (place + 1) / count)] for place in range(count)]


def _report(found: dict[str, list[float]], sizes: dict[str, int], noise: str) -> str:
    medians = {name: statistics.median(values) for name, values in found.items()}
    typical, largest = statistics.median(medians.values()), max(medians.values())
    rows = [
        f"| {name} | {sizes.get(name, 0) / 1000:.0f} | {medians[name]:.0f} | {min(values):.0f} | {max(values):.0f} |"
        for name, values in found.items()
    ]
    lines = [
        "## From a save to changed pixels", "", noise, "",
        "| post | kB | median ms | fastest | slowest |", "| --- |" + " ---: |" * 4, *rows, "",
        _judged("median of the posts", typical, TARGETS["typical"]),
        _judged("slowest post", largest, TARGETS["largest"]),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _judged(what: str, value: float, wanted: float) -> str:
    return f"- {what}: {value:.0f} ms; wanted at most {wanted:.0f}: {'met' if value <= wanted else 'MISSED'}."


def _site(folder: Path, source: Path) -> Path:
    """Copy a site, so that saves change nothing of the author's."""
    for name in ("notebooks", "theme", "locks"):
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name)
    settings = (source / "pelicanconf.py").read_text("utf-8").replace('PLUGIN_PATHS = ["plugins"]', "PLUGIN_PATHS = []")
    (folder / "pelicanconf.py").write_text(settings, "utf-8")
    return folder


@contextmanager
def _preview(site: Path) -> Iterator[str]:
    """Run the preview of a site and yield its address."""
    program = ROOT / ".venv" / "site" / "bin" / "colophon"
    started = subprocess.Popen([program, "preview", "--port", "0"], cwd=site, stderr=subprocess.PIPE, text=True)
    assert started.stderr
    try:
        for line in started.stderr:
            if match := re.search(r"http://127\.0\.0\.1:\d+/", line):
                yield match[0]
                break
    finally:
        started.send_signal(signal.SIGINT)
        started.communicate(timeout=60)


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    from tests.browser import FLAGS, chromium_path

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        yield browser.new_context(viewport={"width": 1280, "height": 900})
        browser.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.latency", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--site", metavar="DIR", type=Path, default=ROOT, help="a site like this one (default: this)")
    parser.add_argument("--posts", metavar="N", type=int, default=5, help="how many posts (default: 5)")
    parser.add_argument("--saves", metavar="N", type=int, default=5, help="saves of each (default: 5)")
    parser.add_argument("--out", metavar="DIR", type=Path, default=CACHE / "results", help="where the results go")
    return parser


if __name__ == "__main__":
    sys.exit(main())
