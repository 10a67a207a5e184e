"""Parts for the mesh's vertices, elected by the cloud's points that face the same way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .neighbours import Neighbours, rows_of
from .orient import Floats, OrientedPoints


def vertex_labels(
    around: Neighbours, normals: Floats, points: OrientedPoints, part_ids: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Part (V,) of each vertex: the one with most weight among its neighbours, whose parts are `part_ids` (N,).

    The vertices have unit `normals` (V, 3). Of two parts that weigh the same, the one whose point is nearest wins.
    """
    labels = part_ids[around.near[:, 0]]
    for rows in rows_of(len(normals)):
        asked = part_ids[around.near[rows]]
        (torn,) = np.nonzero((asked != asked[:, :1]).any(axis=1))
        weight = around.weights(points, normals[rows], rows)[torn]
        alike = asked[torn, :, None] == asked[torn, None]
        winner = np.argmax((alike @ weight[:, :, None])[..., 0], axis=1)
        labels[rows.start + torn] = asked[torn, winner]
    return labels
