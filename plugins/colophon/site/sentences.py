"""How an error ends a build: in a sentence where that says all, and with the status of what is fatal.

Pelican would show the whole way to each error, and end with the status that says that a post was refused.
"""

from __future__ import annotations

import logging
from pathlib import Path
from types import TracebackType

from jinja2 import TemplateSyntaxError

from colophon.errors import ColophonError


class Sentences(logging.Filter):
    """Leaves of an error that says itself what to do only that; of any other, which is a fault, all.

    Pelican logs an error just before it ends with the status that the error names.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, some of them shorter."""
        error = record.exc_info[1] if record.exc_info else None
        if error:
            vars(error).setdefault("exitcode", ColophonError.exitcode)
        if isinstance(error, TemplateSyntaxError):
            sentence = f"{error.filename or error.name}, line {error.lineno}: {error.message}"
            record.exc_info, record.msg, record.args = None, sentence, ()
        elif error and (isinstance(error, ColophonError) or _is_of_settings(error.__traceback__)):
            record.exc_info, record.msg, record.args = None, str(error), ()
        return True


def _is_of_settings(trace: TracebackType | None) -> bool:
    """Whether Pelican raised it while it looked through the settings: for a theme, say, that is not there."""
    while trace and trace.tb_next:
        trace = trace.tb_next
    return trace is not None and Path(trace.tb_frame.f_code.co_filename).parts[-2:] == ("pelican", "settings.py")


_SENTENCES = Sentences()


def tell_in_sentences() -> None:
    """From now on let Pelican's log do so."""
    logging.getLogger("pelican").addFilter(_SENTENCES)
