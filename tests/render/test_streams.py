"""What a cell printed."""

from __future__ import annotations

import pytest

from colophon.render.streams import merged, shorten_home


def stream(text: object, name: str = "stdout") -> dict[str, object]:
    return {"output_type": "stream", "name": name, "text": text}


def test_adjacent_pieces_of_one_stream_are_joined() -> None:
    result = {"output_type": "execute_result", "data": {}}
    outputs = [stream("a"), stream(["b", "c"]), stream("w", "stderr"), stream("d"), result, stream("e")]
    assert list(merged(outputs)) == [stream("abc"), stream("w", "stderr"), stream("d"), result, stream("e")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/ada/x.py:3", "~/x.py:3"),
        ("File /Users/ada/x.py", "File ~/x.py"),
        ("(/root)", "(~)"),
        ("C:\\Users\\Ada\\x.py", "~\\x.py"),
        ("C:\\\\Users\\\\Ada\\\\x.py", "~\\\\x.py"),
        ("\x1b[32m/home/ada/x\x1b[0m", "\x1b[32m~/x\x1b[0m"),
        ("'/home/ada'", "'~'"),
        ("a\n/home/ada/x", "a\n~/x"),
        ("/srv/home/ada/x", "/srv/home/ada/x"),
        ("/rooted/x", "/rooted/x"),
        ("https://h.example/home/ada/", "https://h.example/home/ada/"),
    ],
)
def test_home_folders_are_shortened(text: str, shown: str) -> None:
    assert shorten_home(text) == shown
