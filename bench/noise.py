"""Whether the machine was quiet enough for its figures to mean something."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence

LOOPS = 1_500_000
SPREAD = 0.10
"""Of the same work's CPU seconds, the share by which they may differ (between the quartiles)."""
OTHERS = 0.15
"""CPU seconds that others may use for each second, in the median."""


def calibrate() -> float:
    """Return the CPU seconds that a fixed piece of work takes now."""
    begin = time.process_time()
    total = 0
    for number in range(LOOPS):
        total += number * number % 7
    return time.process_time() - begin


def spread(values: Sequence[float]) -> float:
    """Return how far the values lie apart: the distance of their quartiles, as a share of the median."""
    if len(values) < 2:
        return 0.0
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return (high - low) / middle if middle else 0.0


def verdict(calibrations: Sequence[float], others: Sequence[float]) -> str:
    """Return a sentence on the machine, one that begins with `TOO NOISY` where the figures should not be trusted."""
    apart, busy = spread(calibrations), statistics.median(others) if others else 0.0
    facts = (
        f"the same work took between {min(calibrations):.3f} and {max(calibrations):.3f} CPU seconds "
        f"(quartiles {apart:.0%} apart), and other programs used {busy:.2f} CPU seconds a second (median)"
    )
    if apart > SPREAD or busy > OTHERS:
        return f"TOO NOISY: {facts}; at most {SPREAD:.0%} and {OTHERS} are wanted. Measure again on a quiet machine."
    return f"Quiet enough: {facts}."
