"""How many jobs of one kind a worker is given at once."""

from __future__ import annotations

from dataclasses import dataclass, field

_GOOD_BATCHES = 10
"""Batches in a row that must go well before one as large as a fatal one is tried again."""


@dataclass(slots=True)
class BatchSize:
    """Finds the size whose batches take a few seconds: long against what lies between two, short to lose or to share.

    How many of them go into one call of the network is the worker's affair.

    Attributes
    ----------
    size
        How many to give next; at first as many as fill a call of the network.
    most
        What it may grow to.
    seconds
        How long a batch should take.
    """

    size: int
    most: int
    seconds: float
    _first: int = field(init=False)
    _fatal: int = 0
    _good: int = 0

    def __post_init__(self) -> None:
        self._first = self.size

    def went_well(self, count: int, seconds: float) -> None:
        """Learn from a batch of `count` that took so long, the model's loading aside."""
        self._good += 1
        if self._good % _GOOD_BATCHES == 0:
            self._fatal = 0
        fitting = int(self.seconds * count / max(seconds, 1e-3))
        step = self._first if fitting >= self._first else 1
        # At most fourfold at once, and in whole calls of the network.
        grown = min(fitting // step * step, 4 * self.size, self.most)
        self.size = max(1, min(grown, self._fatal // 2 or grown))

    def died(self, count: int) -> None:
        """Learn that the worker ended on a batch of `count`; for want of memory, it may be."""
        self._good, self._fatal = 0, count
        self.size = max(1, count // 2)
