"""The environment of a kernel: small, the same on every machine, and without the secrets of the caller."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

ALLOWED = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""What a process needs from its caller to start at all; a setting adds names."""

FIXED: Mapping[str, str] = {
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
    "OMP_NUM_THREADS": "1",  # sums in one order: the same last digits at each run
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
}
"""What makes two runs alike."""

MARK = "COLOPHON_RUN"
"""The variable that marks every process of a run, whatever its parent and its session."""


def small_environment(
    python: str, home: Path, mark: str, allowed: Iterable[str] = (), caller: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the variables of a kernel that `python` runs, with `home` for its home and its temporary files."""
    caller = os.environ if caller is None else caller
    kept = {name: caller[name] for name in (*ALLOWED, *allowed) if name in caller}
    kept["PATH"] = os.pathsep.join([str(Path(python).parent), kept.get("PATH", os.defpath)])
    places = {"HOME": home, "TMPDIR": home / "tmp", "IPYTHONDIR": home / "ipython", "MPLCONFIGDIR": font_cache(caller)}
    return {**FIXED, **{name: str(place) for name, place in places.items()}, **kept, MARK: mark}


def font_cache(caller: Mapping[str, str]) -> Path:
    """Return where matplotlib keeps its list of fonts between runs: making it takes seconds and prints a line."""
    cache = caller.get("XDG_CACHE_HOME") or Path(caller.get("HOME", "/tmp")) / ".cache"
    return Path(cache) / "colophon" / "matplotlib"
