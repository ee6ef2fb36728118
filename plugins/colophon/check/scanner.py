"""Whether a text holds a key or a password; the only module that knows the scanner.

Each provider's keys are found by the patterns that Kingfisher keeps, and some that it looks for in pairs only by
patterns of our own. Nothing is asked of any provider.
"""

from __future__ import annotations

import hashlib
import re
import string
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct

from colophon.check.memory import Lines, Memory
from colophon.hollow import alone

if TYPE_CHECKING:
    import kingfisher_sdk

DISTRIBUTION = "kingfisher-secret-scanner"


class Secret(Struct, frozen=True, order=True):
    """What looks like a secret in a text."""

    line: int
    """From 1."""
    kind: str
    """A short name, `github-pat`."""


class Scanner:
    """Finds secrets; remembers texts without any by their digests, since loading the patterns takes a second."""

    def __init__(self, memory: Memory, patterns: Memory | None = None) -> None:
        """`patterns` is where the compiled patterns are kept, else `memory`: they are the same for all sites."""
        self._memory = memory
        self._patterns = patterns or memory
        self._scanner: kingfisher_sdk.Scanner | None = None

    def secrets(self, text: str) -> list[Secret]:
        """Return what looks like a secret, sorted by line, each kind once a line."""
        words = _words(text)
        if not words and not _has_place(text):
            return []
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
        clean = self._clean
        if digest in clean:
            return []
        found = sorted({*_own(text), *self._known(text, words)})
        if not found:
            clean.add(digest)
        return found

    @cached_property
    def _clean(self) -> Lines:
        """The digests of texts without any, as the installed patterns see them."""
        return self._memory.lines(f"clean-texts-{_version()}-{EDITION}")

    def prepare(self) -> None:
        """Load the patterns now; the first time on a machine they are compiled, which takes some seconds."""
        self._loaded()

    def _known(self, text: str, words: list[str]) -> Iterator[Secret]:
        """Yield what Kingfisher finds, in the text and in each of its long words alone."""
        for finding in self._loaded().scan("\n".join([text, *words])):
            if finding.visible and _is_meant(finding):
                yield Secret(text[: max(text.find(finding.secret), 0)].count("\n") + 1, finding.rule_id.split(".")[-1])

    def _loaded(self) -> kingfisher_sdk.Scanner:
        if self._scanner is None:
            folder = self._patterns.folder("patterns")
            rules = alone("kingfisher_sdk.rules").Rules(cache=folder is not None, cache_dir=folder)
            self._scanner = alone("kingfisher_sdk.scanner").Scanner(rules, base64=False)
        return self._scanner


EDITION = 1
"""Counts up when the patterns here change."""

OWN: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("aws-access-key-id", ("akia", "asia"), re.compile(r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])")),
    (
        "aws-secret-access-key",
        ("aws",),
        re.compile(r"(?i)aws.{0,20}?(?:secret|private).{0,20}?['\"\s:=]([a-z0-9/+]{40})(?![a-z0-9/+=])"),
    ),
    ("telegram-bot-token", (":aa",), re.compile(r"(?<![\w:])\d{8,10}:AA[\w-]{33}(?![\w-])")),
)
"""Kinds that Kingfisher reports only beside a second one, each with what any has in it, in small letters.

Source: the providers' documentation of their keys.
"""

LONG = 16
LETTERS = frozenset(string.ascii_letters + string.digits + "_+/=.~-")
"""What keys are made of."""
_OUTLINE = "".join("x" if chr(code) in LETTERS else " " for code in range(256)).encode()
_LONG_OUTLINE = b"x" * LONG
_ADDRESS = re.compile(r"://[^\s/@]*:[^\s/@]+@")
_TOKEN = re.compile(r"\b\d{8,10}:AA")


def _has_place(text: str) -> bool:
    """Whether a secret can be in a text that has no long word: a password in an address, or a key of another form."""
    return (
        "-----BEGIN " in text
        or (":AA" in text and bool(_TOKEN.search(text)))
        or ("://" in text and "@" in text and bool(_ADDRESS.search(text)))
    )


