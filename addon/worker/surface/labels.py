"""Parts for the mesh's vertices, elected by the cloud's points that face the same way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .election import elected
from .neighbours import Neighbours, rows_of
from .orient import Floats, OrientedPoints


def vertex_labels(
    around: Neighbours, vertices: Floats, normals: Floats, points: OrientedPoints, part_ids: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Part (V,) of each vertex, (V, 3) with unit normals, from its neighbours, whose parts are `part_ids` (N,)."""
    labels = part_ids[around.near[:, 0]]
    for rows in rows_of(len(vertices)):
        asked = part_ids[around.near[rows]]
        (torn,) = np.nonzero((asked != asked[:, :1]).any(axis=1))
        asked = asked[torn]
        say = around.weights(points, normals[rows], rows)[torn]
        offsets = around.offsets(points, vertices[rows], rows)[torn]
        chosen = elected((asked[:, :, None] == asked[:, None]).astype(np.float32), say, offsets)
        labels[rows.start + torn] = asked[np.arange(len(torn)), np.argmax(chosen, axis=1)]
    return labels
