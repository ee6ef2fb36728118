"""The download of a post: a zip that runs as it is, the same bytes for the same post."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from colophon.model import Post
from colophon.run.record import RunRecord, State
from colophon.site.requirements import requirements

MOMENT = (1980, 1, 1, 0, 0, 0)
"""Of every entry: the earliest that a zip can name, so that no clock is in it."""

Absolute = Callable[[str], str | None]
"""Returns the address on the web of what a link in the notebook names; None where it has none."""


def bundle(
    post: Post, root: Path, state: State, *, name: str, address: str, absolute: Absolute, pins: Mapping[str, str]
) -> bytes:
    """Return the zip of a post: notebook, local modules, data, requirements, and how to run it, in a folder `name`.

    `address` is that of the post's page, `pins` are the versions of what it imports where no record names them. Paths
    are as in the content folder, so that the notebook finds its files.
    """
    data = (root / post.path).read_bytes()
    notebook, is_plain = notebook_of(data)
    has_changed, linked = link_absolutely(notebook, post.path, absolute)
    run = state.run
    recorded = {PurePosixPath(file) for file in (*run.modules, *run.data)} if run else set()
    lines = requirements(run) if run else [f"{name}=={version}" for name, version in pins.items()]
    entries = {
        post.path: data if is_plain and not has_changed else notebook_bytes(notebook),
        **{path: found for path in recorded | linked if (found := _inside(root, path)) is not None},
        PurePosixPath("requirements.txt"): "".join(f"{line}\n" for line in lines).encode(),
        PurePosixPath("HOW-TO-RUN.txt"): _how_to_run(post, run, address).encode(),
    }
    return _zip({PurePosixPath(name, path): data for path, data in entries.items()})


def _zip(entries: Mapping[PurePosixPath, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path, data in sorted(entries.items()):
            info = zipfile.ZipInfo(str(path), MOMENT)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(info, data)
    return file.getvalue()


def _how_to_run(post: Post, run: RunRecord | None, address: str) -> str:
    folder = post.path.parent
    up = "../" * len(folder.parts)
    version = ".".join(run.language_version.split(".")[:2]) if run else ""
    steps = [
        *([f"cd {folder}"] if folder.parts else []),
        f"python{version} -m venv {up}env",
        f"{up}env/bin/pip install -r {up}requirements.txt",
        f"{up}env/bin/jupyter execute --inplace {post.path.name}",
    ]
    known = (
        f"The versions in requirements.txt are those of the run of {run.finished:%Y-%m-%d}."
        if run
        else "No record says with which versions the stored outputs were made."
    )
    command = "\n".join(f"    {step}" for step in steps)
    source = f"{address}\n" if address else ""
    return f"{post.front.title}\n{source}\nIn this folder, with Python {version or '3'}:\n\n{command}\n\n{known}\n"


def _inside(root: Path, path: PurePosixPath) -> bytes | None:
    """Return the bytes of a file of the content folder; None where it is none, or hidden, or leads out of it."""
    try:
        place = (root / path).resolve()
        relative = place.relative_to(root.resolve())
        is_hidden = any(part.startswith(".") for part in relative.parts)
        return place.read_bytes() if place.is_file() and not is_hidden else None
    except (OSError, RuntimeError, ValueError):
        return None


def own_text(root: Path, path: PurePosixPath, most_bytes: int = 2_000_000) -> str:
    """Return the text of a file of the content folder; "" where it is none, or too long for one that people write."""
    data = _inside(root, path) or b""
    try:
        return data.decode("utf-8") if len(data) <= most_bytes else ""
    except UnicodeDecodeError:
        return ""


def notebook_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a notebook as a file."""
    return json.dumps(document, indent=1, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def notebook_of(data: bytes) -> tuple[dict[str, Any], bool]:
    """Return the notebook in a file, and whether the file says nothing else.

    Where an object has a key twice only the last counts, and only that was checked for secrets.
    """
    twice = False

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        found = dict(pairs)
        twice |= len(found) < len(pairs)
        return found

    return json.loads(data.decode("utf-8-sig"), object_pairs_hook=once), not twice


def link_absolutely(
    notebook: Mapping[str, Any], path: PurePosixPath, absolute: Absolute
) -> tuple[bool, set[PurePosixPath]]:
    """Make the links of a notebook absolute; return whether there was one, and the local files that the others name."""
    has_changed = False
    linked: set[PurePosixPath] = set()

    def replaced(match: re.Match[str]) -> str:
        if match["target"] is None:
            return match[0]
        target = absolute(match["target"])
        if target is None:
            linked.update(each for each in beside(path, match["target"]) if each.suffix != ".ipynb")
        return f"{match['before']}{target or match['target']}"

    for cell in _markdown(notebook):
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if not _MAY_LINK.search(source):
            continue
        text = _LINK.sub(replaced, source)
        if text != source:
            has_changed = True
            cell["source"] = text.splitlines(keepends=True)
    return has_changed, linked


def _markdown(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    cells = document.get("cells") or [cell for sheet in document.get("worksheets", ()) for cell in sheet["cells"]]
    return (cell for cell in cells if cell["cell_type"] == "markdown")


def beside(post: PurePosixPath, target: str) -> Iterator[PurePosixPath]:
    """Yield the file of the content folder that a relative link means, `..` played out."""
    parts: list[str] = []
    for part in PurePosixPath(post.parent, unquote(re.split(r"[?#]", target)[0])).parts:
        if part == "..":
            if not parts:
                return
            parts.pop()
        else:
            parts.append(part)
    if parts and not re.match(r"[a-zA-Z][\w+.-]*:|/|#", target):
        yield PurePosixPath(*parts)


_MAY_LINK = re.compile(r"\][(:]|\b(?:href|src)\b")
"""What there is in every text with a link, and in few without one."""
_LINK = re.compile(
    r"""
    (?:^|(?<=\n))[ ]{0,3}(?P<fence>`{3,}|~{3,}).*?(?:\n[ ]{0,3}(?P=fence)|\Z)   # a block of code: left as it is
    | (?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)                               # code in a line
    | (?P<before>\]\(\s*<?|(?:^|(?<=\n))[ ]{0,3}\[[^\]\n]+\]:\s*<?|\b(?:href|src)\s*=\s*["'])(?P<target>[^\s)>"']+)
    """,
    re.S | re.X,
)
"""Code, or a link with what stands before its address."""
