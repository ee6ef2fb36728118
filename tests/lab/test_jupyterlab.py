"""The preview in JupyterLab: through a real server and its proxy. Needs the `posts` environment: `make test-posts`."""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

if importlib.util.find_spec("jupyter_server_proxy") is None:
    pytest.skip("JupyterLab is in the `posts` environment: make test-posts", allow_module_level=True)

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-for-the-test"
SETTINGS = (
    'PLUGINS = ["colophon"]\nPATH = "content"\nARTICLE_URL = "{slug}/"\nARTICLE_SAVE_AS = "{slug}/index.html"\n'
    f"THEME = {str(ROOT / 'theme')!r}\n"
)


def post(prose: str) -> str:
    """Return a notebook with one paragraph."""
    front = {"cell_type": "raw", "id": "a", "metadata": {}, "source": "---\ntitle: A ring\ndate: 2026-01-02\n---"}
    text = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": prose}
    return json.dumps({"cells": [front, text], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


class Lab:
    """A real JupyterLab in a site's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "content").mkdir()
        (folder / "content" / "ring.ipynb").write_text(post("First."))
        (folder / "pelicanconf.py").write_text(SETTINGS)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        home = {"HOME": str(folder / "home"), "JUPYTER_CONFIG_DIR": str(folder / "config")}
        command = ["lab", "--ip", "127.0.0.1", "--port", str(self.port), "--no-browser", "--allow-root"]
        with (folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyter", *command, f"--IdentityProvider.token={TOKEN}"],
                cwd=folder, env={**os.environ, **home}, stdout=log, stderr=log,
            )  # fmt: skip
        until = time.monotonic() + 120
        while self.process.poll() is None and time.monotonic() < until:
            with suppress(OSError), closing(self.ask("/api")):
                return
            time.sleep(0.2)
        raise AssertionError((folder / "log").read_text()[-2000:])

    def ask(self, path: str, **headers: str) -> http.client.HTTPConnection:
        """Send a request to JupyterLab's server."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", path, headers=headers)
        return connection

    def get(self, path: str, **headers: str) -> tuple[int, str, bytes]:
        """Return status, policy and body of an answer, with the token sent unless there are other headers."""
        with closing(self.ask(path, **(headers or {"Authorization": f"token {TOKEN}"}))) as connection:
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Security-Policy") or "", answer.read()

    def previews(self) -> list[int]:
        """Return the processes of previews of this site."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if b"--socket" in words and str(self.folder).encode() in words:
                found.append(int(process.name))
        return found


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    started = Lab(tmp_path_factory.mktemp("lab"))
    yield started
    if started.process.poll() is None:
        started.process.kill()
    started.process.communicate()


def test_the_launcher_has_a_tile_with_an_icon(lab: Lab) -> None:
    servers: list[dict[str, Any]] = json.loads(lab.get("/server-proxy/servers-info")[2])["server_processes"]
    (entry,) = [each["launcher_entry"] for each in servers if each["name"] == "colophon-preview"]
    assert (entry["enabled"], entry["path_info"]) == (True, "colophon-preview/_preview/")
    assert b"<svg" in lab.get(entry["icon_url"])[2]


def test_every_page_of_the_site_is_in_a_sandbox(lab: Lab) -> None:
    """Under JupyterLab's own address, where a script without a sandbox could do all that its user can."""
    for path in ("ring/", "", "nothing/", "theme/css/base.css", "ring/ring.ipynb"):
        assert lab.get(f"/colophon-preview/{path}")[1] == "sandbox allow-scripts", path
    _, policy, shell = lab.get("/colophon-preview/_preview/")
    assert policy.startswith("default-src 'none'; script-src 'self';") and b"First." not in shell


def test_a_page_needs_no_other_file(lab: Lab) -> None:
    page = lab.get("/colophon-preview/ring/")[2].decode()
    assert "First." in page
    found = re.findall(r'<(?:script|link|img)[^>]* (?:src|href)="(?!data:)[^"]*"', page)
    assert [each for each in found if 'rel="alternate"' not in each] == []  # a feed is named, not fetched


def test_a_save_arrives_through_the_proxy(lab: Lab) -> None:
    lab.get("/colophon-preview/ring/")
    path = "/colophon-preview/_preview/events?page=ring/index.html&digest=x"
    with closing(lab.ask(path, Authorization=f"token {TOKEN}", Accept="text/event-stream")) as connection:
        events = connection.getresponse()
        assert b"First." in next(line for line in events if line.startswith(b"data"))
        (lab.folder / "content" / "ring.ipynb").write_text(post("Second, through the proxy."))
        assert any(b"Second, through the proxy." in line for line in events)
        events.close()


def test_nobody_without_the_token_sees_it(lab: Lab) -> None:
    status, _, body = lab.get("/colophon-preview/ring/", Accept="*/*")
    assert status in (302, 403) and b"First." not in body


def test_it_takes_no_port_and_ends_with_jupyterlab(lab: Lab) -> None:
    (preview,) = lab.previews()
    inodes = {link.readlink().name for link in Path(f"/proc/{preview}/fd").iterdir()}
    listening = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    assert not [row for row in listening if row[3] == "0A" and f"socket:[{row[9]}]" in inodes]
    lab.process.send_signal(signal.SIGTERM)
    lab.process.communicate(timeout=60)
    until = time.monotonic() + 30
    while lab.previews() and time.monotonic() < until:
        time.sleep(0.1)
    assert lab.previews() == []
