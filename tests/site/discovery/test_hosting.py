"""What hosts are told, and the recipes of docs/publishing on the real servers."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bench.hosted import free_port, wait_for
from colophon.render.frames.document import POLICIES
from colophon.site.discovery.hosting import HEADERS, HOSTS
from colophon.site.discovery.hosting import Site as HostedSite
from tests import servers
from tests.conftest import ROOT, Site, front, markdown, notebook

RECIPES = ROOT / "docs" / "publishing"
PAGE_POLICY = (
    (ROOT / "theme" / "templates" / "_policy.txt").read_text().replace("{% if wasm %}", "").replace("{% endif %}", "")
)
RENAMED = HostedSite("/blog", (("/blog/old/", "/blog/new%20name/"),), ())
SETTINGS = f"""
from colophon.site import Press
PELICAN_CLASS = Press
THEME = {str(ROOT / "theme")!r}
SITEURL = "http://127.0.0.1"
ARTICLE_URL, ARTICLE_SAVE_AS = "{{slug}}/", "{{slug}}/index.html"
DIRECT_TEMPLATES = ["index", "404"]
COLOPHON_HOSTS = ("netlify", "nginx", "caddy")
COLOPHON_PRECOMPRESS = ("gz", "br")
"""


def test_netlify_is_told_of_headers_and_old_addresses() -> None:
    files = HOSTS["netlify"]
    assert files["_redirects"](RENAMED) == "/blog/old/ /blog/new%20name/ 301\n"
    headers = files["_headers"](RENAMED)
    assert headers.startswith("/blog/*\n  Content-Security-Policy: default-src 'none'")
    assert headers.endswith("/blog/theme/*\n  Cache-Control: public, max-age=31536000, immutable\n")


@pytest.mark.parametrize("own", [*POLICIES.values(), PAGE_POLICY], ids=["frame", "frame without scripts", "page"])
def test_the_policy_for_all_files_allows_what_one_page_does_and_no_kind_more(own: str) -> None:
    """Both hold where a page has its own: what it draws with must be in this one, too; nothing falls to a default."""
    whole = directives(HEADERS["Content-Security-Policy"])
    assert whole.pop("default-src") == {"'none'"}
    for name, sources in directives(own).items():
        allowed = whole.get(name, {"'none'"})
        assert sources <= allowed | {"'none'"} | ({"'wasm-unsafe-eval'"} if "'unsafe-eval'" in allowed else set()), name
    every = [directives(policy) for policy in (*POLICIES.values(), PAGE_POLICY)]
    assert {name for name in whole if not any(name in each for each in every)} == {"frame-ancestors"}


def directives(policy: str) -> dict[str, set[str]]:
    return {name: set(sources) for name, *sources in (part.split() for part in policy.split(";") if part.strip())}


@pytest.mark.parametrize("host", ["nginx", "caddy"])
def test_every_address_has_the_path_of_the_site(host: str) -> None:
    (text,) = (write(RENAMED) for write in HOSTS[host].values())
    assert [path for path in re.findall(r"(?<![\w*/])/[\w_]+", text) if not path.startswith("/blog")] == []


def test_the_workflow_can_do_no_more_than_it_must() -> None:
    text = (RECIPES / "github-pages.yml").read_text()
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "print": {"contents": "read"}, "deploy": {"pages": "write", "id-token": "write"},
    }  # fmt: skip
    uses = re.findall(r"uses: (.+)", text)
    assert len(uses) == 4
    assert [each for each in uses if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v[\d.]+", each)] == []
    assert "make publish" in text


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site with one post that was renamed."""
    site = Site(tmp_path_factory.mktemp("hosted") / "site")
    site.add("new.ipynb", notebook(front("A", aliases=["/old/"]), markdown("words, words\n" * 400)))
    built = site.build(settings=SETTINGS)
    assert built.returncode == 0, built.stderr
    return site.output


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    port: int

    def get(self, path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        found = connection.getresponse()
        answer = Answer(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
        connection.close()
        return answer


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def server(
    request: pytest.FixtureRequest, published: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The site as the recipe serves it, with names and paths changed as the documentation says."""
    name = request.param
    if not servers.program(name):
        pytest.skip(f"{name} is not on this machine; tests/servers.py unpacks it where there is apt-get")
    port = free_port()
    with _running(CONFIGURE[name](tmp_path_factory.mktemp(name), published, port), port):
        yield Server(port)


def _nginx(folder: Path, site: Path, port: int) -> list[str]:
    recipe = (RECIPES / "nginx.conf").read_text().replace("/srv/worked-papers", str(site))
    recipe = re.sub(r"listen 80;\n\s*listen \[::\]:80;", f"listen 127.0.0.1:{port};", recipe)
    module = servers.file(servers.BROTLI)
    if not module:
        (site / "_nginx.conf").write_text((site / "_nginx.conf").read_text().replace("brotli_static on;\n", ""))
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{f'load_module {module};' if module else ''}\ndaemon off;\nmaster_process off;\npid {folder}/pid;\n"
        f"error_log stderr;\nevents {{}}\nhttp {{\ninclude {servers.file('etc/nginx/mime.types')};\naccess_log off;\n"
        f"{temporary}\n{recipe}\n}}\n"
    )
    return [str(servers.program("nginx")), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]


def _caddy(folder: Path, site: Path, port: int) -> list[str]:
    recipe = (RECIPES / "Caddyfile").read_text().replace("/srv/worked-papers", str(site))
    recipe = recipe.replace("worked-papers.example {", f"http://127.0.0.1:{port} {{\n\tbind 127.0.0.1")
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{recipe}")
    return [str(servers.program("caddy")), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


CONFIGURE = {"nginx": _nginx, "caddy": _caddy}


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    log = Path(command[-1] if command[-1] != "stderr" else command[-3]).with_name("log")
    environment = servers.environment() | {"HOME": str(log.parent), "XDG_DATA_HOME": str(log.parent)}
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment, start_new_session=True)
    try:
        wait_for(process, port, log)
        yield
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def theme_file(site: Path, pattern: str) -> str:
    return "/" + next(path for path in site.rglob(pattern)).relative_to(site).as_posix()


def test_a_page_comes_with_the_policy_and_is_asked_for_again(server: Server) -> None:
    page = server.get("/new/")
    assert page.status == 200 and b"<title>A" in page.body
    assert {name: page.headers.get(name.lower()) for name in HEADERS} == dict(HEADERS)
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert server.get("/new/", If_None_Match=page.headers["etag"]).status == 304


def test_a_file_named_by_its_content_is_kept_for_ever(server: Server, published: Path) -> None:
    font = server.get(theme_file(published, "serif-400.*.woff2"))
    assert (font.status, font.headers["content-type"]) == (200, "font/woff2")
    assert font.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert font.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("accepted", "suffix"), [("gzip", ".gz"), ("br, gzip", ".br")])
def test_the_compressed_file_is_served_as_it_is(server: Server, published: Path, accepted: str, suffix: str) -> None:
    answer = server.get("/new/", Accept_Encoding=accepted)
    if suffix == ".br" and answer.headers["content-encoding"] == "gzip":
        assert not servers.file(servers.BROTLI)
        pytest.skip("nginx has no module for brotli here")
    assert answer.body == (published / f"new/index.html{suffix}").read_bytes()
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert server.get("/new/").body == (published / "new/index.html").read_bytes()


def test_a_lost_address_gets_our_page_with_its_status(server: Server) -> None:
    answer = server.get("/a/b/c")
    assert (answer.status, b"There is no such page" in answer.body) == (404, True)
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_an_old_address_leads_to_the_new_one(server: Server) -> None:
    answer = server.get("/old/")
    assert (answer.status, answer.headers["location"]) == (301, "/new/")
    assert server.get("/new").status in (301, 308)


def test_what_is_for_the_host_is_not_served(server: Server) -> None:
    assert {name: server.get(f"/{name}").status for files in HOSTS.values() for name in files} == {
        "_headers": 404, "_redirects": 404, "_nginx.conf": 404, "_Caddyfile": 404,
    }  # fmt: skip
