"""The errors that Colophon raises.

ColophonError
├── Refused        a post that cannot be published, with all its problems
└── SettingsError  a setting that cannot be used
"""

from __future__ import annotations

from colophon.model import Causes, Problem


class ColophonError(Exception):
    """Anything that Colophon refuses to do, with a sentence for the author."""

    exitcode = 2
    """Of Pelican's command: nothing was written."""


class Refused(ColophonError):
    """A post that cannot be published; the others stand."""

    def __init__(self, *problems: Problem, causes: Causes | None = None) -> None:
        self.problems = tuple(sorted(problems))
        self.causes = causes or Causes()
        """What of the content folder was looked at beside the notebook."""
        super().__init__("\n".join(map(str, self.problems)))


class SettingsError(ColophonError):
    """A setting with a value that cannot be used."""
