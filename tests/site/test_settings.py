"""The settings of a site: each has a default, takes what it says, and refuses the rest with a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from colophon.errors import SettingsError
from colophon.site.settings import SETTINGS, read_site_settings


def settings(tmp_path: Path, **more: Any) -> dict[str, Any]:
    return {"PATH": str(tmp_path), "SITEURL": "", "TIMEZONE": "UTC", "PAGE_PATHS": ["pages"], **more}


def test_every_default_is_accepted_by_its_own_rule() -> None:
    assert [name for name, setting in SETTINGS.items() if not setting.accepts(setting.default)] == []


@pytest.mark.parametrize("name", SETTINGS)
def test_a_wrong_value_is_refused_with_the_name_and_what_it_takes(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"{name} takes .*found 3.5"):
        read_site_settings(settings(tmp_path, **{name: 3.5}))


def test_an_unknown_setting_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no setting COLOPHON_LICENCE\. Did you mean COLOPHON_LICENSE\?"):
        read_site_settings(settings(tmp_path, COLOPHON_LICENCE=("", "")))


@pytest.mark.parametrize(("address", "expected"), [("", ""), ("https://a.example/", "https://a.example"), ("..", "")])
def test_only_an_absolute_address_is_canonical(address: str, expected: str, tmp_path: Path) -> None:
    assert read_site_settings(settings(tmp_path, SITEURL=address)).canonical_url == expected


def test_the_bibliography_is_there_only_when_its_file_is(tmp_path: Path) -> None:
    assert read_site_settings(settings(tmp_path)).bibliography == ()
    (tmp_path / "references.bib").touch()
    assert [str(path) for path in read_site_settings(settings(tmp_path)).bibliography] == ["references.bib"]
