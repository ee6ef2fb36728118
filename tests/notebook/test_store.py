"""Notebook files: what is read, what is refused and in which words, and how a file is replaced."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from colophon.errors import Refused
from colophon.notebook import store
from colophon.notebook.document import document as read_json


def cell(source: str = "text", **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, "id": "a", **more}


def document(*cells: dict[str, Any], minor: int = 5, **more: Any) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": minor, **more}


def read(folder: Path, content: dict[str, Any] | str | bytes, name: str = "x.ipynb") -> Any:
    """Write a file and read it; the file stays what it was."""
    text = json.dumps(content) if isinstance(content, dict) else content
    data = text.encode() if isinstance(text, str) else text
    path = folder / name
    path.write_bytes(data)
    try:
        return store.read(path, folder)
    finally:
        assert path.read_bytes() == data


def refusal(folder: Path, content: dict[str, Any] | str | bytes) -> str:
    """Return the one line with which a file is refused."""
    with pytest.raises(Refused) as caught:
        read(folder, content)
    assert len(caught.value.problems) == 1 and "\n" not in str(caught.value)
    return str(caught.value)


def test_a_notebook_is_read_as_it_is(tmp_path: Path) -> None:
    assert dict(read(tmp_path, document(cell()))) == document(cell())


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_byte_order_mark_and_any_line_end_are_accepted(tmp_path: Path, start: bytes, end: str) -> None:
    data = start + json.dumps(document(cell("é")), indent=1, ensure_ascii=False).replace("\n", end).encode()
    assert read(tmp_path, data).cells[0].source == "é"


NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([2**64, 10**40, 1e308])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=9,
)


@given(st.dictionaries(st.text(), VALUES), st.booleans())
def test_json_is_read_as_the_standard_library_reads_it(value: dict[str, Any], ascii_only: bool) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "replace")
    assert repr(read_json(data)) == repr(json.loads(data))


@pytest.mark.parametrize(
    "text", ['{"a": 1e400}', '{"a": "\\ud800"}', '{"a": 1, "a": -0.0}', '\ufeff{"a": 18446744073709551616}']
)
def test_json_that_not_every_reader_takes_is_read_too(text: str) -> None:
    assert repr(read_json(text.encode())) == repr(json.loads(text.removeprefix("\ufeff")))


def test_lines_of_texts_are_joined_and_others_stay(tmp_path: Path) -> None:
    lines = ["a\n", "b"]
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": lines},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": lines},
        {
            "output_type": "display_data",
            "metadata": {"x": lines},
            "data": {"text/plain": lines, "application/json": lines, "application/javascript": lines},
        },
    ]
    code = {"cell_type": "code", "source": lines, "metadata": {}, "id": "a", "execution_count": 1, "outputs": outputs}
    prose = {**cell(), "id": "b", "attachments": {"x.svg": {"image/svg+xml": lines}}}
    first, second = read(tmp_path, document(code, prose)).cells
    assert (first.source, first.outputs[0].text, first.outputs[1].traceback) == ("a\nb", "a\nb", lines)
    assert first.outputs[2] == {
        "output_type": "display_data",
        "metadata": {"x": lines},
        "data": {"text/plain": "a\nb", "application/json": lines, "application/javascript": "a\nb"},
    }
    assert second.attachments == {"x.svg": {"image/svg+xml": "a\nb"}}


def test_who_only_looks_at_a_notebook_gets_it_in_plain_dictionaries(tmp_path: Path) -> None:
    lines = ["a\n", "b"]
    data = {"application/x+json": lines, "application/x.json": "x", "image/svg+xml": lines, "text/x": lines}
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    code = {**cell(), "cell_type": "code", "execution_count": 1, "outputs": [output]}
    prose = {**cell(), "id": "b", "metadata": {"trusted": True, "x": 1}}
    content = document(code, prose, metadata={"orig_nbformat": 4, "signature": "x", "y": 2})
    whole = read(tmp_path, content)
    plain = store.notebook_in(json.dumps(content).encode(), tmp_path / "x.ipynb", tmp_path)
    assert plain == whole == nbformat.v4.reads(json.dumps(content))  # type: ignore[no-untyped-call]
    assert {type(each) for each in (plain, plain["metadata"], plain["cells"][0])} == {dict}
    assert type(whole.cells[0].outputs[0]) is nbformat.NotebookNode


@pytest.mark.parametrize("minor", range(6))
def test_every_minor_of_format_4_is_read_as_4_5(tmp_path: Path, minor: int) -> None:
    old = cell(["one\n", "two"])  # type: ignore[arg-type]
    if minor < 5:
        del old["id"]
    notebook = read(tmp_path, document(old, minor=minor))
    assert (notebook.nbformat, notebook.nbformat_minor, notebook.cells[0].source) == (4, 5, "one\ntwo")
    nbformat.validate(notebook)


def format_3(**metadata: Any) -> dict[str, Any]:
    code = {
        "cell_type": "code", "input": ["1 + 1"], "language": "python", "metadata": {}, "collapsed": False,
        "outputs": [{"output_type": "pyout", "metadata": {}, "prompt_number": 3, "text": ["2"]}], "prompt_number": 3,
    }  # fmt: skip
    heading = {"cell_type": "heading", "level": 1, "metadata": {}, "source": ["A title"]}
    return {"metadata": {"name": "x", **metadata}, "nbformat": 3, "worksheets": [{"cells": [heading, code]}]}


def test_format_3_is_read_as_4_5_and_nothing_is_logged(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    notebook = read(tmp_path, format_3())
    nbformat.validate(notebook)
    assert [each.source for each in notebook.cells] == ["# A title", "1 + 1"]
    assert notebook.cells[1].outputs[0].data == {"text/plain": "2"} and notebook.cells[1].execution_count == 3
    assert capfd.readouterr() == ("", "")


def test_missing_and_double_ids_are_derived_from_place_and_content(tmp_path: Path) -> None:
    cells = [cell("a", id="same"), cell("b", id="same"), cell("c", id="not allowed!"), cell("d", id=None)]
    first, second = (read(tmp_path, document(*cells)) for _ in range(2))
    ids = [each.id for each in first.cells]
    assert ids == [each.id for each in second.cells] == ["same", "d9ee1298", "409a4aaa", "2fc243e0"]


def test_no_warning_is_given_about_ids(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    without = cell()
    del without["id"]
    read(tmp_path, document(without, cell(), cell()))
    assert capfd.readouterr() == ("", "")


def test_a_kernelspec_without_a_name_is_no_kernelspec(tmp_path: Path) -> None:
    notebook = read(tmp_path, document(cell(), metadata={"kernelspec": {"display_name": "Python"}}))
    assert "kernelspec" not in notebook.metadata


REFUSED = [
    ("", "Expected a notebook, found an empty file. Restore the file", "C003"),
    (" \n", "Expected a notebook, found an empty file.", "C003"),
    ("[1]", "Expected a JSON object, found `[1]`.", "C003"),
    ("null", "Expected a JSON object, found `null`.", "C003"),
    ('{"cells": [\n', "Expected a whole notebook, found the end of the file in line 1.", "C003"),
    ('{\n"cells": "half a te', "Expected a whole notebook, found the end of the file in line 2.", "C003"),
    ('{\n"cells": [}]', "Expected JSON, found `}]` in line 2, column 11 (", "C003"),
    ('{"a": "NaN",\n"cells": NaN}', "found `NaN` in line 2, which is no JSON number. Write `null`", "C003"),
    ('{\n\n"a": [-Infinity]}', "found `-Infinity` in line 3", "C003"),
    ("[" * 200_000, "found values nested too deep or too long.", "C003"),
    ("1" * 5000, "found values nested too deep or too long.", "C003"),
    (b'{\n"a": "\xe9"}', "Expected UTF-8 text, found the byte 0xe9 in line 2. Save the file as UTF-8.", "C003"),
    (json.dumps({}).encode("utf-16"), "Expected UTF-8 text, found the byte 0xff in line 1.", "C003"),
    ("version https://git-lfs.github.com/spec/v1\n", "found a Git LFS pointer in line 1. Run `git lfs pull`", "C003"),
    ("<<<<<<< HEAD\n{}", "found the marks of a merge in line 1. Resolve the merge conflict.", "C003"),
    ("---\njupyter: python3\n---\n", "found a text notebook in line 1. Convert it with `jupytext", "C003"),
    ("<!DOCTYPE html>", "found an HTML or XML page in line 1. Save the notebook itself", "C003"),
    ({}, "Expected nbformat 3 or 4.0 to 4.5, found `no format at all`. Check that this is a notebook", "C004"),
    ({"nbformat": 2, "worksheets": []}, "found `2.0`. Convert it with `jupyter nbconvert --to notebook", "C004"),
    ({"nbformat": 99}, "found `99.0`. Save it as nbformat 4.5, the format that JupyterLab 4 writes.", "C004"),
    (document(minor=6), "found `4.6`. Save it as nbformat 4.5", "C004"),
    ({"nbformat": "4"}, "found `4.0`. Check that this is a notebook", "C004"),
    ({"nbformat": 4, "nbformat_minor": 5}, "found in `the notebook`: 'cells' is a required", "C005"),
    (
        document(cell(), {"cell_type": "code"}),
        "x.ipynb, cell 2: Expected a valid notebook of format 4.5, found",
        "C005",
    ),
    (document(cell(), "x"), "x.ipynb, cell 2: Expected a valid notebook of format 4.5", "C005"),  # type: ignore[arg-type]
    (document(cells=3), "found in `cells`: 3 is not of type 'array'. Open the notebook in JupyterLab", "C005"),
    (document(cell(cell_type="poem" * 99)), "… ", "C005"),
    (
        document(cell(), cell(cell_type=None)),
        "x.ipynb, cell 2: Expected a valid notebook of format 4.5, found a",
        "C005",
    ),
    ({"nbformat": 3}, "valid notebook of format 3.0, found in `the notebook`: 'worksheets'", "C005"),
]


@pytest.mark.parametrize(("content", "words", "code"), REFUSED)
def test_what_is_no_notebook_is_refused_in_one_line(tmp_path: Path, content: Any, words: str, code: str) -> None:
    line = refusal(tmp_path, content)
    assert line.startswith("x.ipynb") and words in line and line.endswith(f"[{code}]") and len(line) < 400


def where(path: Path, root: Path) -> str:
    with pytest.raises(Refused) as caught:
        store.read(path, root)
    return str(caught.value)


def test_a_folder_with_the_name_of_a_notebook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").mkdir()
    assert "x.ipynb: Expected a file, found a folder. Rename it" in where(tmp_path / "x.ipynb", tmp_path)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.ipynb")
    assert "found a pipe or a device" in where(tmp_path / "x.ipynb", tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "found: No such file or directory. Check that the file exists" in where(tmp_path / "x.ipynb", tmp_path)


def test_a_file_without_rights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "x.ipynb").touch()
    monkeypatch.setattr(Path, "read_bytes", refuse)  # tests may run as root, whom no rights stop
    assert "found: Permission denied." in where(tmp_path / "x.ipynb", tmp_path)


def test_a_link_that_leaves_the_content_folder_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "content"
    root.mkdir()
    (tmp_path / "secret.ipynb").write_text(json.dumps(document()))
    (root / "x.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (root / "deep").symlink_to(tmp_path)
    for path in (root / "x.ipynb", root / "deep" / "secret.ipynb", root / ".." / "secret.ipynb"):
        assert "Expected a file inside the content folder, found a path that leaves it." in where(path, root)


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").symlink_to(tmp_path / "x.ipynb")
    assert "[C001]" in where(tmp_path / "x.ipynb", tmp_path)


def test_a_link_inside_the_content_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "y.ipynb").write_text(json.dumps(document()))
    (tmp_path / "x.ipynb").symlink_to("y.ipynb")
    assert store.read(tmp_path / "x.ipynb", tmp_path).cells == []


def test_checkpoints_are_refused_even_through_a_link(tmp_path: Path) -> None:
    folder = tmp_path / ".ipynb_checkpoints"
    folder.mkdir()
    (folder / "x-checkpoint.ipynb").write_text(json.dumps(document()))
    (tmp_path / "x.ipynb").symlink_to(folder / "x-checkpoint.ipynb")
    for path in (folder / "x-checkpoint.ipynb", tmp_path / "x.ipynb"):
        assert "found one of JupyterLab's checkpoints in `.ipynb_checkpoints`. Publish" in where(path, tmp_path)


def test_a_file_is_written_as_jupyterlab_writes_it(tmp_path: Path) -> None:
    notebook = read(tmp_path, document(cell("one\ntwo")))
    store.write(tmp_path / "y.ipynb", notebook)
    assert (tmp_path / "y.ipynb").read_text() == nbformat.writes(notebook) + "\n"
    assert (tmp_path / "y.ipynb").stat().st_mode & 0o777 == 0o644


def test_writing_keeps_rights_and_links(tmp_path: Path) -> None:
    notebook = read(tmp_path, document(cell("new")), "real.ipynb")
    (tmp_path / "real.ipynb").chmod(0o640)
    (tmp_path / "link.ipynb").symlink_to("real.ipynb")
    store.write(tmp_path / "link.ipynb", notebook)
    assert (tmp_path / "link.ipynb").is_symlink() and (tmp_path / "real.ipynb").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("spoil", [{"metadata": 3}, {"metadata": {"x": float("nan")}}], ids=["invalid", "NaN"])
def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path, spoil: dict[str, Any]) -> None:
    notebook = read(tmp_path, document(cell()))
    before = (tmp_path / "x.ipynb").read_bytes()
    notebook.update(nbformat.from_dict(spoil))
    with pytest.raises((nbformat.ValidationError, ValueError)):
        store.write(tmp_path / "x.ipynb", notebook)
    assert (tmp_path / "x.ipynb").read_bytes() == before and len(list(tmp_path.iterdir())) == 1


def test_an_interrupted_write_leaves_the_old_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(handle: int) -> None:
        raise KeyboardInterrupt

    notebook = read(tmp_path, document(cell()))
    before = (tmp_path / "x.ipynb").read_bytes()
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store.write(tmp_path / "x.ipynb", notebook)
    assert (tmp_path / "x.ipynb").read_bytes() == before and len(list(tmp_path.iterdir())) == 1


def test_a_lone_surrogate_survives_reading_and_writing(tmp_path: Path) -> None:
    notebook = read(tmp_path, document(cell("a\ud800b")))
    store.write(tmp_path / "y.ipynb", notebook)
    assert store.read(tmp_path / "y.ipynb", tmp_path).cells[0].source == "a\ud800b"


def test_importing_the_store_does_not_import_nbformat() -> None:
    """nbformat costs 0.3 s, most of it jsonschema."""
    program = "import sys, colophon.notebook.store, colophon.notebook.parse; print('nbformat' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "plugins")}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout == "False\n"
