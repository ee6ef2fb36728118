"""What has to be installed to run a post again, as pip reads it."""

from __future__ import annotations

import shlex
import textwrap
from pathlib import PurePosixPath

from colophon.run.record import RunRecord


def requirements(run: RunRecord) -> list[str]:
    """Return one requirement a line: the kernel, what runs it, and each distribution that the run imported.

    A local version (`2.13.0+cpu`) is written without its local part, which no index has.
    """
    kernel, _, version = run.kernel.partition(" ")
    pins = {kernel: version, **run.packages} if kernel == "ipykernel" and version else dict(run.packages)
    lines = [f"{name}=={number.partition('+')[0]}" for name, number in pins.items()]
    return sorted([*lines, *([] if "nbclient" in pins else ["nbclient"])], key=str.lower)


def shell_lines(run: RunRecord, notebook: PurePosixPath) -> str:
    """Return the lines of a shell that install what the post needs and run it in the folder of the notebook."""
    words = " ".join(["pip install", *requirements(run)])
    lines = textwrap.wrap(words, 54, break_long_words=False, break_on_hyphens=False)
    return " \\\n    ".join(lines) + f"\njupyter execute {shlex.quote(notebook.name)}"
