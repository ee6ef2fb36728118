"""The package seeds what is in use and imports nothing heavy by itself."""

import random
import subprocess
import sys
from pathlib import Path

import worked

NOTEBOOKS = Path(worked.__file__).parents[1]


def test_the_same_seed_gives_the_same_numbers():
    worked.seed(3)
    first = random.random()
    worked.seed(3)
    assert first == random.random()


def test_versions_are_sorted_and_end_with_the_seed():
    rows = worked.versions("pytest", "iniconfig", seed=7).rows
    assert [row[0] for row in rows] == ["Python", "iniconfig", "pytest", "seed"]
    assert rows[-1] == ("seed", "7")


def test_light_modules_import_without_numpy_torch_or_matplotlib():
    code = (
        "import sys, worked, worked.checks, worked.tables, worked.corpus\n"
        "print([m for m in ('numpy', 'torch', 'matplotlib', 'IPython') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=NOTEBOOKS, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
