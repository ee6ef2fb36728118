"""Which kernel a notebook was written for, and in which language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

DEFAULT_LANGUAGE = "python"

_NAMES: Mapping[str, str] = {"ipython": "python", "python3": "python", "sage": "python", "ir": "r", "js": "javascript"}
"""Names that kernels give to a language that Pygments and Quarto call otherwise."""


def language_of(metadata: Mapping[str, Any]) -> str:
    """Return the language in lower case: what the kernelspec says, else what the last run said, else Python."""
    for part, key in (("kernelspec", "language"), ("language_info", "name")):
        if name := _text(metadata, part, key).lower():
            plain = re.sub(r"(?<=\+\+)\d+$", "", name)  # the kernels of xeus-cling: C++11, C++17
            return _NAMES.get(plain, plain)
    return DEFAULT_LANGUAGE


def language_version_of(metadata: Mapping[str, Any]) -> str:
    """Return the version of the language in the last run; "" where the notebook does not say."""
    return _text(metadata, "language_info", "version")


def kernel_of(metadata: Mapping[str, Any]) -> str:
    """Return the kernel's display name, or its name; "" where the notebook names none."""
    return _text(metadata, "kernelspec", "display_name") or _text(metadata, "kernelspec", "name")


def _text(metadata: Mapping[str, Any], part: str, key: str) -> str:
    value = metadata.get(part)
    found = value.get(key) if isinstance(value, Mapping) else None
    return found.strip() if isinstance(found, str) else ""
