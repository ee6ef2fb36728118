"""The servers that Lighthouse meets: they give what a host set up by the recipes gives."""

from __future__ import annotations

import gzip
import socket
import ssl
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bench.hosted import by_caddy, by_python
from colophon.site.discovery.hosting import HOSTS
from colophon.site.discovery.hosting import Site as HostedSite
from tests import servers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site of one page, with the file that Caddy imports and the page compressed beside it."""
    (tmp_path / "index.html").write_text("words " * 400)
    (tmp_path / "index.html.gz").write_bytes(gzip.compress(b"words " * 400))
    for name, write in HOSTS["caddy"].items():
        (tmp_path / name).write_text(write(HostedSite("", (), ("gz",))))
    return tmp_path


def test_python_compresses_texts(folder: Path) -> None:
    with by_python(folder, 0) as address, urllib.request.urlopen(f"{address}/") as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(answer.read()) == b"words " * 400


def test_caddy_speaks_http_2_over_tls_by_the_recipe(folder: Path) -> None:
    """The recipe's own files are imported, with the headers and the compressed files of the site."""
    if not (program := servers.program("caddy")):
        pytest.skip("Caddy is not on this machine; tests/servers.py unpacks it where there is apt-get")
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with by_caddy(program, folder, 0) as address:
        asked = urllib.request.Request(f"{address}/", headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(asked, context=trusting) as answer:
            assert answer.headers["content-encoding"] == "gzip" and answer.headers["cache-control"] == "no-cache"
        trusting.set_alpn_protocols(["h2", "http/1.1"])
        port = urlsplit(address).port or 0
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            trusting.wrap_socket(plain, server_hostname="localhost") as secured,
        ):
            assert secured.selected_alpn_protocol() == "h2"


def test_a_site_that_was_not_built_for_caddy_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="COLOPHON_HOSTS"), by_caddy("caddy", tmp_path, 0):
        pass
