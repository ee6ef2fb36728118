"""A module of a large package comes without the others, and the package is whole for who imports it later."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from colophon.hollow import Late, alone

PROGRAM = """
import sys
from colophon.hollow import alone
one = alone("large.deep.one")
assert (one.NAME, sorted(name for name in sys.modules if name.startswith("large"))) == ("one", ["large.deep.one"])
import large.deep
assert large.deep.one_of_it is one and large.OTHER == "other"
assert alone("large.deep.one") is one and sys.modules["large"] is large
"""


def test_the_packages_around_it_are_not_executed_and_whole_later(tmp_path: Path) -> None:
    deep = tmp_path / "large" / "deep"
    deep.mkdir(parents=True)
    (deep.parent / "__init__.py").write_text("OTHER = 'other'\n")
    (deep / "__init__.py").write_text("from large.deep import one as one_of_it\n")
    (deep / "one.py").write_text("NAME = 'one'\n")
    package = Path(__file__).parents[1] / "plugins"
    ended = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {[str(tmp_path), str(package)]}\n{PROGRAM}"],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr


def test_a_package_that_is_not_installed_is_named_and_leaves_nothing() -> None:
    with pytest.raises(ModuleNotFoundError, match="absent_package"):
        alone("absent_package.deep.one")
    assert not [name for name in sys.modules if name.startswith("absent_package")]


def test_a_late_module_is_imported_when_it_is_asked() -> None:
    late = Late("wave", here=1)
    assert late.here == 1 and late.open is __import__("wave").open  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        _ = late.absent
