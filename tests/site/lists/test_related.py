"""Related posts: named for the words that two posts share and few others have."""

from __future__ import annotations

import random
from collections.abc import Mapping

from colophon.site.lists import related as module
from colophon.site.lists.related import COMMONEST, SHOWN, Relation, word_counts

TEXTS = {
    "dynamo": "quorum quorum replica replica partition partition clock clock store store the the the",
    "raft": "quorum quorum replica replica partition partition leader leader store store the the the",
    "tokens": "token token merge merge corpus corpus vocabulary vocabulary the the the",
    "pairs": "token token merge merge corpus corpus byte byte the the the",
    "alone": "sourdough sourdough the the the",
}


def related(texts: Mapping[str, str]) -> dict[str, list[Relation]]:
    return module.related({name: word_counts(text) for name, text in texts.items()})


def test_posts_that_share_rare_words_are_related_and_the_words_say_why() -> None:
    found = related(TEXTS)
    assert [(each.post, set(each.words)) for each in found["dynamo"]] == [
        ("raft", {"quorum", "replica", "partition", "store"})
    ]
    assert [each.post for each in found["raft"]] == ["dynamo"]
    assert [(each.post, set(each.words)) for each in found["pairs"]] == [("tokens", {"token", "merge", "corpus"})]
    assert found["alone"] == []


def test_a_word_of_most_posts_and_a_single_mention_say_nothing() -> None:
    texts = {f"p{number}": f"common common shared{number} once again perhaps" for number in range(10)}
    assert set(map(len, related(texts).values())) == {0}
    assert 0 < COMMONEST < 0.5


def test_a_plural_is_its_singular() -> None:
    filler = {f"f{number}": f"other{chr(97 + number)} " * 3 for number in range(6)}
    texts = {"a": "quorums quorum replicas replica clocks clock", "b": "quorum quorum replica replica clock clock"}
    assert [each.post for each in related(texts | filler)["a"]] == ["b"]


def test_a_word_is_four_letters_and_what_is_joined_to_them() -> None:
    text = "Self-attention, (self-attention)! “Naïve”: ab_cdef x2yard the-wide half² don’t Ⅷtest ἀλήθεια…\u00a0naïve."
    assert word_counts(text) == {
        "self-attention": 2, "naïve": 2, "cdef": 1, "yard": 1, "wide": 1, "half²": 1, "ⅷtest": 1, "ἀλήθεια": 1
    }  # fmt: skip


def test_the_order_of_the_posts_changes_nothing() -> None:
    """The same posts give the same result, in whatever order they are read."""
    names = list(TEXTS)
    for seed in range(5):
        random.Random(seed).shuffle(names)
        assert related({name: TEXTS[name] for name in names}) == related(TEXTS)
    assert all(len(each) <= SHOWN for each in related(TEXTS).values())


def test_nothing_is_related_to_nothing() -> None:
    assert related({}) == {} and related({"one": "word word"}) == {"one": []}
