"""Pages in one piece, as they are served behind JupyterLab."""

from __future__ import annotations

import re

from colophon.preview.pages import in_one_piece, with_pictures

FILES = {
    "theme/css/base.css": b'@font-face { src: url("../fonts/a.woff2") } body { color: red }',
    "theme/fonts/a.woff2": b"font",
    "theme/js/x.js": b'console.log("</script>")',
    "assets/p.png": b"picture",
}
PAGE = """<!DOCTYPE html><html><head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'">
<link rel="preload" href="../theme/fonts/a.woff2" as="font"><link rel="icon" href="../theme/i.ico">
<link rel="stylesheet" href="../theme/css/base.css">
<script type="module" src="../theme/js/x.js"></script>
</head><body><img alt="p" src="../assets/p.png" srcset="../assets/q.webp 2x">
<img alt="far" src="https://far.example/x.png">
<div class="frame"><iframe class="frame-window" src="../assets/f.html" title="t"></iframe>
<div class="frame-still">s</div></div>
<a href="../other/">other</a></body></html>"""


def test_a_page_in_one_piece_asks_for_no_other_file() -> None:
    """What it names on the same host is in it; its policy lets in what has the nonce, and no requests."""
    page = in_one_piece(PAGE.encode(), "post/index.html", "d1", "n1", FILES.get).decode()
    asked = re.findall(r'(?:src|srcset|href)="([^"]*)"', re.sub(r"<script.*?</script>", "", page, flags=re.S))
    assert [each for each in asked if not each.startswith("data:")] == ["https://far.example/x.png", "../other/"]
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy and "script-src &#x27;nonce-n1&#x27;;" in policy[1] and "connect-src" not in policy[1]
    assert 'url("data:font/woff2;base64,Zm9udA==")' in page and "<\\/script" in page
    assert page.count('nonce="n1"') == 2 and 'data-preview="d1" data-page="post/index.html"' in page
    assert '<div class="frame">\n<div class="frame-still">s</div></div>' in page


def test_the_pages_own_script_is_the_first() -> None:
    page = in_one_piece(PAGE.encode(), "post/index.html", "d1", "n1", FILES.get).decode()
    assert page.index("data-preview") < page.index("console.log")


def test_pictures_that_are_not_there_keep_their_address() -> None:
    assert with_pictures('<img alt="" src="gone.png">', "index.html", FILES.get) == '<img alt="" src="gone.png">'
