"""Fetches the test notebooks of nbformat, nbconvert and nbclient out of their source distributions, not committed.

Run as a program at test set-up; it is the only part of the tests that asks a package index for anything.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

LOCK = Path(__file__).parents[2] / "locks" / "conformance.txt"
FETCHED = Path(__file__).parents[1] / "fetched"


def fetch(target: Path = FETCHED) -> int:
    """Put every `.ipynb` of the locked source distributions below `target` and return how many there are."""
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--no-binary", ":all:", "--require-hashes", "--dest", folder, "-r", str(LOCK)]
        subprocess.run(command, check=True)
        return sum(_unpack(archive, target) for archive in sorted(Path(folder).glob("*.tar.gz")))


def _unpack(archive: Path, target: Path) -> int:
    count = 0
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            if member.isfile() and member.name.endswith(".ipynb"):
                path = target / member.name.replace(" ", "-")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(tar.extractfile(member).read())  # type: ignore[union-attr]
                count += 1
    return count


if __name__ == "__main__":
    print(f"{fetch()} notebooks fetched")
