"""The state of a post: every change that matters makes it stale, no other does, and none is believed without proof."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from colophon.run.record import State, Verified, read_record, state
from colophon.run.stamp import stamp, stamp_verified
from tests.run import crafted

Document = dict[str, Any]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return crafted.content(tmp_path)


def nothing(document: Document, root: Path) -> None:
    """Leave all as it was."""


def edit_code(document: Document, root: Path) -> None:
    document["cells"][3]["source"] = "print(41)"


def edit_prose(document: Document, root: Path) -> None:
    document["cells"][1]["source"] = "Other prose."


def edit_tags(document: Document, root: Path) -> None:
    document["cells"][3]["metadata"]["tags"] = ["hide-input", "mine"]


def edit_options(document: Document, root: Path) -> None:
    document["cells"][3]["source"] = "#| echo: false\n" + document["cells"][3]["source"]


def allow_an_error(document: Document, root: Path) -> None:
    document["cells"][3]["metadata"]["tags"] = ["raises-exception"]


def move_a_cell(document: Document, root: Path) -> None:
    document["cells"][3:5] = reversed(document["cells"][3:5])


def add_a_cell(document: Document, root: Path) -> None:
    document["cells"].append({**document["cells"][4], "metadata": {}, "source": "print(3)"})


def change_the_kernel(document: Document, root: Path) -> None:
    document["metadata"]["kernelspec"]["name"] = "python3-other"


def change_data(document: Document, root: Path) -> None:
    (root / "data/x.csv").write_text("a = 2\n")


def delete_data(document: Document, root: Path) -> None:
    (root / "data/x.csv").unlink()


def link_data_out_of_the_folder(document: Document, root: Path) -> None:
    (root / "data/x.csv").unlink()
    outside = root.parent / f"{root.name}-outside.csv"
    outside.write_text("a = 1\n")
    (root / "data/x.csv").symlink_to(outside)


def change_other_data(document: Document, root: Path) -> None:
    (root / "data/y.csv").write_text("new")


def change_a_module(document: Document, root: Path) -> None:
    (root / "worked/x.py").write_text("a = 2\n")


def edit_outputs(document: Document, root: Path) -> None:
    document["cells"][4]["outputs"][0]["text"] = "better\n"


def forget_a_cell(document: Document, root: Path) -> None:
    del document["cells"][3]["metadata"]["colophon"]


def renumber(document: Document, root: Path) -> None:
    document["cells"][3]["execution_count"] = 99


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        (nothing, ()),
        (edit_prose, ()),
        (edit_tags, ()),
        (edit_options, ()),
        (renumber, ()),
        (change_other_data, ()),
        (edit_code, ("code changed in cell 4",)),
        (allow_an_error, ("code changed in cell 4",)),
        (move_a_cell, ("cells were added, removed or moved, or the kernel is another",)),
        (change_the_kernel, ("cells were added, removed or moved, or the kernel is another",)),
        (add_a_cell, ("code changed in cell 6", "cell 6 has no record of its own")),
        (change_data, ("data/x.csv changed",)),
        (delete_data, ("data/x.csv is gone",)),
        (link_data_out_of_the_folder, ("data/x.csv is gone",)),
        (change_a_module, ("module worked/x.py changed",)),
        (edit_outputs, ("outputs changed after the run in cell 5",)),
        (forget_a_cell, ("cell 4 has no record of its own",)),
    ],
)
@pytest.mark.parametrize("is_verified", [False, True])
def test_a_run_stands_until_something_that_it_depends_on_changes(
    change: Callable[[Document, Path], None], reasons: tuple[str, ...], is_verified: bool, root: Path
) -> None:
    document = crafted.ran(root)
    if is_verified:
        stamp_verified(document, Verified(crafted.FINISHED, 3, 3))
    change(document, root)
    found = state(document, root, crafted.PINS)
    assert (found.kind, found.reasons) == (
        "stale" if reasons else "reproduced" if is_verified else "run clean",
        reasons,
    )
    assert found.is_current == (not reasons)


@pytest.mark.parametrize(
    ("pins", "reasons"),
    [
        ({"numpy": "2.5.0", "scipy": "1.17.0"}, ("numpy 2.4.6 → 2.5.0",)),
        ({"numpy": "2.4.6", "scipy": "1.18.0"}, ()),
        ({}, ()),
    ],
)
def test_only_the_pins_of_what_was_imported_count(pins: dict[str, str], reasons: tuple[str, ...], root: Path) -> None:
    assert state(crafted.ran(root), root, pins).reasons == reasons


def test_a_post_that_was_never_run_says_so(root: Path) -> None:
    assert state(crafted.unrun(), root, {}) == State("not run")


def test_outputs_without_a_record_are_their_authors(root: Path) -> None:
    document = crafted.ran(root)
    del document["metadata"]["colophon"]
    assert state(document, root, {}) == State("run by its author")


def test_cells_that_ran_out_of_order_are_named(root: Path) -> None:
    document = crafted.ran(root)
    del document["metadata"]["colophon"]
    document["cells"][2]["execution_count"] = 7
    document["cells"][4].update(execution_count=None, outputs=[])
    reasons = ("cells ran out of order", "1 of 3 cells were not run")
    assert state(document, root, {}) == State("run by its author", reasons)


def test_an_error_that_a_cell_stopped_with_is_no_clean_run_without_a_record(root: Path) -> None:
    document = crafted.unrun()
    error = {"output_type": "error", "ename": "ZeroDivisionError", "evalue": "", "traceback": []}
    document["cells"][2].update(execution_count=1, outputs=[error])
    assert state(document, root, {}).kind == "run by its author"


@pytest.mark.parametrize("verified", [Verified(crafted.FINISHED, 2, 3, (4,)), Verified(crafted.FINISHED, 0, 0)])
def test_random_outputs_are_never_called_reproduced(verified: Verified, root: Path) -> None:
    document = crafted.ran(root)
    stamp_verified(document, verified)
    found = state(document, root, crafted.PINS)
    assert found.kind == "run clean" and found.run is not None and found.run.verified == verified


def test_a_new_run_forgets_what_was_verified_of_the_old_one(root: Path) -> None:
    document = crafted.ran(root)
    stamp_verified(document, Verified(crafted.FINISHED, 3, 3))
    stamp(document, crafted.record(root))
    assert state(document, root, crafted.PINS).kind == "run clean"


def test_a_skipped_cell_makes_no_claim(root: Path) -> None:
    document = crafted.ran(root)
    document["cells"][4]["source"] = "#| eval: false\nprint(2)"
    ran = crafted.record(root)
    stamp(document, replace(ran, cell_seconds={3: 0.5, 4: 0.25}))
    edit_outputs(document, root)
    found = state(document, root, crafted.PINS)
    assert found.kind == "run clean" and found.run is not None and (found.run.cells, found.run.skipped) == (2, 1)


def test_a_post_without_code_has_nothing_to_run(root: Path) -> None:
    document = crafted.unrun()
    del document["cells"][2:]
    assert state(document, root, {}) == State("no code")


def test_the_record_is_read_back_as_it_was_written(root: Path) -> None:
    document = json.loads(json.dumps(crafted.ran(root)))
    assert document["metadata"]["colophon"]["run"]["finished"] == "2026-11-24T10:09:34Z"
    run = read_record(document)
    assert run is not None
    assert (run.finished, run.seconds, run.cpu_seconds) == (crafted.FINISHED, 12.3, 11.0)
    assert (run.packages, run.language_version, run.kernel) == ({"numpy": "2.4.6"}, "3.11.7", "ipykernel 7.1.0")
    assert (list(run.modules), list(run.data)) == (["worked/x.py"], ["data/x.csv"])


@pytest.mark.parametrize("value", [None, 1, [], {}, {"run": []}, {"run": {"schema": 2}}, {"run": {"schema": 1}}])
def test_a_record_that_cannot_be_understood_is_none(value: object, root: Path) -> None:
    document = crafted.ran(root)
    document["metadata"]["colophon"] = value
    assert read_record(document) is None and state(document, root, {}).kind == "run by its author"


@pytest.mark.parametrize("key", ["finished", "packages", "data", "seconds", "verified"])
def test_a_record_with_a_wrong_value_is_none(key: str, root: Path) -> None:
    document = crafted.ran(root)
    document["metadata"]["colophon"]["run"][key] = "2026-11-24"
    assert read_record(document) is None
