"""The comparison of two runs as one HTML file that needs no other."""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable, Iterator

from colophon.run.verify import CellReport, Difference, Report

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }}
body {{ max-width: 75rem; margin: 2rem auto; padding: 0 1rem }}
pre {{ overflow-x: auto; padding: .5rem .75rem; border-inline-start: 2px solid; font-size: .875rem }}
ins, del {{ text-decoration: none; font-weight: 600 }}
.pair {{ display: flex; flex-wrap: wrap; gap: 1rem }}
.pair figure {{ margin: 0; flex: 1 1 20rem }}
img {{ max-width: 100%; background: white }}
</style>
<h1>{title}</h1>
{body}
</html>
"""


def html_report(reports: Iterable[Report], failures: Iterable[str] = ()) -> str:
    """Return the page: what differs in each cell, the stored picture and the new one side by side."""
    body = [part for report in reports for part in _post(report)]
    body += [f"<p>{html.escape(failure)}</p>" for failure in failures]
    return _PAGE.format(title="What a second run gave", body="\n".join(body))


def _post(report: Report) -> Iterator[str]:
    yield f"<h2>{html.escape(str(report.path))}: {report.words}</h2>"
    for cell in report.differs:
        yield from _cell(cell)


def _cell(cell: CellReport) -> Iterator[str]:
    yield f"<h3>Cell {cell.number}</h3>"
    yield f"<details><summary>Code</summary><pre>{html.escape(cell.source)}</pre></details>"
    for difference in cell.differences:
        yield f"<h4>{html.escape(difference.what)}</h4>"
        yield f"<pre>{chr(10).join(map(_line, difference.lines))}</pre>"
        if difference.media_type:
            yield _pictures(difference)


def _line(line: str) -> str:
    text = html.escape(line)
    name = {"-": "del", "+": "ins"}.get(line[:1])
    return f"<{name}>{text}</{name}>" if name else text


def _pictures(difference: Difference) -> str:
    figures = [
        f'<figure><img src="data:{html.escape(difference.media_type)};base64,{base64.b64encode(data).decode()}" '
        f'alt="The {name} picture"><figcaption>{name}</figcaption></figure>'
        for name, data in (("stored", difference.stored), ("new", difference.again))
    ]
    return f'<div class="pair">{"".join(figures)}</div>'
