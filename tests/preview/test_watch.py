"""The loop of a preview ends whenever it is interrupted."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from colophon.preview import watch
from colophon.preview.server import Server


def test_an_interrupt_while_the_server_starts_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes before `start` has returned: the thread runs, and nobody has been told."""
    session: Any = SimpleNamespace(folders=(tmp_path,), ended=False)
    start = threading.Thread.start

    def begin(thread: threading.Thread) -> None:
        start(thread)
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", begin)
    with pytest.raises(KeyboardInterrupt):
        watch.run(session, Server(session), tmp_path / "pelicanconf.py")
    assert "server" not in [thread.name for thread in threading.enumerate()]
