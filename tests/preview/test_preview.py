"""The live preview, as an author has it: the real command, saves on the disk, and a page in a real browser."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Site, code, front, listen_to_ctrl_c, markdown, notebook

SETTINGS = 'PLUGINS = ["colophon"]\nPATH = "content"\nTHEME = "theme"\nSTATIC_PATHS = []\n'
COLOPHON = str(Path(sys.executable).with_name("colophon"))
LONG = "\n\n".join(f"Paragraph {number}. " + "Words that fill lines. " * 30 for number in range(30))

PLACE = (
    "[...document.querySelectorAll('p')].find(p => p.textContent.startsWith('Paragraph 9.'))"
    ".getBoundingClientRect().top"
)


class Preview:
    """`colophon preview` on a small site."""

    def __init__(self, site: Site, settings: str = SETTINGS) -> None:
        self.site = site
        self.temporary = site.folder / "tmp"
        self.temporary.mkdir(exist_ok=True)
        (site.folder / "pelicanconf.py").write_text(settings)
        shutil.copytree(ROOT / "theme", site.folder / "theme", dirs_exist_ok=True)
        self.process = subprocess.Popen(
            [COLOPHON, "preview", "--port", "0"],
            cwd=site.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT / "plugins"), "TMPDIR": str(self.temporary)},
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=listen_to_ctrl_c,
        )
        assert self.process.stderr
        lines = []
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)/", line := self.process.stderr.readline())):
            lines.append(line)
            assert line, "".join(lines)
        self.address, self.port = found[0], int(found[1])

    def ask(self, path: str, method: str = "GET", host: str = "") -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of an answer; the path goes as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        connection.endheaders()
        answer = connection.getresponse()
        result = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return result

    def save(self, path: str, document: dict[str, Any] | str) -> None:
        """Write a file of the content folder as JupyterLab does: beside, then put in place."""
        beside = self.site.add(".saving", document)
        beside.replace(self.site.content / path)

    def end(self, number: int = signal.SIGINT) -> int:
        """End it and return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.communicate(timeout=60)
        return self.process.returncode


def post(*prose: str, title: str = "A ring", **more: Any) -> dict[str, Any]:
    """Return a post with a figure-less cell of code between its prose."""
    cells = [markdown(prose[0]), code("print(1)", {"output_type": "stream", "name": "stdout", "text": "1\n"})]
    return notebook(front(title, **more), *cells, *map(markdown, prose[1:]))


def eventually(check: Callable[[], bool], seconds: float = 40) -> bool:
    """Whether something becomes true."""
    until = time.monotonic() + seconds
    while not check():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture(scope="module")
def preview() -> Iterator[Preview]:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "site")
        site.add("ring.ipynb", post("First.", LONG))
        site.add("other.ipynb", post("Another.", title="Other", date="2026-01-01"))
        site.add("broken.ipynb", "{}")
        (site.folder / "secret.html").write_text("hidden words")
        started = Preview(site)
        try:
            yield started
        finally:
            started.end()


@pytest.fixture(scope="module")
def page(preview: Preview, browser: Any) -> Iterator[Any]:
    """The post's page, scrolled, with something in it that a reload would lose."""
    context = browser.new_context(viewport={"width": 1280, "height": 700})
    opened = context.new_page()
    opened.messages = []
    opened.on("console", lambda message: opened.messages.append(message.text))
    opened.on("pageerror", lambda error: opened.messages.append(str(error)))
    opened.goto(f"{preview.address}ring.html")
    opened.wait_for_selector("button.copy")
    opened.evaluate("document.querySelector('button.copy').dataset.touched = 'yes'; window.loads = 1")
    yield opened
    assert opened.messages == []
    context.close()


def test_it_answers_with_fresh_pages_that_carry_the_script(preview: Preview) -> None:
    status, headers, body = preview.ask("/ring.html")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert b"First." in body and b"/_preview/page.js" in body
    assert preview.ask("/")[2].count(b"/_preview/page.js") == 1
    assert preview.ask("/nothing.html")[0] == 404


def test_it_reads_only(preview: Preview) -> None:
    status, headers, body = preview.ask("/ring.html", "HEAD")
    assert (status, body) == (200, b"") and int(headers["Content-Length"]) > 1000
    assert [preview.ask("/ring.html", method)[0] for method in ("POST", "PUT", "DELETE", "OPTIONS")] == [501] * 4


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil", "x"])
def test_a_host_name_that_is_not_this_machines_is_refused(preview: Preview, host: str) -> None:
    """Another name that leads here is how a foreign page would read the preview (DNS rebinding)."""
    assert preview.ask("/ring.html", host=host)[0] == 421
    assert preview.ask("/_preview/events?page=ring.html", host=host)[0] == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:1", "127.0.0.1", "[::1]:80"])
def test_this_machines_own_names_are_served(preview: Preview, host: str) -> None:
    assert preview.ask("/ring.html", "HEAD", host)[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html",
        "/%2e%2e/secret.html",
        "/..%2f..%2fsecret.html",
        "//etc/passwd",
        "/%00",
        "/_preview/../server.py",
    ],
)
def test_nothing_outside_the_site_is_served(preview: Preview, path: str) -> None:
    status, _, body = preview.ask(path)
    assert status == 404 and b"hidden words" not in body and b"root:" not in body and b"import" not in body


