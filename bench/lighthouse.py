"""What Lighthouse, with its phone profile, says of the site: the median of five runs on three of its pages.

`python -m bench.lighthouse SITE --lighthouse FOLDER`: SITE is a built site, FOLDER one where `npm install lighthouse`
was run. With `--caddy PROGRAM` the site comes as a reader gets it from a host set up by the recipes of docs/publishing:
HTTP/2 over TLS, Brotli (`bench.hosted`); without, over HTTP/1.1. The pages are the first page, the post with least
outputs and the post with most, unless others are named.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.hosted import by_caddy, by_python

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
MEASURES = {
    "first-contentful-paint": "FCP ms",
    "largest-contentful-paint": "LCP ms",
    "speed-index": "SI ms",
    "total-blocking-time": "TBT ms",
    "cumulative-layout-shift": "CLS",
}
CHROME = (
    # without PaintHolding: headless Chromium would show the first frame a second after it was ready
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-features=PaintHolding "
    "--host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1' "
    "--ignore-certificate-errors"  # the certificate of `by_caddy` is its own
)


def chosen(site: Path) -> list[str]:
    """Return the first page, the post with least outputs and the one with most, counted by their elements."""
    posts = {
        path.parent.name: path.read_text() for path in site.glob("*/index.html") if "cell-code" in path.read_text()
    }
    by_outputs = sorted(posts, key=lambda name: (posts[name].count('class="output '), name))
    return ["", f"{by_outputs[0]}/", f"{by_outputs[-1]}/"]


def look(address: str, folder: Path) -> dict[str, Any]:
    """Return one report of Lighthouse."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        command = ["npx", "lighthouse", address, "--quiet", "--output=json", f"--output-path={report}"]
        command += [f"--chrome-flags={CHROME}", f"--only-categories={','.join(CATEGORIES)}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **browser()})
        found: dict[str, Any] = json.loads(report.read_text())
    return found


def browser() -> dict[str, str]:
    """Return the variable that names Debian's Chromium, where it is there."""
    return {"CHROME_PATH": "/usr/bin/chromium"} if Path("/usr/bin/chromium").is_file() else {}


def summary(page: str, reports: Sequence[dict[str, Any]]) -> str:
    """Return one line of the table: medians of the scores, of the measures and of what the machine was worth."""
    scores = [
        round(100 * statistics.median(each["categories"][name]["score"] for each in reports)) for name in CATEGORIES
    ]
    measured = [statistics.median(each["audits"][name]["numericValue"] for each in reports) for name in MEASURES]
    machine = statistics.median(each["environment"]["benchmarkIndex"] for each in reports)
    return f"| /{page} | " + " | ".join([*map(str, scores), *(f"{value:.4g}" for value in (*measured, machine))]) + " |"


def main() -> None:
    """Print the table, and for each page what did not get all points in the last run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("pages", nargs="*", help="addresses on the site, `dynamo/`")
    parser.add_argument("--lighthouse", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--caddy", metavar="PROGRAM", help="serve the site by Caddy's recipe")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--port", type=int, default=0, help="that the site was built for, where its addresses are absolute"
    )
    asked = parser.parse_args()
    print(f"load at the beginning: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", file=sys.stderr)
    columns = ["page", *CATEGORIES, *MEASURES.values(), "machine"]
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    server = by_caddy(asked.caddy, asked.site, asked.port) if asked.caddy else by_python(asked.site, asked.port)
    with server as address:
        for page in asked.pages or chosen(asked.site):
            reports = [look(f"{address}/{page}", asked.lighthouse) for _ in range(asked.runs)]
            print(summary(page, reports), flush=True)
            for name, audit in reports[-1]["audits"].items():
                if audit.get("score") is not None and audit["score"] < 0.9:
                    print(f"  {name}: {audit.get('displayValue', '')}", file=sys.stderr)


if __name__ == "__main__":
    main()
