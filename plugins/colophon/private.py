"""What only its owner should know: texts as random as a key, and variables of an environment."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping


def private_values(environment: Mapping[str, str]) -> dict[str, str]:
    """Return name and value of the variables that look private: called so, or as random as a key."""
    return {name: value for name, value in environment.items() if _is_private(name, value)}


def is_random(text: str) -> bool:
    """Whether a text is as random as a key: long, of letters and digits, each used about as often as chance would.

    Chance gives a text of n letters out of many about log2(n) bits a letter; 0.8 of it passes. Source: Shannon's
    entropy of the letters, as detectors of secrets use it.
    """
    if not 12 <= len(text) <= 500 or _PLAIN.search(text):
        return False
    if not (re.search(r"\d", text) and re.search(r"[A-Za-z]", text)):
        return False
    return entropy(text) >= min(0.8 * math.log2(len(text)), 3.2)


def entropy(text: str) -> float:
    """Return the bits a letter of a text, as its letters are distributed."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)


def _is_private(name: str, value: str) -> bool:
    """Whether nobody else should see a value: not a path or an address, and not a word that any text could have."""
    if len(value) < 8 or re.search(r"\s", value) or value.startswith(("/", "~", "./", "http://", "https://")):
        return False
    if re.fullmatch(r"[A-Za-z]{1,11}|\d{1,9}", value):
        return False
    return bool(_PRIVATE_NAME.search(name)) or (len(value) >= 20 and is_random(value))


_PRIVATE_NAME = re.compile(
    r"(?i)(?:^|_)PASS(?:$|_)|PASS(?:WORD|WD|PHRASE)(?:$|_)|SECRET|TOKEN|CREDENTIAL|API_?KEY|ACCESS_?KEY|_KEY$"
)
_PLAIN = re.compile(
    r"(?i)[\s<>{}|*…]|\.\.\.|example|placeholder|your|change.?me|dummy|xxx|(.)\1{3}|0123|1234|abcd"
    r"|^https?:|^/|^\./|^~"
)
"""What no key has in it, and stand-ins have."""
