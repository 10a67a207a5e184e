"""A blend as a row of objects: from the request to the other end in even steps."""

from __future__ import annotations

from dataclasses import replace

from . import readers
from .request import Blend, GenerationRequest

COUNT = (2, 16)
DEFAULT_COUNT = 5


def blend_row(request: GenerationRequest, other_end: Blend, count: int) -> list[GenerationRequest]:
    """Return `count` requests whose amounts go evenly from 0 to 1; the amount of `other_end` is not looked at.

    Raises
    ------
    PointsmithError
        BAD_SETTING, EMPTY_PROMPT.
    """
    readers.in_range("the number of objects in a blend", count, COUNT)
    amounts = [step / (count - 1) for step in range(count)]
    return [replace(request, blend=replace(other_end, amount=amount)).validated() for amount in amounts]
