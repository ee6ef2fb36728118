"""Digests change with what a run depends on, and with nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from colophon.notebook.digest import code_digest, outputs_digest, source_digest


def code(source: Any, *outputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "id": "a", "source": source, "outputs": list(outputs), "metadata": {}, **more}


def notebook(*cells: dict[str, Any], kernel: str = "python3") -> dict[str, Any]:
    return {"cells": list(cells), "metadata": {"kernelspec": {"name": kernel, "language": "python"}}}


TEXT = {"cell_type": "markdown", "source": "prose", "metadata": {}, "id": "b"}
PLAIN = code_digest(notebook(code("x = 1"), code("x")))

SAME = {
    "prose": notebook(TEXT, code("x = 1"), code("x")),
    "ids and outputs": notebook(code("x = 1", id="z"), code("x", {"output_type": "error"}, execution_count=9)),
    "display-only options": notebook(code("#| echo: false\n#| fig-cap: x\nx = 1"), code("x")),
    "display-only tags": notebook(code("x = 1", metadata={"tags": ["hide-input"]}), code("x")),
    "an empty cell": notebook(code("x = 1"), code(" \n"), code("x")),
    "lists of lines": notebook(code(["x = ", "1"]), code(["x"])),
    "line ends": notebook(code("x = 1\r\n"), code("x")),
}
OTHER = {
    "code": notebook(code("x = 2"), code("x")),
    "the order": notebook(code("x"), code("x = 1")),
    "a join": notebook(code("x = 1\nx")),
    "the kernel": notebook(code("x = 1"), code("x"), kernel="ir"),
    "whether a cell runs": notebook(code("#| eval: false\nx = 1"), code("x")),
    "whether a cell may raise": notebook(code("x = 1", metadata={"tags": ["raises-exception"]}), code("x")),
}


@pytest.mark.parametrize("case", SAME)
def test_the_code_digest_does_not_change_with(case: str) -> None:
    assert code_digest(SAME[case]) == PLAIN


@pytest.mark.parametrize("case", OTHER)
def test_the_code_digest_changes_with(case: str) -> None:
    assert code_digest(OTHER[case]) != PLAIN


def test_digests_are_the_same_on_every_machine() -> None:
    assert PLAIN == "8c4c1cf9953fa51ba62e3b29e4e7e1074fa686ef4fa9795ae34504e764a91a42"
    assert source_digest(code("x"), "python") == "60c59507bed2116742d9fd36631ff01622788f87b18959d1a1f9181690859df4"
    assert outputs_digest(code("x", stream("a"))).startswith("2d4ce7da9b4307fc")


def test_a_notebook_without_metadata_has_a_digest() -> None:
    assert len(code_digest({"cells": [], "metadata": {}})) == 64


def stream(text: Any, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def result(data: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1, **more}


EQUAL = [
    ([stream("ab")], [stream(["a", "b"])]),
    ([stream("ab")], [stream("a"), stream("b")]),
    ([result({"text/plain": "x"})], [result({"text/plain": ["x"]}, execution_count=7)]),
    ([result({"text/plain": "x"})], [result({"text/plain": "x"}, metadata={"jupyter": {"outputs_hidden": True}})]),
    ([result({"application/json": {"a": 1, "b": 2}})], [result({"application/json": {"b": 2, "a": 1}})]),
]
UNEQUAL = [
    ([stream("a")], [stream("b")]),
    ([stream("a")], [stream("a", "stderr")]),
    ([stream("a"), stream("b", "stderr"), stream("c")], [stream("ac"), stream("b", "stderr")]),
    ([result({"text/plain": "x"})], [result({"text/html": "x"})]),
    ([result({"image/png": "x"})], [result({"image/png": "x"}, metadata={"image/png": {"width": 3}})]),
    ([result({"application/json": ["a", "b", 1]})], [result({"application/json": ["ab", 1]})]),
]


@pytest.mark.parametrize(("first", "second"), EQUAL)
def test_equal_outputs_have_one_digest(first: list[Any], second: list[Any]) -> None:
    assert outputs_digest(code("x", *first)) == outputs_digest(code("x", *second))


@pytest.mark.parametrize(("first", "second"), UNEQUAL)
def test_other_outputs_have_another(first: list[Any], second: list[Any]) -> None:
    assert outputs_digest(code("x", *first)) != outputs_digest(code("x", *second))
