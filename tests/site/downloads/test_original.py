"""A notebook that is changed for a download is written as Python's own `json` writes it."""

from __future__ import annotations

import json

import pytest

from colophon.site.downloads.original import notebook_bytes

VALUES = {
    "empty": {"cells": [], "metadata": {}, "lists": [[], {}, [[]], [{}]]},
    "numbers": {"small": 1e-05, "large": 1e16, "zero": -0.0, "long": 10**30, "sum": 0.1 + 0.2, "one": 1, "float": 1.0},
    "words": {"yes": True, "no": False, "nothing": None},
    "texts": {"é\n": '"\\ / \x00 \x1b \x7f \u2028 😀'},
    "halves of pairs": {"text": "é \ud83d", "both": "\ud83d\ude00", "\udfff": [1]},
    "deep": {"a": [{"b": [{"c": ["x", {"d": "{[,:]}"}]}]}]},
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_notebook_is_written_as_json_writes_it(value: dict[str, object]) -> None:
    expected = json.dumps(value, indent=1, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    assert notebook_bytes(value) == expected