def test_it_is_bound_to_this_machine_only(preview: Preview) -> None:
    bound = Path("/proc/net/tcp").read_text() if Path("/proc/net/tcp").exists() else pytest.skip("no /proc")
    port = f"{preview.port:04X}"
    assert [
        row.split()[1]
        for row in bound.splitlines()[1:]
        if row.split()[1].endswith(f":{port}") and row.split()[3] == "0A"
    ] == [f"0100007F:{port}"]


def test_a_save_shows_on_the_open_page_without_a_reload(preview: Preview, page: Any) -> None:
    """What scripts and the reader did to the page stays, and so does the place in the text."""
    page.evaluate(
        "scrollTo({top: 2000, behavior: 'instant'}); document.querySelector('button.copy').focus({preventScroll: true})"
    )
    before = page.evaluate(PLACE)
    preview.save("ring.ipynb", post("First, changed.\n\nTwo\n\nnew paragraphs above.", LONG))
    assert eventually(lambda: page.evaluate("document.body.textContent.includes('First, changed.')"))
    after = page.evaluate(PLACE)
    assert abs(after - before) < 2
    assert page.evaluate("window.loads") == 1
    assert page.evaluate("document.activeElement.dataset.touched") == "yes"
    assert page.evaluate("document.querySelectorAll('button.copy').length") == 1


def test_all_other_pages_follow(preview: Preview, page: Any) -> None:
    preview.save("ring.ipynb", post("First.", LONG, title="A ring with a new name"))
    assert eventually(lambda: page.evaluate("document.title.includes('new name')"))
    assert eventually(lambda: b"A ring with a new name" in preview.ask("/")[2])
    preview.site.add("third.ipynb", post("Third.", title="Third", date="2026-02-03"))
    assert eventually(lambda: preview.ask("/third.html")[0] == 200)
    (preview.site.content / "third.ipynb").unlink()
    assert eventually(lambda: preview.ask("/third.html")[0] == 404)
    assert eventually(lambda: page.evaluate("!document.body.textContent.includes('Third')"))
    assert page.evaluate("window.loads") == 1


def test_a_page_that_was_made_again_is_what_a_build_makes(preview: Preview, page: Any) -> None:
    preview.save("ring.ipynb", post("First, once more.", LONG, tags=["rings"]))
    assert eventually(lambda: page.evaluate("document.body.textContent.includes('once more')"))
    quick = preview.ask("/ring.html")[2]
    built = preview.site.build("-t", "theme", settings=SETTINGS + "RELATIVE_URLS = True\n")
    assert built.returncode == 1  # broken.ipynb
    own = re.compile(rb'<link rel="stylesheet" href="/_preview/preview.css"><script [^>]*_preview[^>]*></script>')
    theme = re.compile(rb"\s*<(link|script) [^>]*theme/[^>]*>(</script>)?\s*")  # has its own names in a preview
    made, whole = own.sub(b"", quick), (preview.site.output / "ring.html").read_bytes()
    assert theme.sub(b"", made) == theme.sub(b"", whole) and theme.search(whole)
    assert not any(b"_preview" in path.read_bytes() for path in preview.site.output.rglob("*") if path.is_file())


def test_a_style_sheet_changes_without_a_reload(preview: Preview, page: Any) -> None:
    path = preview.site.folder / "theme" / "static" / "css" / "base.css"
    path.write_text(path.read_text() + "\nbody { outline: 3px solid rgb(1, 2, 3); }\n")
    assert eventually(lambda: page.evaluate("getComputedStyle(document.body).outlineColor === 'rgb(1, 2, 3)'"))
    assert page.evaluate("window.loads") == 1


def test_a_template_changes_without_a_reload(preview: Preview, page: Any) -> None:
    path = preview.site.folder / "theme" / "templates" / "article.html"
    good = path.read_text()
    path.write_text(good.replace("<article ", '<article data-mark="new" '))
    page.wait_for_selector("article[data-mark=new]", timeout=60_000)
    path.write_text(good.replace("<article ", "{% oops %}<article "))
    page.wait_for_selector(".preview-problems:not([hidden]) >> text=article.html", timeout=60_000)
    path.write_text(good)
    page.wait_for_selector(".preview-problems >> text=article.html", state="detached", timeout=60_000)
    assert page.evaluate("window.loads") == 1


def test_a_problem_is_shown_over_the_last_good_page(preview: Preview, page: Any) -> None:
    preview.save("ring.ipynb", post("First.", LONG, tagz=["x"]))
    panel = page.wait_for_selector(".preview-problems:not([hidden]) >> text=tagz", timeout=60_000)
    assert page.evaluate("document.body.textContent.includes('Paragraph 9.')")
    assert page.get_attribute(".preview-problems", "role") == "alert"
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert page.evaluate("document.querySelector('.preview-badge').getAttribute('aria-expanded')") == "false"
    assert eventually(lambda: preview.ask("/")[2].count(b"ring.html") == 0)  # the build without the post is there
    assert b"Paragraph 9." in preview.ask("/ring.html")[2]  # its last good page too
    preview.save("ring.ipynb", post("First, mended.", LONG))
    assert eventually(lambda: page.evaluate("document.body.textContent.includes('First, mended.')"))
    page.wait_for_selector(".preview-problems >> text=tagz", state="detached")


