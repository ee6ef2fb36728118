"""The built site served on 127.0.0.1: plainly by Python, or by Caddy as the recipe of docs/publishing says.

Caddy, Netlify, Cloudflare and GitHub Pages, and nginx with a certificate, give a reader HTTP/2 over TLS on one
connection, and all but GitHub Pages give Brotli. Python's server has neither: a phone that Lighthouse simulates pays
for a connection more with each request that waits. So Caddy is the truer measure of the deployed site, and Python
one of a host that does nothing for it.
"""

from __future__ import annotations

import functools
import gzip
import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

RECIPE = Path(__file__).parents[1] / "docs" / "publishing" / "Caddyfile"
ROOT = "/srv/worked-papers"
COMPRESSED = (".html", ".css", ".js", ".svg", ".json", ".xml")
# Caddy signs its own certificate here, and tells no browser to trust it.
OPTIONS = "{{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n\tstorage file_system {folder}\n}}\n"


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder with gzip and the recipes' `Cache-Control`."""

    protocol_version = "HTTP/1.1"  # connections are kept

    def do_GET(self) -> None:
        """Answer with the file, compressed where that helps."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        data = content(path)
        if path.suffix in COMPRESSED:
            self.send_header("Content-Encoding", "gzip")
        kept = self.path.startswith(("/assets/", "/theme/"))
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if kept else "no-cache")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@functools.cache
def content(path: Path) -> bytes:
    """Return the bytes that are sent for a file, compressed once, as those that lie beside it on a host."""
    data = path.read_bytes()
    return gzip.compress(data, 9, mtime=0) if path.suffix in COMPRESSED else data


@contextmanager
def by_python(site: Path, port: int) -> Iterator[str]:
    """Serve the site over HTTP/1.1 and yield its address; port 0 takes a free one."""
    server = ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def by_caddy(program: str, site: Path, port: int) -> Iterator[str]:
    """Serve the site over HTTP/2 by the recipe, of which only names and paths differ, and yield its address.

    Raises:
        FileNotFoundError: the site has no `_Caddyfile`, which the recipe imports.
        RuntimeError: Caddy ended, with what it said.
    """
    if not (site / "_Caddyfile").is_file():
        raise FileNotFoundError(f'{site / "_Caddyfile"} is missing: build with "caddy" among COLOPHON_HOSTS')
    with tempfile.TemporaryDirectory() as scratch:
        port = port or free_port()
        address = f"https://localhost:{port}"
        (config := Path(scratch) / "Caddyfile").write_text(configuration(site, address, Path(scratch)))
        command = [program, "run", "--adapter", "caddyfile", "--config", str(config)]
        with (log := Path(scratch) / "log").open("wb") as said:
            process = subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, "HOME": scratch})
        try:
            wait_for(process, port, log)
            yield address
        finally:
            process.terminate()
            process.wait(10)


def configuration(site: Path, address: str, folder: Path) -> str:
    """Return the recipe for this site at this address, with a certificate that Caddy signs itself."""
    recipe = RECIPE.read_text(encoding="utf-8").replace(ROOT, str(site.resolve()))
    own = f"{address} {{\n\tbind 127.0.0.1\n\ttls internal"
    return OPTIONS.format(folder=folder) + recipe.replace("worked-papers.example {", own)


def wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until a server answers on a port of 127.0.0.1.

    Raises:
        RuntimeError: it has ended, or is silent for 15 seconds; with the end of its log.
    """
    for _ in range(300):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"no answer on {port}: {log.read_text(errors='replace')[-2000:]}")


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens to."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
