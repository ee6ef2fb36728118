"""A writer for pages that nobody publishes."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

from pelican.writers import Writer


class Paper(Writer):  # type: ignore[misc]  # Pelican has no types
    """Pelican's writer, but what it prints stays in memory."""

    def __init__(self, output_path: str, settings: dict[str, Any]) -> None:
        super().__init__(output_path, settings)
        self.printed: dict[str, str] = {}

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> StringIO:
        name = Path(filename).relative_to(Path(self.output_path).resolve()).as_posix()
        return _Sheet(lambda text: self.printed.__setitem__(name, text))


class _Sheet(StringIO):
    """Hands over what was written when it is closed."""

    def __init__(self, done: Callable[[str], None]) -> None:
        super().__init__()
        self._done = done

    def close(self) -> None:
        self._done(self.getvalue())
        super().close()
