"""Outputs as HTML: one golden for each type and shape, refusals end in `-nope`."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from colophon.model import Asset, Cell, CellOptions, Float
from colophon.render.context import RenderContext
from colophon.render.frames.libraries import LIBRARIES
from colophon.render.outputs import render_outputs
from colophon.render.page import Page
from colophon.rules import RULES

GOLDENS = sorted((Path(__file__).parents[1] / "golden" / "outputs").glob("*.yaml"))
WRITE = bool(os.environ.get("WRITE_GOLDENS")) and not os.environ.get("CI")


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_outputs_are_drawn_as_the_golden_says(path: Path, tmp_path: Path) -> None:
    """A golden has the outputs of cell 4, its options, and the HTML, what stands in frames, and problems."""
    golden = yaml.safe_load(path.read_text(encoding="utf-8"))
    page = _page(golden.get("options", {}), golden.get("widgets", {}))
    libraries = _node_modules(tmp_path) if golden.get("libraries", True) else None
    html = str(render_outputs(_cell(golden), page, RenderContext(tmp_path, node_modules=libraries)))
    actual = {"html": html, "problems": [f"{each.code} {each.message}" for each in sorted(page.problems)]}
    if frames := [_written(asset) for _, asset in sorted(page.assets.items()) if asset.media_type == "text/html"]:
        actual["frames"] = frames
    if styles := [asset.data.decode() for _, asset in sorted(page.assets.items()) if asset.media_type == "text/css"]:
        actual["styles"] = styles
    if WRITE:
        golden = {key: golden[key] for key in golden if key not in {"frames", "styles"}}
        _write(path, golden | actual)
    assert {key: golden[key] for key in ("html", "problems", "frames", "styles") if key in golden} == actual


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_what_is_refused_is_named_so(path: Path) -> None:
    codes = [problem[:4] for problem in yaml.safe_load(path.read_text(encoding="utf-8"))["problems"]]
    assert any(RULES[code].severity == "refused" for code in codes) == path.stem.endswith("-nope")


def _cell(golden: dict[str, Any]) -> Cell:
    options = CellOptions(**golden.get("options", {}))
    return Cell(4, "d4", "code", "", options, outputs=tuple(golden["outputs"]))


def _page(options: dict[str, Any], widgets: dict[str, Any]) -> Page:
    label = options.get("label", "")
    kind = label[:3]
    return Page(PurePosixPath("post.ipynb"), [Float(label, kind, 2)] if kind in {"fig", "tbl"} else [], widgets)


def _node_modules(folder: Path) -> Path:
    """Return a folder that has every library, each a comment with its path: goldens depend on no version."""
    for library in LIBRARIES.values():
        for path in library.npm:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(f"/* {path} */")
    return folder


def _written(asset: Asset) -> str:
    """Return the policy of a frame, and what is written into it after the script that is in every frame."""
    html = asset.data.decode()
    policy = "any script" if "'unsafe-inline' 'unsafe-eval'" in html else "no script of the output"
    content = json.loads(re.search(r'id="colophon-content">(.*?)</script>', html)[1])
    start, _, rest = content.partition("<meta charset")
    return f"{policy}: {start}…{rest.partition('</script>')[2]}"


class _Readable(yaml.SafeDumper):
    """Writes text of more than one line as a block."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    blocks = "\n" in text and text.isprintable() is False and not any(ord(each) < 32 and each != "\n" for each in text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if blocks else None)


_Readable.add_representer(str, _text)


def _write(path: Path, golden: dict[str, Any]) -> None:
    keys = ("about", "options", "libraries", "widgets", "outputs", "html", "frames", "styles", "problems")
    parts = [{key: golden[key]} for key in keys if key in golden]
    dumped = (yaml.dump(part, Dumper=_Readable, allow_unicode=True, sort_keys=False, width=10_000) for part in parts)
    path.write_text("".join(dumped), encoding="utf-8")