_EVERYBODYS = re.compile(r"(?i)^(?:.{0,7}|[a-z_.-]+|.*(?:pass|secret|token|example|x{3}|\*{3}|\.{3}|<|\{|\$).*)$")
"""A password in an address that nobody keeps secret: short, without a digit, or a stand-in."""


_PART = r"""(?:
    (?: \d{0,2}+ (?:[A-Z]{0,4}+[a-z]{2,}+)++ [A-Z]{0,3}+ [a-z]?+ \d{0,4}+ [A-Z]? | \d++ | [A-Za-z\d]{1,3} | [A-Z]{1,8} )
    (?![A-Za-z\d])
)"""
_NAME = re.compile(rf"{_PART}?(?:[-+=./_~]++{_PART}?)*+", re.VERBOSE)
"""Names made of words and numbers, `04.11-Settings-and-Stylesheets.ipynb`. Of random keys of 16 letters, digits,
`-` and `_` one in 50 is, of 20 one in 150, of 32 one in 5,000.
"""
_TOLD = re.compile(r"(?i)pass|pwd|secret|token|key|auth|cred|login")
"""Near such a word a name can be what somebody chose to keep secret."""
NEAR = 80
"""Letters before a name, and those of the name itself."""

_MIXED = re.compile(r"\d|[a-z][A-Z]")
_FRACTION = re.compile(r"[-+=/~]*\d*\.\d+(?:e[-+]?\d+)?", re.IGNORECASE)


def suspicious(texts: Sequence[str]) -> list[int]:
    """Return which of the texts can hold a secret.

    They are looked through as one: a notebook has a hundred, nearly all short and none with a secret, and to ask the
    scanner for each takes three times as long.
    """
    whole = "\n".join(texts)
    ends = [*accumulate(len(text) + 1 for text in texts)]
    found = {bisect(ends, begin) for begin, _ in _suspect_words(whole)}
    if _has_place(whole):
        found.update(number for number, text in enumerate(texts) if _has_place(text))
    return sorted(found)


def _words(text: str) -> list[str]:
    """Return the long words that have digits, or capitals among small letters; keys have, and are no fractions.

    Of an address, each part of its path is a word: it is not a key because it is long as a whole.
    """
    return [part for _, part in _suspect_words(text)]


def _suspect_words(text: str) -> Iterator[tuple[int, str]]:
    """Yield where the word that it is a part of begins, and the part."""
    for begin, end in _long_words(text):
        for part, is_name in _suspects(text[begin:end]):
            if not is_name or _TOLD.search(text, max(begin - NEAR, 0), end):
                yield begin, part


@lru_cache(16_384)  # three of four long words of a site stand in it more than once
def _suspects(word: str) -> tuple[tuple[str, bool], ...]:
    """Return the parts of a long word that can be keys, each with whether it reads like a name."""
    return tuple(
        (part, bool(_NAME.fullmatch(part)))
        for part in (word.split("/") if word.startswith("//") else (word,))
        if len(part) >= LONG and _MIXED.search(part) and not _FRACTION.fullmatch(part)
    )


def _long_words(text: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of the words that are long enough for a key.

    They are looked for in the outline of the text, `x` for a letter of a key: a pattern takes five times as long.
    """
    outline = text.encode("ascii", "replace").translate(_OUTLINE) + b" "
    end = 0
    while (begin := outline.find(_LONG_OUTLINE, end)) >= 0:
        end = outline.find(b" ", begin)
        yield begin, end


def _own(text: str) -> Iterator[Secret]:
    lower = text.casefold()
    for kind, marks, pattern in OWN:
        for match in pattern.finditer(text) if any(mark in lower for mark in marks) else ():
            if "EXAMPLE" not in match[0].upper():
                yield Secret(text[: match.start()].count("\n") + 1, kind)


def _is_meant(finding: kingfisher_sdk.Finding) -> bool:
    """Whether a finding is more than a stand-in: of addresses with a password, any is found."""
    password = finding.captures.get("password")
    return password is None or not _EVERYBODYS.match(password)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return ""
