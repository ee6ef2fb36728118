"""What tests of sites share: the gallery of outputs, built once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from colophon.site.discovery.hosting import HEADERS
from tests.conftest import ROOT, Site, serve
from tests.npm import NODE_MODULES

GALLERY = ROOT / "tests" / "gallery" / "gallery.ipynb"
SETTINGS = f"""
THEME = {str(ROOT / "theme")!r}
ARTICLE_URL, ARTICLE_SAVE_AS = "{{slug}}/", "{{slug}}/index.html"
COLOPHON_NODE_MODULES = {str(NODE_MODULES)!r}
RELATIVE_URLS = True
"""


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The gallery, built once and served with the headers that hosts are told: its folder and address."""
    site = Site(tmp_path_factory.mktemp("gallery") / "site")
    site.add("gallery.ipynb", GALLERY.read_bytes())
    built = site.build(settings=SETTINGS)
    assert built.returncode == 0, built.stderr
    server, address = serve(site.output, HEADERS)
    yield site.output, address
    server.shutdown()
    server.server_close()
