"""A BibTeX file read by pybtex: for each key how the work is cited, and its entry in the list as HTML.

pybtex parses strictly and formats offline in 20 ms an entry; citeproc-py needs CSL files under another licence and
warns where it does not understand one; bibtexparser only parses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from html import escape
from typing import Any

from msgspec import Struct

from colophon.render.sanitize import encode_url, printable

PARSED_FILES = 4
"""How many states of bibliographies stay in memory; a build has one."""


class Work(Struct, frozen=True):
    """One entry of a bibliography."""

    key: str
    authors: str
    """As an author–year mark names them: "Vaswani et al."."""
    year: str
    """With a letter where authors and year are another work's too."""
    sort_key: tuple[str, str, str]


class BibliographyError(Exception):
    """A BibTeX file that cannot be read; carries what was found and what to do."""

    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(found)
        self.found, self.remedy = found, remedy


def works(text: str) -> Mapping[str, Work]:
    """Return the works of a BibTeX file by key, in the file's order.

    Raises:
        BibliographyError: the text is no BibTeX, or has an entry or a field twice.
    """
    return _read(text)[0]


def entry_html(text: str, key: str) -> str:
    """Return the list entry of a work that the BibTeX text has, as inline HTML."""
    return _read(text)[1].html(key)


class _Entries(Struct):
    """The parsed entries, formatted when first asked for."""

    parsed: Any
    written: dict[str, str]

    def html(self, key: str) -> str:
        if key not in self.written:
            self.written[key] = _format(key, self.parsed.entries[key])
        return self.written[key]


@lru_cache(maxsize=PARSED_FILES)
def _read(text: str) -> tuple[Mapping[str, Work], _Entries]:
    parsed = _parse(text)
    plain = [_work(key, entry) for key, entry in parsed.entries.items()]
    shared = Counter((work.authors, work.year) for work in plain)
    letters: Counter[tuple[str, str]] = Counter()
    found: dict[str, Work] = {}
    for work in plain:
        name = (work.authors, work.year)
        letter = chr(ord("a") + letters[name]) if shared[name] > 1 else ""
        letters[name] += 1
        found[work.key] = Work(work.key, work.authors, work.year + letter, work.sort_key)
    return found, _Entries(parsed, {})


def _parse(text: str) -> Any:
    from pybtex.database import BibliographyDataError
    from pybtex.database.input.bibtex import DuplicateField, Parser
    from pybtex.exceptions import PybtexError
    from pybtex.scanner import TokenRequired

    try:
        return Parser().parse_string(text)
    except TokenRequired as error:
        raise BibliographyError(
            _with_line(error), "Close the entry's braces and quotes, and part its fields."
        ) from error
    except DuplicateField as error:
        raise BibliographyError(_first_line(error), "Keep one of the two fields.") from error
    except BibliographyDataError as error:
        raise BibliographyError(_first_line(error), "Give each entry a key of its own.") from error
    except PybtexError as error:
        raise BibliographyError(_with_line(error), "Correct the file.") from error


def _with_line(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    text = re.sub(r"^syntax error in line \d+: ", "", _first_line(error))
    return f"{text} in line {line}" if line else text


def _first_line(error: Exception) -> str:
    return printable(str(error)).partition("\n")[0][:160]


def _work(key: str, entry: Any) -> Work:
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [_surname(person) for person in people]
    year = _text(entry.fields.get("year") or entry.fields.get("date", "")[:4]) or "n. d."
    title = _text(entry.fields.get("title", key))
    authors = _authors([name for name in names if name]) or _text(entry.fields.get("organization", "")) or title
    return Work(key, authors, year, (" ".join(names).casefold() or authors.casefold(), year, title.casefold()))


def _surname(person: Any) -> str:
    return _text(" ".join([*person.prelast_names, *person.last_names]))


def _authors(names: list[str]) -> str:
    if names and names[-1] == "others":
        return f"{names[0]} et al." if len(names) > 1 else ""
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names)


def _text(latex: str) -> str:
    from pybtex.richtext import Text

    try:
        return str(Text.from_latex(latex)).strip()
    except Exception:  # pybtex and latexcodec raise several kinds on unbalanced braces
        return latex.strip()


def _format(key: str, entry: Any) -> str:
    try:
        return printable(str(_style().format_entry(key, entry).text.render(_backend()))).strip()
    except Exception:  # an entry of an unknown type, or without the fields of its own
        return escape(" ".join(_plain_fields(entry)), quote=False)


def _plain_fields(entry: Any) -> Iterator[str]:
    names = [str(person) for person in entry.persons.get("author", [])]
    for text in (", ".join(names), *(entry.fields.get(name, "") for name in ("title", "howpublished", "year", "note"))):
        if text:
            yield f"{_text(text)}."


@cache
def _style() -> Any:
    from pybtex.style.formatting.unsrt import Style
    from pybtex.style.template import field, sentence

    class AsWritten(Style):  # type: ignore[misc]
        """pybtex's plain style, except that a title keeps its capitals and `@online` is known."""

        def format_title(self, entry: Any, which_field: str, as_sentence: bool = True) -> Any:
            title = field(which_field)
            return sentence[title] if as_sentence else title

        def get_online_template(self, entry: Any) -> Any:
            return self.get_misc_template(entry)

        get_software_template = get_dataset_template = get_online_template

    return AsWritten()


@cache
def _backend() -> Any:
    from pybtex.backends.html import Backend

    class Safe(Backend):  # type: ignore[misc]
        """Writes plain HTML: no classes, no address but of the web."""

        symbols = {**Backend.symbols, "newblock": " ", "nbsp": "\N{NO-BREAK SPACE}"}  # noqa: RUF012  # pybtex's own way to set them

        def format_protected(self, text: str) -> str:
            return text

        def format_str(self, text: str) -> str:
            return escape(str(text), quote=False)

        def format_href(self, url: str, text: str, external: bool = False) -> str:
            address = encode_url(_unescaped(url))
            if not re.match(r"https?://", address):
                return text
            return f'<a href="{escape(address)}" rel="external">{_unescaped(text)}</a>'

    return Safe("utf-8")


def _unescaped(url: Any) -> str:
    return str(url).replace("\\_", "_").replace("\\%", "%").replace("\\&", "&").replace("\\#", "#").strip()
