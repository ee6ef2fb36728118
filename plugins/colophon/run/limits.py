"""How much one post may take from the machine that runs it."""

from __future__ import annotations

from msgspec import Struct


class Limits(Struct, frozen=True):
    """What ends a run when it is passed."""

    cell_seconds: float = 600
    post_seconds: float = 1_800
    """From the moment on at which the kernel is ready."""
    memory_bytes: int = 8_000_000_000
    """Of all processes of the post together; shared pages count for none."""
    output_bytes: int = 10_000_000
    """Of one cell."""
    processes: int = 200
    """At one time."""
