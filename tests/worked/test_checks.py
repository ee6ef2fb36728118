"""Claims are collected, shown, and asserted together."""

import pytest

from worked.checks import Checks


def test_the_verdict_lists_every_failed_claim_and_shows_all(capsys):
    checks = Checks()
    checks.at_least("recall", 0.97, 0.95)
    checks.at_most("stale answers", 7, 3)
    checks.check("no future token leaks", "change of 0", 0.5, False)
    with pytest.raises(AssertionError) as failure:
        checks.verdict()
    assert str(failure.value) == (
        "2 of 3 checks failed: stale answers: expected ≤ 3, measured 7; "
        "no future token leaks: expected change of 0, measured 0.5"
    )
    assert "recall" in capsys.readouterr().out


def test_claims_that_hold_raise_nothing():
    checks = Checks()
    checks.close("slope", 2.04, 2, 0.1)
    checks.between("share", 0.2, 0.1, 0.3)
    checks.equal("replicas", [1, 2], [1, 2])
    checks.verdict()
    assert [row[3] for row in checks.table().rows] == ["holds"] * 3


@pytest.mark.parametrize("claim", ["at_least", "at_most"])
def test_nan_never_passes(claim):
    checks = Checks()
    getattr(checks, claim)("loss", float("nan"), 1)
    checks.between("loss", float("nan"), 0, 1)
    checks.close("loss", float("nan"), 0, 1)
    assert not any(c.passed for c in checks.claims)


def test_a_verdict_without_claims_is_a_failure():
    with pytest.raises(AssertionError, match="no claim"):
        Checks().verdict()
