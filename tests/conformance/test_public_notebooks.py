"""The test notebooks of nbformat, nbconvert and nbclient: each gives a page or a one-line reason."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

import pytest

from colophon.errors import Refused
from colophon.notebook import parse, store
from colophon.render import render
from colophon.render.context import RenderContext
from tests.conformance.fetch import FETCHED
from tests.conftest import front

NOTEBOOKS = sorted(FETCHED.rglob("*.ipynb"))


def test_all_67_notebooks_were_fetched() -> None:
    """`make test` fetches them; see tests/conformance/fetch.py."""
    assert len(NOTEBOOKS) == 67


def page_or_reason(path: Path, folder: Path) -> str:
    """Return "" where the notebook, given a title and a date, becomes an article, else the reason in one line."""
    copy = folder / path.name
    copy.write_bytes(_dated(path.read_bytes()))
    try:
        post = parse.parse(store.read(copy, folder), PurePosixPath(path.name), timezone=ZoneInfo("UTC"))
        html = render(post, RenderContext(root=folder)).html
    except Refused as refusal:
        return "; ".join(map(str, refusal.problems))
    assert isinstance(html, str)
    return ""


def _dated(data: bytes) -> bytes:
    try:
        document = json.loads(data)
    except ValueError:
        return data
    if isinstance(document.get("cells"), list):
        document["cells"].insert(0, {**front("A notebook"), "metadata": {}, "id": "front-matter"})
        if document.get("nbformat_minor", 0) < 5:
            del document["cells"][0]["id"]
    elif document.get("worksheets"):
        sheet = document["worksheets"][0]
        sheet["cells"] = [{**front("A notebook"), "metadata": {}}, *sheet.get("cells", ())]
    return json.dumps(document).encode()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.name for path in NOTEBOOKS])
def test_a_notebook_gives_a_page_or_one_line(path: Path, tmp_path: Path) -> None:
    reason = page_or_reason(path, tmp_path.resolve())
    assert "\n" not in reason and "Traceback" not in reason


def test_at_least_55_of_them_give_a_page(tmp_path: Path) -> None:
    reasons = {path.name: page_or_reason(path, tmp_path.resolve()) for path in NOTEBOOKS}
    refused = {name: reason for name, reason in reasons.items() if reason}
    assert len(NOTEBOOKS) - len(refused) >= 55, "\n".join(f"{name}: {reason}" for name, reason in refused.items())
