"""Which requests can be computed together: in one job of the worker, and in one call of the network."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from .request import GenerationRequest

MOST = 16
"""Variations that an artist may ask for at once."""


def kind(request: GenerationRequest) -> tuple[Any, ...]:
    """What requests must have in common to run as one batch.

    Subjects, seeds, blends and surfaces may differ: they are each member's own.
    """
    return (
        request.pipeline,
        request.device,
        request.steps,
        request.guidance_scale,
        request.points,
        request.sampler,
    )


def of_one_kind(requests: Sequence[GenerationRequest]) -> bool:
    """Whether requests can be one job."""
    return len({kind(request) for request in requests}) <= 1


def batches(requests: Sequence[GenerationRequest], most: int | None = None) -> list[tuple[GenerationRequest, ...]]:
    """Cut a list, in its order, into runs of one kind, each of at most `most` requests where that is given."""
    found: list[tuple[GenerationRequest, ...]] = []
    for _, run in groupby(requests, kind):
        members = tuple(run)
        size = most or len(members)
        found += [members[start : start + size] for start in range(0, len(members), size)]
    return found


def title(requests: Sequence[GenerationRequest]) -> str:
    """A short name for requests together, such as “a red chair × 4”."""
    first = requests[0]
    if len(requests) == 1:
        return first.title
    if len({request.way_title for request in requests}) == 1:
        return f"{first.way_title} × {len(requests)}"
    return f"{first.title} + {len(requests) - 1}"
