"""A kernel gets a small environment: nothing of its caller but what is allowed."""

from __future__ import annotations

from pathlib import Path

from colophon.run.environment import small_environment

CALLER = {"PATH": "/usr/bin", "API_TOKEN": "secret", "PYTHONPATH": "/x", "HOME": "/home/me", "DATA_URL": "sqlite:"}


def test_secrets_of_the_caller_stay_outside() -> None:
    found = small_environment("/env/bin/python", Path("/scratch"), "m", ["DATA_URL"], CALLER)
    assert not {"API_TOKEN", "PYTHONPATH"} & found.keys()
    assert (found["DATA_URL"], found["HOME"]) == ("sqlite:", "/scratch")


def test_runs_are_alike_and_find_their_own_programs_first() -> None:
    found = small_environment("/env/bin/python", Path("/scratch"), "m", (), CALLER)
    assert (found["PATH"], found["PYTHONHASHSEED"], found["TZ"]) == ("/env/bin:/usr/bin", "0", "UTC")
    assert found["OMP_NUM_THREADS"] == found["MKL_NUM_THREADS"] == "1"
