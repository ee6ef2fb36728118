"""The server of a preview: reads only, on this machine only, for pages that this machine asked for by its own name."""

from __future__ import annotations

import json
import re
import secrets
import socket
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from msgspec.structs import asdict

from colophon.preview.pages import (
    OWN,
    in_one_piece,
    inlined_style,
    media_type,
    own_file,
    with_pictures,
    with_script,
)
from colophon.preview.session import Session

STILL_HERE_SECONDS = 15.0
"""Between two signs of life to a page that waits for events."""
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
SANDBOX = {"Content-Security-Policy": "sandbox allow-scripts"}
"""For all of the site behind JupyterLab, whose address it shares: its scripts get at nothing of JupyterLab."""
ALONE = {"Cross-Origin-Resource-Policy": "same-origin"}
"""For what no other site may show; frames of interactive outputs, which are in a sandbox, are such for their files."""
MISSING = (
    b'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>No such page</title></head>'
    b"<body><main><h1>There is no such page</h1></main></body></html>\n"
)
SHELL_POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'"
}


class Server(ThreadingHTTPServer):
    """Serves a session on 127.0.0.1, or on a socket file behind JupyterLab's proxy."""

    daemon_threads = True
    block_on_close = False  # pages that wait for events would hold it

    def __init__(self, session: Session, port: int = 0, *, socket_file: Path | None = None) -> None:
        """Raises OSError where the port is taken."""
        self.session = session
        self.behind_proxy = socket_file is not None
        if socket_file is not None:
            self.address_family = socket.AF_UNIX
            socket_file.unlink(missing_ok=True)
        super().__init__(str(socket_file) if socket_file else ("127.0.0.1", port), Handler)  # type: ignore[arg-type]

    def server_bind(self) -> None:
        """Bind, without the look-up of a host name that `HTTPServer` makes."""
        if self.behind_proxy:
            self.socket.bind(self.server_address)
            self.server_name, self.server_port = "localhost", 0
        else:
            super().server_bind()

    def get_request(self) -> tuple[Any, Any]:
        """Return the connection; one on a socket file has no address, and is given one."""
        request, address = super().get_request()
        return request, address or ("local", 0)

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of browsers that go away in the middle of an answer."""


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a page, a file, or the events of a page."""
        if not self._is_asked_by_name():
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"This host is not served here.\n", "text/plain")
            return
        path = unquote(urlsplit(self.path).path).lstrip("/")
        if path == f"{OWN}/events":
            self._events()
        elif path.startswith(f"{OWN}/"):
            self._own(path.removeprefix(f"{OWN}/"))
        else:
            self._file(path)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self.do_GET()

    def _is_asked_by_name(self) -> bool:
        """Whether the request names this machine: another name that leads here is an attack (DNS rebinding)."""
        host = self.headers.get("Host", "")
        return self.server.behind_proxy or bool(_OWN_NAME.fullmatch(host))

    def _own(self, name: str) -> None:
        if self.server.behind_proxy and name in ("", "shell.html"):
            self._send(HTTPStatus.OK, own_file("shell.html") or b"", "text/html; charset=utf-8", SHELL_POLICY)
            return
        data = own_file(name) if name != "shell.html" else None
        self._send(HTTPStatus.OK if data else HTTPStatus.NOT_FOUND, data or b"", media_type(name))

    def _file(self, path: str) -> None:
        name = f"{path}index.html" if path == "" or path.endswith("/") else path
        if not name.endswith((".html", ".htm")) or name.startswith("assets/"):
            data = self.server.session.file(name)
            if data is not None:
                self._send(HTTPStatus.OK, data, media_type(name), self._guard())
                return
            if self.server.session.file(f"{name}/index.html") is not None:
                address = f"{path.rpartition('/')[2]}/"
                self._send(HTTPStatus.MOVED_PERMANENTLY, b"", "text/plain", {"Location": address})
                return
        self._page(name)

    def _guard(self) -> dict[str, str]:
        return SANDBOX if self.server.behind_proxy else {}

    def _page(self, name: str) -> None:
        session = self.server.session
        view = session.view(name)
        session.opened(name)
        html = view.html if view.html is not None else session.file("404.html") or MISSING
        status = HTTPStatus.NOT_FOUND if view.html is None else HTTPStatus.OK
        if self.server.behind_proxy:
            page = in_one_piece(html, name, view.digest, secrets.token_urlsafe(12), session.file)
            self._send(status, page, "text/html; charset=utf-8", self._guard())
        else:
            self._send(status, with_script(html, name, view.digest), "text/html; charset=utf-8", ALONE)

    def _events(self) -> None:
        """Stream the events of one page until it goes away. Source: HTML Standard, 9.2 (server-sent events)."""
        query = parse_qs(urlsplit(self.path).query)
        self.send_response(HTTPStatus.OK)
        for name, value in {**HEADERS, **ALONE, "Content-Type": "text/event-stream", "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        if self.command == "HEAD":
            return
        try:
            for event in self._stream(query.get("page", [""])[0], query.get("digest", [""])[0]):
                self.wfile.write(event)
                self.wfile.flush()
        except OSError:  # the page is gone
            pass

    def _stream(self, name: str, digest: str) -> Iterator[bytes]:
        session = self.server.session
        version, said, styles = -1, None, session.styles()
        yield b"retry: 500\n\n"
        while not session.ended:
            now = session.wait(version, STILL_HERE_SECONDS)
            if now == version:
                yield b": still here\n\n"
                continue
            version, view, changed = now, session.view(name), session.styles()
            if view.name != name:
                name, digest = view.name, ""
                yield _event("moved", {"page": name})
            if view.html is not None and view.digest != digest:
                digest = view.digest
                yield _event("page", {"html": self._html(view.html, name), "digest": digest})
            for style in [each for each, found in changed.items() if styles.get(each) != found]:
                yield _event("style", self._style(style, changed[style]))
            styles = styles | changed
            if view.notices != said:
                said = view.notices
                yield _event("notices", [asdict(each) for each in view.notices])

    def _html(self, html: bytes, name: str) -> str:
        text = html.decode("utf-8", "replace")
        return with_pictures(text, name, self.server.session.file) if self.server.behind_proxy else text

    def _style(self, name: str, digest: str) -> dict[str, str]:
        text = inlined_style(name, self.server.session.file) if self.server.behind_proxy else ""
        return {"name": name, "digest": digest, "text": text}

    def _send(self, status: HTTPStatus, data: bytes, kind: str, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        headers = {**HEADERS, "Content-Type": kind, "Content-Length": str(len(data)), **(more or {})}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def version_string(self) -> str:
        """Return what the `Server` header says."""
        return "colophon-preview"

    def log_message(self, *arguments: object) -> None:
        """Say nothing of requests."""


def _event(kind: str, data: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


_OWN_NAME = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?", re.I)
