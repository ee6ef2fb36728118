"""Fetches the npm packages that tests need, each checked against the lock; nothing of them is installed or run.

Run as a program at test set-up. The packages lie where a site keeps its own, in a folder `node_modules`: the libraries
of interactive outputs, and the W3C's checker of HTML.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

LOCK = Path(__file__).parents[1] / "locks" / "npm.txt"
NODE_MODULES = Path(__file__).parent / "fetched" / "npm" / "node_modules"


def locked() -> list[tuple[str, str]]:
    """Return each package with its version, and the digest of its archive."""
    lines = (line.partition("#")[0].split() for line in LOCK.read_text().splitlines())
    return [(line[0], line[1]) for line in lines if line]


def fetch(target: Path = NODE_MODULES) -> int:
    """Put the packages of the lock below `target` and return how many they are."""
    shutil.rmtree(target, ignore_errors=True)
    for package, digest in locked():
        with tempfile.TemporaryDirectory() as folder:
            command = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", folder, package]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
            _unpack(next(Path(folder).glob("*.tgz")), digest, target / package.rpartition("@")[0])
    return len(locked())


def _unpack(archive: Path, digest: str, target: Path) -> None:
    found = f"sha512-{base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()}"
    if found != digest:
        sys.exit(f"{archive.name} has the digest {found}, but {LOCK.name} says {digest}")
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            path = target / member.name.partition("/")[2]
            if member.isfile() and path.resolve().is_relative_to(target.resolve()) and not path.name.endswith(".map"):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(tar.extractfile(member).read())  # type: ignore[union-attr]


if __name__ == "__main__":
    print(f"{fetch()} npm packages fetched")
