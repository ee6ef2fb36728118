"""Which posts are about the same things: those that share words which few others have.

A vector of words weighted by term frequency and inverse document frequency for each post, and the cosine between two
(Salton and Buckley, 1988). The libraries for it bring NumPy at least; the arithmetic is the thirty lines below.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from heapq import nlargest
from itertools import combinations
from math import log, sqrt

from msgspec import Struct

STRONGEST = 40
"""Words of a post that count; with them work stays in proportion to the number of posts."""
SHOWN, EXPLAINED = 3, 4
"""Posts that are named, and shared words that say why."""
FEWEST, LEAST = 3, 0.08
"""Words that two posts have to share, and the cosine that they have to reach: by looking, less is chance."""
SHORTEST = 4
"""Letters of a word."""
COMMONEST = 0.4
"""A word of more than this share of the posts says nothing about one of them."""


class Relation(Struct, frozen=True):
    """Another post, and what it shares with the one it is named under."""

    post: str
    words: tuple[str, ...]
    """The strongest first."""


def related(counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[Relation]]:
    """Return for each post, by name, the most similar others, the best first; `counts` are their words."""
    vectors = _vectors(counts)
    shared: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for word, posts in _postings(vectors).items():
        for one, other in combinations(posts, 2):
            shared[one, other].append((vectors[one][word] * vectors[other][word], word))
    found: dict[str, list[tuple[float, Relation]]] = defaultdict(list)
    for pair, products in shared.items():
        cosine = sum(product for product, _ in products)
        if len(products) < FEWEST or cosine < LEAST:
            continue
        words = tuple(word for _, word in sorted(products, key=lambda each: (-each[0], each[1]))[:EXPLAINED])
        for one, other in (pair, pair[::-1]):
            found[one].append((cosine, Relation(other, words)))
    return {
        name: [relation for _, relation in nlargest(SHOWN, found[name], key=lambda each: (each[0], each[1].post))]
        for name in counts
    }


def word_counts(text: str) -> dict[str, int]:
    """Return how often each word stands in prose without markup; plurals are counted with their singulars."""
    text = text.lower()
    for sign in _POINTS:
        text = text.replace(sign, " ")
    counts: defaultdict[str, int] = defaultdict(int)
    for token, count in Counter(text.split()).items():  # nearly all are words: the pattern alone takes twice as long
        if not token.isalpha():
            for word in _WORD.findall(token):
                counts[word] += count
        elif len(token) >= SHORTEST:
            counts[token] += count
    for plural in [word for word in counts if word[-1] == "s" and word[:-1] in counts]:
        counts[plural[:-1]] += counts.pop(plural)
    return dict(counts)


_POINTS = ".,:;!?()’“”"
_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},}}(?:-[^\W\d_]{{2,}})*")


def _vectors(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, float]]:
    """Return each post's strongest words with their weights, the vector as long as 1."""
    spread: Counter[str] = Counter()
    for words in counts.values():
        spread.update(words.keys())
    most = max(2, COMMONEST * len(counts))
    rare = {word: log(len(counts) / posts) for word, posts in spread.items() if 1 < posts <= most}
    vectors = {}
    for name, words in counts.items():
        weights = {word: (1 + log(count)) * rare[word] for word, count in words.items() if count > 1 and word in rare}
        strongest = nlargest(STRONGEST, weights.items(), key=lambda item: (item[1], item[0]))
        length = sqrt(sum(weight * weight for _, weight in strongest)) or 1
        vectors[name] = {word: weight / length for word, weight in strongest}
    return vectors


def _postings(vectors: Mapping[str, Mapping[str, float]]) -> dict[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(vectors):
        for word in vectors[name]:
            found[word].append(name)
    return found  # type: ignore[return-value]
