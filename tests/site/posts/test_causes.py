"""What all pages depend on beside notebooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from colophon.site.posts import causes


def test_a_package_is_known_by_the_names_and_contents_of_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Python keeps beside them is no cause."""
    monkeypatch.setattr(causes, "files", lambda _: tmp_path)

    def installation() -> str:
        return causes.installation.__wrapped__()

    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/a.py").write_text("1")
    found = [installation()]
    (tmp_path / "inner/a.py").write_text("2")
    found.append(installation())
    (tmp_path / "inner/a.py").rename(tmp_path / "inner/b.py")
    found.append(installation())
    (tmp_path / "inner/b.py").rename(tmp_path / "b.py")
    found.append(installation())
    (tmp_path / "c.js").write_text("")
    found.append(installation())
    assert len({*found}) == len(found)
    (tmp_path / "c.pyc").write_text("")
    assert installation() == found[-1]
