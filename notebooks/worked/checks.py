"""Claims that can fail: each is written down with what was expected and what was measured, and asserted at the end.

checks = Checks()
checks.at_least("recall at the longest distance", recall, 0.95)
checks.check("no future token leaks", "change of 0", change, change == 0)
checks.verdict()
"""

from dataclasses import dataclass, field

from worked.tables import Table, short, show


@dataclass(frozen=True)
class Claim:
    """One line of the table of checks."""

    claim: str
    expected: str
    measured: str
    passed: bool


@dataclass
class Checks:
    """Collects claims; nothing is raised before `verdict`, so that one failure does not hide the next."""

    claims: list[Claim] = field(default_factory=list)

    def check(self, claim: str, expected: str, measured: object, passed: object) -> None:
        """Write down a claim in words with its outcome; `passed` is read as a truth value."""
        self.claims.append(Claim(claim, expected, short(measured), bool(passed)))

    def at_least(self, claim: str, measured: float, bound: float) -> None:
        """Claim that `measured` ≥ `bound`; a NaN fails."""
        self.check(claim, f"≥ {short(bound)}", measured, measured >= bound)

    def at_most(self, claim: str, measured: float, bound: float) -> None:
        """Claim that `measured` ≤ `bound`; a NaN fails."""
        self.check(claim, f"≤ {short(bound)}", measured, measured <= bound)

    def between(self, claim: str, measured: float, low: float, high: float) -> None:
        """Claim that `low` ≤ `measured` ≤ `high`; a NaN fails."""
        self.check(claim, f"{short(low)} to {short(high)}", measured, low <= measured <= high)

    def close(self, claim: str, measured: float, expected: float, tolerance: float) -> None:
        """Claim that `measured` lies within `tolerance` (absolute) of `expected`; a NaN fails."""
        passed = abs(measured - expected) <= tolerance
        self.check(claim, f"{short(expected)} ± {short(tolerance)}", measured, passed)

    def equal(self, claim: str, measured: object, expected: object) -> None:
        """Claim that `measured` is exactly `expected`."""
        self.check(claim, short(expected), measured, measured == expected)

    def table(self) -> Table:
        """Return the claims in the order in which they were made."""
        rows = ((c.claim, c.expected, c.measured, "holds" if c.passed else "FAILS") for c in self.claims)
        return Table(("Claim", "Expected", "Measured", "Verdict"), tuple(rows))

    def verdict(self) -> None:
        """Show the table, then raise `AssertionError` listing each claim that failed, or that there was none."""
        show(self.table())
        failed = [f"{c.claim}: expected {c.expected}, measured {c.measured}" for c in self.claims if not c.passed]
        if not self.claims:
            raise AssertionError("no claim was checked")
        if failed:
            raise AssertionError(f"{len(failed)} of {len(self.claims)} checks failed: " + "; ".join(failed))
