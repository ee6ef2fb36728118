"""How the text snapshots in `notebooks/data/` were made; run again only to replace them.

    python -c "from pathlib import Path; from worked.snapshot import build; build(Path('data'))"

The result depends on the installed versions, which the manifest records. Everything read is open source under the PSF
licence or a BSD licence; `data/LICENCES.txt` keeps the notices.
"""

import ast
import gzip
import hashlib
import json
import platform
import random
import re
import sysconfig
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

DISTRIBUTIONS = {
    "numpy": "numpy",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
    "matplotlib": "matplotlib",
    "networkx": "networkx",
}
SKIPPED = {"test", "tests", "idlelib", "lib2to3", "site-packages", "__pycache__"}
MACHINE_FILES = re.compile(r"^(_sysconfigdata|config-)")  # paths of the machine that compiled Python
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


def build(folder: Path) -> None:
    """Write all snapshots and the manifest into `folder`; equal inputs give equal bytes."""
    train, held_out = stdlib_source()
    texts = {
        "sentences.tsv.gz": "".join(f"{module}\t{text}\n" for module, text in api_sentences()).encode(),
        "stdlib-train.py.gz": train,
        "stdlib-held-out.py.gz": held_out,
        "topics.json.gz": json.dumps(reference_topics(), ensure_ascii=False, indent=0, sort_keys=True).encode(),
    }
    for name, text in texts.items():
        (folder / name).write_bytes(gzip.compress(text, compresslevel=9, mtime=0))
    manifest = {"packages": _packages(), "files": {name: _entry(folder / name, texts[name]) for name in texts}}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")


def api_sentences() -> Iterator[tuple[str, str]]:
    """Yield (module, sentence) of every docstring, each sentence once, where it occurs first."""
    seen: set[str] = set()
    for module, docstring in docstrings():
        for sentence in split(docstring):
            if sentence not in seen:
                seen.add(sentence)
                yield module, sentence


def docstrings() -> Iterator[tuple[str, str]]:
    """Yield (module, docstring) of the standard library and the five packages, files in sorted order."""
    for library, root in _roots():
        for path in _python_files(root):
            part = path.relative_to(root).parts[0].removesuffix(".py")
            tree = ast.parse(path.read_text("utf-8", errors="ignore"))
            for node in ast.walk(tree):
                if isinstance(node, DOCUMENTED) and (docstring := ast.get_docstring(node)):
                    yield f"{library}.{part}", docstring


def split(docstring: str) -> Iterator[str]:
    """Yield its plain English sentences of 26 to 259 characters: no doctest, no underlined head, no markup signs."""
    for paragraph in re.split(r"\n\s*\n", docstring):
        if ">>>" in paragraph or re.search(r"^\s*[-=~]{3,}", paragraph, re.M):
            continue
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", " ".join(paragraph.split())):
            if 25 < len(sentence) < 260 and re.fullmatch(r"[A-Z][^{}\\|<>=]*[.!?]", sentence):
                yield sentence


def stdlib_source() -> tuple[bytes, bytes]:
    """Return the standard library's code as (train, held out): every tenth file held out, files shuffled."""
    root = Path(sysconfig.get_paths()["stdlib"])
    files = [path.read_bytes() for path in _python_files(root) if path.name != "topics.py"]
    held_out = files[9::10]
    train = [text for number, text in enumerate(files, 1) if number % 10]
    for part in (train, held_out):
        random.Random(0).shuffle(part)
    return b"".join(train), b"".join(held_out)


def reference_topics() -> dict[str, str]:
    """Return the topics that Python's `help` knows."""
    from pydoc_data.topics import topics

    return dict(topics)


def _roots() -> Iterator[tuple[str, Path]]:
    yield "stdlib", Path(sysconfig.get_paths()["stdlib"])
    for module in DISTRIBUTIONS:
        spec = find_spec(module)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(f"{module} is needed to build the snapshot: install {DISTRIBUTIONS[module]}")
        yield module, Path(spec.origin).parent


def _python_files(root: Path) -> list[Path]:
    def wanted(path: Path) -> bool:
        parts = path.relative_to(root).parts
        return not SKIPPED & set(parts) and not any(MACHINE_FILES.match(part) for part in parts)

    return sorted((path for path in root.rglob("*.py") if wanted(path)), key=lambda path: path.relative_to(root).parts)


def _packages() -> list[dict[str, str]]:
    python = {"name": "Python standard library", "version": platform.python_version(), "licence": "PSF-2.0"}
    others = [{"name": name, "version": version(name), "licence": "BSD-3-Clause"} for name in DISTRIBUTIONS.values()]
    others[list(DISTRIBUTIONS).index("matplotlib")]["licence"] = "PSF-based (matplotlib)"
    return [python, *others]


def _entry(path: Path, text: bytes) -> dict[str, object]:
    packed = path.read_bytes()
    return {"sha256": hashlib.sha256(packed).hexdigest(), "bytes": len(packed), "unpacked_bytes": len(text)}
