"""Real text that ships with Python packages, read from three snapshots in `notebooks/data/`.

`data/manifest.json` says of each file where it came from, under which licence, and its SHA-256. A file that does not
match is refused, so that a figure in a post always belongs to the text it was computed from.
"""

import gzip
import hashlib
import json
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parents[1] / "data"


class Sentence(NamedTuple):
    """One English sentence of a docstring, and the module it documents, such as `scipy.stats`."""

    module: str
    text: str


class Source(NamedTuple):
    """Python source code split by file: no file is in both parts."""

    train: bytes
    held_out: bytes


def sentences(folder: Path = DATA) -> list[Sentence]:
    """Return the distinct sentences of the API documentation of six libraries, in a fixed order.

    Sorted by library and module file; shuffle before taking a sample.
    """
    lines = _read("sentences.tsv.gz", folder).decode().splitlines()
    return [Sentence(*line.split("\t")) for line in lines]


def source(folder: Path = DATA) -> Source:
    """Return the source of the standard library, files shuffled once, a tenth of them held out."""
    return Source(_read("stdlib-train.py.gz", folder), _read("stdlib-held-out.py.gz", folder))


def topics(folder: Path = DATA) -> dict[str, str]:
    """Return Python's reference prose (`help("topics")`), one text a topic, in order of the topic's name."""
    found: dict[str, str] = json.loads(_read("topics.json.gz", folder))
    return found


def _read(name: str, folder: Path) -> bytes:
    """Return the unpacked file. Raises `ValueError` when its bytes are not those of the manifest."""
    packed = (folder / name).read_bytes()
    expected = json.loads((folder / "manifest.json").read_text("utf-8"))["files"][name]["sha256"]
    found = hashlib.sha256(packed).hexdigest()
    if found != expected:
        raise ValueError(f"{name}: expected SHA-256 {expected}, found {found}; restore the file or rebuild all of them")
    return gzip.decompress(packed)
