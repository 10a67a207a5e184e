"""Parts for the mesh's vertices, elected by the cloud's points that face the same way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .election import elected
from .neighbours import Neighbours, rows_of
from .orient import Floats, OrientedPoints
from .rows import taken


def vertex_labels(
    around: Neighbours, vertices: Floats, normals: Floats, points: OrientedPoints, part_ids: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Part (V,) of each vertex, (V, 3) with unit normals, from its neighbours, whose parts are `part_ids` (N,)."""
    labels = taken(part_ids, around.near[:, 0])
    for rows in rows_of(len(vertices)):
        asked = taken(part_ids, around.near[rows])
        (torn,) = np.nonzero((asked != asked[:, :1]).any(axis=1))
        asked, places = asked[torn], rows.start + torn
        say = around.weights(points, normals[places], places)
        offsets = around.offsets(points, vertices[places], places)
        chosen = elected((asked[:, :, None] == asked[:, None]).astype(np.float32), say, offsets)
        labels[places] = asked[np.arange(len(torn)), np.argmax(chosen, axis=1)]
    return labels
