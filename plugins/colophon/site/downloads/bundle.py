"""The download of a post: a zip that runs as it is, the same bytes for the same post."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from colophon.model import Post
from colophon.run.record import RunRecord, State
from colophon.site.downloads.archive import archive
from colophon.site.downloads.original import Absolute, Original, beside, notebook_bytes
from colophon.site.downloads.requirements import requirements


def bundle(
    original: Original,
    post: Post,
    root: Path,
    state: State,
    *,
    name: str,
    address: str,
    absolute: Absolute,
    pins: Mapping[str, str],
) -> bytes:
    """Return the zip of a post: notebook, local modules, data, requirements, and how to run it, in a folder `name`.

    `address` is that of the post's page, `pins` are the versions of what it imports where no record names them. Paths
    are as in the content folder, so that the notebook finds its files.
    """
    addresses = original.addresses(absolute)
    as_saved = original.is_plain and not addresses
    others = (path for target in original.targets - addresses.keys() for path in beside(post.path, target))
    linked = {path for path in others if path.suffix != ".ipynb"}
    run = state.run
    recorded = {PurePosixPath(file) for file in (*run.modules, *run.data)} if run else set()
    lines = requirements(run) if run else [f"{name}=={version}" for name, version in pins.items()]
    entries = {
        post.path: original.data if as_saved else notebook_bytes(original.document(addresses)),
        **{path: found for path in recorded | linked if (found := _inside(root, path)) is not None},
        PurePosixPath("requirements.txt"): "".join(f"{line}\n" for line in lines).encode(),
        PurePosixPath("HOW-TO-RUN.txt"): _how_to_run(post, run, address).encode(),
    }
    return archive({PurePosixPath(name, path): data for path, data in entries.items()})


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