def test_a_notebook_that_is_being_written_is_no_problem(preview: Preview, page: Any) -> None:
    text = json.dumps(post("First, in two halves.", LONG))
    path = preview.site.content / "ring.ipynb"
    page.evaluate("""window.alerts = 0; new MutationObserver(() => {
        for (const item of document.querySelectorAll('.preview-problems li'))
            if (/^ring/.test(item.textContent) && /C00[13]/.test(item.textContent)) window.alerts++;
    }).observe(document.body, {childList: true, subtree: true, characterData: true})""")
    with path.open("w") as file:
        file.write(text[:500])
        file.flush()
        time.sleep(0.1)
        file.write(text[500:])
    assert eventually(lambda: page.evaluate("document.body.textContent.includes('in two halves')"))
    assert page.evaluate("window.alerts") == 0


def test_ctrl_c_ends_it_with_130_and_nothing_stays(site: Site) -> None:
    site.add("ring.ipynb", post("First.", LONG))
    started = Preview(site)
    stream = http.client.HTTPConnection("127.0.0.1", started.port, timeout=20)
    stream.request("GET", "/_preview/events?page=ring.html")
    stream.getresponse()
    assert started.end() == 130
    assert list(started.temporary.iterdir()) == []
    stream.close()
    assert not site.output.exists()


def kept(site: Site) -> Path:
    return site.folder / "cache/colophon/apart/preview"


def printed(site: Site) -> dict[str, tuple[int, int]]:
    """Return number and time of each page that a preview keeps."""
    found = {path.name: path.stat() for path in (kept(site) / "site").rglob("*.html")}
    return {name: (status.st_ino, status.st_mtime_ns) for name, status in found.items()}


@pytest.mark.parametrize("signals", [signal.SIGINT, signal.SIGKILL])
def test_the_next_preview_prints_only_what_changed_since(signals: int, site: Site) -> None:
    site.add("ring.ipynb", post("First."))
    site.add("other.ipynb", post("Another.", title="Other", date="2026-01-01"))
    Preview(site).end(signals)
    before = printed(site)
    assert before.keys() >= {"ring.html", "other.html", "index.html"}
    assert kept(site).stat().st_mode & 0o777 == 0o700

    site.add("ring.ipynb", post("First, and more."))
    (site.content / "other.ipynb").unlink()
    again = Preview(site)
    try:
        assert b"First, and more." in again.ask("/ring.html")[2]
        assert again.ask("/other.html")[0] == 404
        after = printed(site)
        assert after["ring.html"] != before["ring.html"] and after["tags.html"] == before["tags.html"]
    finally:
        again.end()


def test_two_previews_of_one_site_are_in_nobodys_way(site: Site) -> None:
    site.add("ring.ipynb", post("First."))
    one, other = Preview(site), Preview(site)
    try:
        assert list(one.temporary.iterdir()) != []
        site.add("ring.ipynb", post("Second."))
        for each in (one, other):
            assert eventually(lambda: b"Second." in each.ask("/ring.html")[2])  # noqa: B023  # called at once
    finally:
        assert (one.end(), other.end()) == (130, 130)
    assert list(one.temporary.iterdir()) == []


def test_what_it_writes_into_the_content_folder_is_no_change(site: Site) -> None:
    """With Pelican's own PATH, the cache and the site that is built are in there."""
    site.add("ring.ipynb", post("First."))
    started = Preview(site, SETTINGS.replace('"content"', '"."'))
    try:
        assert b"First." in started.ask("/ring.html")[2]
        time.sleep(1.5)
        before = (kept(site) / "site").stat().st_ino
        time.sleep(2)  # in which one that wakes itself would build again
        assert (kept(site) / "site").stat().st_ino == before
        site.add("ring.ipynb", post("Second."))
        assert eventually(lambda: b"Second." in started.ask("/ring.html")[2])
    finally:
        started.end()


def test_it_ends_when_the_program_that_started_it_is_gone(site: Site) -> None:
    """JupyterLab may be killed without a chance to end what it started."""
    site.add("ring.ipynb", post("First."))
    (site.folder / "pelicanconf.py").write_text('PLUGINS = ["colophon"]\nPATH = "content"\n')
    file = site.folder / "socket"
    command = [COLOPHON, "preview", "--socket", str(file)]
    program = f"import subprocess, time; print(subprocess.Popen({command!r}).pid, flush=True); time.sleep(60)"
    parent = subprocess.Popen(
        [sys.executable, "-c", program], cwd=site.folder, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")},
    )  # fmt: skip
    assert parent.stdout
    pid = int(parent.stdout.readline())
    assert eventually(file.exists)
    parent.kill()
    parent.communicate()
    assert eventually(
        lambda: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2]
    )
