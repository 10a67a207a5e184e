"""Many requests in one call of the network: the largest batches that fit, found by themselves.

The first guess is what the free memory holds; a batch for which it was not enough is halved and tried again, and what
was found out is remembered for the life of the worker.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..core import batches
from ..core.errors import PointsmithError

if TYPE_CHECKING:
    from .pipelines.registry import Loaded, Made, Prepared


class Batch(NamedTuple):
    """Members of a job that are computed together, and which is the first of them, counted from 0."""

    first: int
    members: Sequence[Prepared]


Compute = Callable[[Batch], "Sequence[Made]"]
"""Computes a batch; raises what the device raises when it has too little memory."""
Planned = Callable[[Sequence[Batch], bool], None]
"""Called with the batches that are to come, and whether the one before them was given up for want of memory."""


class BatchLimits:
    """How many members of a kind fit at once, as far as it is known."""

    def __init__(self) -> None:
        self._found: dict[tuple[Any, ...], int] = {}

    def largest(self, loaded: Loaded, member: Prepared) -> int:
        """Return how many members like this one to try at once; at least one."""
        from .memory import members_that_fit  # noqa: PLC0415 - torch comes after hello

        most = loaded.most(member.request)
        found = self._found.get(batches.kind(member.request), most)
        return max(1, min(most, found, members_that_fit(member.request)))

    def was_too_much(self, member: Prepared, size: int) -> None:
        """Remember that so many members did not fit: half of them may."""
        self._found[batches.kind(member.request)] = max(1, size // 2)


def runs(prepared: Sequence[Prepared | PointsmithError]) -> list[Batch]:
    """Cut the members of a job where one was refused."""
    found: list[Batch] = []
    for index, each in enumerate(prepared):
        if isinstance(each, PointsmithError):
            continue
        if index and found and not isinstance(prepared[index - 1], PointsmithError):
            found[-1] = Batch(found[-1].first, [*found[-1].members, each])
        else:
            found.append(Batch(index, [each]))
    return found


def cut(batch: Batch, largest: int) -> list[Batch]:
    """Cut a batch into as few as fit, as alike in size as can be."""
    count = len(batch.members)
    size = math.ceil(count / math.ceil(count / largest))
    return [Batch(batch.first + start, batch.members[start : start + size]) for start in range(0, count, size)]


def compute(batch: Batch, loaded: Loaded, limits: BatchLimits, call: Compute, planned: Planned) -> dict[int, Made]:
    """Compute a batch in as few calls as fit; returns what became of each member by its number.

    Raises
    ------
    PointsmithError
        What all members share.
    Exception
        What the device raises when a batch of one does not fit.
    """
    waiting = deque(cut(batch, limits.largest(loaded, batch.members[0])))
    planned(tuple(waiting), False)
    made: dict[int, Made] = {}
    while waiting:
        now = waiting.popleft()
        if (results := _tried(now, call)) is None:
            limits.was_too_much(now.members[0], len(now.members))
            _give_back()
            rest = Batch(now.first, [member for each in (now, *waiting) for member in each.members])
            waiting = deque(cut(rest, limits.largest(loaded, rest.members[0])))
            planned(tuple(waiting), True)
        else:
            made |= {now.first + number: result for number, result in enumerate(results)}
    return made


def _tried(batch: Batch, call: Compute) -> Sequence[Made] | None:
    """Compute a batch; None when there was too little memory for several members."""
    try:
        return call(batch)
    except Exception as error:
        if len(batch.members) == 1 or not is_out_of_memory(error):
            raise
        return None


def is_out_of_memory(error: Exception) -> bool:
    """Whether an exception of Python, numpy or torch says that memory ran out."""
    if isinstance(error, PointsmithError):
        return False
    return isinstance(error, MemoryError) or "out of memory" in str(error) or "can't allocate memory" in str(error)


def _give_back() -> None:
    import torch  # noqa: PLC0415 - comes after hello

    if torch.cuda.is_available():
        torch.cuda.empty_cache()
