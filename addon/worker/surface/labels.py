"""Parts for the mesh's vertices, elected by the cloud's points that face the same way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .colors import Neighbours


def vertex_labels(neighbours: Neighbours, part_ids: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Part (V,) of each vertex: the one with most weight among its neighbours, whose parts are `part_ids` (N,).

    Of two that weigh the same, the one whose point is nearest wins.
    """
    asked = part_ids[neighbours.near]
    labels = asked[:, 0].copy()
    (torn,) = np.nonzero((asked != asked[:, :1]).any(axis=1))
    alike = asked[torn, :, None] == asked[torn, None]
    winner = np.argmax((alike @ neighbours.weight[torn][:, :, None])[..., 0], axis=1)
    labels[torn] = asked[torn, winner]
    return labels
