"""What many tests share: small notebooks, a small site, the real site built once, a real browser."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]

# Python takes a settings file for unchanged that is written anew within a second, with the same size.
sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"

try:
    from hypothesis import settings
except ModuleNotFoundError:  # in the environment of the posts, where nothing is tested with random inputs
    pass
else:
    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")  # a busy machine is no fault of what is tested


def notebook(*cells: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    """Return a notebook of format 4.5 with the cells given."""
    named = [{"id": f"cell-{number}", "metadata": {}, **cell} for number, cell in enumerate(cells)]
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "cells": named,
        "metadata": {"kernelspec": kernelspec, "language_info": {"name": "python"}, **metadata},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def raw(source: str) -> dict[str, Any]:
    """Return a raw cell."""
    return {"cell_type": "raw", "source": source}


def markdown(source: str) -> dict[str, Any]:
    """Return a Markdown cell."""
    return {"cell_type": "markdown", "source": source}


def code(source: str, *outputs: dict[str, Any], count: int | None = 1) -> dict[str, Any]:
    """Return a code cell."""
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "execution_count": count}


def front(title: str = "A post", date: str = "2026-01-02", **more: Any) -> dict[str, Any]:
    """Return a front matter cell."""
    return raw("---\n" + json.dumps({"title": title, "date": date, **more}) + "\n---")


class Site:
    """A small Pelican site in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = folder / "content"
        self.output = folder / "output"
        self.content.mkdir(parents=True)

    def add(self, path: str, document: dict[str, Any] | str | bytes) -> Path:
        """Write a file below the content folder: a notebook, text or bytes."""
        target = self.content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(document) if isinstance(document, dict) else document
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def build(
        self, *options: str, settings: str = "", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run `pelican` as a person does and return how it ended."""
        (self.folder / "pelicanconf.py").write_text(f'PLUGINS = ["colophon"]\n{settings}\n')
        return pelican(self.folder, "content", "-s", "pelicanconf.py", "-o", "output", *options, env=env)

    def read(self, path: str) -> str:
        """Return the text of a built file."""
        return (self.output / path).read_text()


def pelican(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `pelican` in a folder, without colours, and return how it ended."""
    import os

    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins"), "NO_COLOR": "1", "COLUMNS": "200", **(env or {})}
    command = [sys.executable, "-m", "pelican", *arguments, "--log-handler", "plain"]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, preexec_fn=listen_to_ctrl_c
    )


def listen_to_ctrl_c() -> None:
    """Undo, in a child before its program starts, that a shell lets background jobs ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty small site."""
    return Site(tmp_path / "site")


class _Quiet(SimpleHTTPRequestHandler):
    more: Mapping[str, str] = {}

    def end_headers(self) -> None:
        """Say the headers that every answer has."""
        for name, value in self.more.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def serve(folder: Path, headers: Mapping[str, str] | None = None) -> tuple[ThreadingHTTPServer, str]:
    """Serve a folder on 127.0.0.1 in a thread, each file with the headers; the caller shuts the server down."""
    handler = type("Handler", (_Quiet,), {"more": headers or {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The real site, built once with `publishconf.py` for the address it is then served at: its folder and address."""
    folder = tmp_path_factory.mktemp("real") / "output"
    folder.mkdir()
    server, address = serve(folder)
    overrides = [f'SITEURL="{address}"', f'FEED_DOMAIN="{address}"']
    built = pelican(ROOT, "notebooks", "-s", "publishconf.py", "-o", str(folder), "-e", *overrides)
    assert built.returncode == 0, built.stderr[-3000:]
    try:
        yield folder, address
    finally:
        server.shutdown()
        server.server_close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the modules that drive a browser last: its loop runs in this thread, in which no other can run then."""
    driving = {item.path for item in items if "browser" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path in driving)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium that can reach nothing but this machine."""
    from playwright.sync_api import sync_playwright

    from tests.browser import FLAGS, chromium_path

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open an address in a fresh context (`width`, `scheme`, `javascript`) and collect its requests and messages."""
    contexts = []

    def open_page(address: str, *, width: int = 1280, scheme: str = "light", javascript: bool = True) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=javascript
        )
        contexts.append(context)
        page = context.new_page()
        page.requested, page.messages = [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("console", lambda message: page.messages.append(message.text))
        page.on("pageerror", lambda error: page.messages.append(str(error)))
        page.goto(address, wait_until="networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
