"""What several posts need and is not their point: seeds, versions, checks, figures, text and two real models.

    checks    claims with expectation and measurement, shown as a table, asserted at the end
    tables    plain tables for the page, with a text twin
    figures   one look for every figure, and PNG bytes that do not change from run to run
    corpus    three text snapshots in `notebooks/data/`, verified when loaded
    snapshot  how those snapshots were made
    minilm    all-MiniLM-L6-v2, a real sentence encoder, in plain torch
    smol      SmolLM2-135M-Instruct, a real language model, in plain torch
    tiny      a small transformer and its training loop
    sampling  texts from that transformer, many at once

Importing the package does nothing; a module that needs torch or matplotlib imports it itself.
"""

import platform
import random
import sys
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec

from worked.tables import Table


def seed(number: int) -> None:
    """Seed every generator in use and keep arithmetic on one thread, so that a second run gives the same bits.

    Reaches `random` always, numpy and torch when they are imported by then: call it after the imports.
    """
    random.seed(number)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(number)
        if find_spec("threadpoolctl"):
            import_module("threadpoolctl").threadpool_limits(1)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(number)
        sys.modules["torch"].set_num_threads(1)


def versions(*distributions: str, seed: int | str | None = None) -> Table:
    """Return the table that ends a post: Python, each distribution by its installed version, and the seed.

    Raises `importlib.metadata.PackageNotFoundError` for a distribution that is not installed.
    """
    rows = [("Python", platform.python_version()), *((name, version(name)) for name in sorted(distributions))]
    if seed is not None:
        rows.append(("seed", str(seed)))
    return Table(("What", "Version"), tuple(rows))
