"""The same request with other seeds, and where the results stand."""

from __future__ import annotations

import math
from dataclasses import replace
from enum import StrEnum

from .destination import Place
from .request import MAX_SEED, GenerationRequest

SPACING = (1.0, 10.0)
"""Sizes from one object's middle to the next one's; below 1 they could touch."""


class Layout(StrEnum):
    """What becomes of several variations."""

    ROW = "row"
    GRID = "grid"
    GALLERY = "gallery"  # clouds only, to pick from


def variations(request: GenerationRequest, count: int) -> tuple[GenerationRequest, ...]:
    """Return the request with the seeds that follow its own, its own first; after the largest seed comes 0."""
    return tuple(replace(request, seed=seed) for seed in seeds(request.seed, count))


def seeds(first: int, count: int) -> tuple[int, ...]:
    """Return `count` seeds that follow each other."""
    return tuple((first + number) % (MAX_SEED + 1) for number in range(count))


def places(layout: Layout, start: Place, step: float, count: int) -> tuple[Place, ...]:
    """Return `count` places, `step` scene units apart: along +X, or in lines of a square along +X and then +Y."""
    x, y, z = start
    columns = count if layout is Layout.ROW else math.ceil(math.sqrt(count))
    return tuple((x + step * (number % columns), y + step * (number // columns), z) for number in range(count))
