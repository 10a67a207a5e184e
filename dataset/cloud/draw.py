"""From a dense cloud to 16,384 points: each part its share, farthest points first within the part.

The order is nested: any first n points, 1,024 and 4,096 above all, are a fair draw too, each part with its share of n
and spread over the part by farthest point sampling.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..shares import part_counts
from .farthest import farthest_points
from .points import Floats, Points

COUNTS = (16_384, 4_096, 1_024)
_CANDIDATES = 4
"""Points that farthest point sampling chooses from, for each one wanted; more costs time and shows nothing."""
_JITTER = 1e-4
"""Of points that stand in for missing ones, as in Shap-E's code."""


def draw(cloud: Points, areas: Floats, count: int, rng: np.random.Generator) -> Points:
    """Draw `count` points of a dense cloud whose parts have the visible `areas` (parts,)."""
    chosen: list[NDArray[np.int64]] = []
    ranks: list[Floats] = []
    for part, wanted in enumerate(part_counts(areas, count).tolist()):
        if wanted:
            chosen.append(_of_part(cloud, part, wanted, rng))
            ranks.append((np.arange(wanted) + 0.5) / wanted)
    index = np.concatenate(chosen)[np.argsort(np.concatenate(ranks), kind="stable")]
    drawn = cloud.pick(index)
    _, first = np.unique(index, return_index=True)
    twice = np.ones(count, np.bool_)
    twice[first] = False
    drawn.xyz[twice] += _JITTER * rng.standard_normal((int(twice.sum()), 3))
    return drawn


def _of_part(cloud: Points, part: int, wanted: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Indices of `wanted` points of a part; they come again from the first where it has fewer."""
    there = rng.permutation(np.flatnonzero(cloud.part_ids == part))[: _CANDIDATES * wanted]
    order = there[farthest_points(cloud.xyz[there], min(wanted, len(there)))]
    return np.resize(order, wanted)
