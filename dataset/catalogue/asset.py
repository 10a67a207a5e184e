"""A finished object, as parts with paint or as one coloured mesh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .kinds import Words
from .mesh import Floats, Ints, Part
from .paint import Paint, Scheme


@dataclass(frozen=True, eq=False)
class Flattened:
    """All solids as one mesh, cut along the borders of the colours.

    vertices : (V, 3) float64 in the unit cube
    faces : (F, 3) int32
    face_rgb : (F, 3) float64, display-referred sRGB in [0, 1]
    face_part : (F,) uint8, index into the asset's parts
    """

    vertices: Floats
    faces: Ints
    face_rgb: Floats
    face_part: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Asset:
    """A coloured object inside the unit cube.

    parts : closed parts, bounding box centred at 0, longest side 1
    paints : one for each part
    params : the parameters it was built from
    """

    category: str
    seed: int
    parts: tuple[Part, ...]
    paints: tuple[Paint, ...]
    scheme: Scheme
    params: object
    words: Words

    def flattened(self) -> Flattened:
        """All parts as one mesh."""
        vertices, faces, colors, owners = [], [], [], []
        start = 0
        for index, (part, paint) in enumerate(zip(self.parts, self.paints, strict=True)):
            for solid in part.solids:
                mesh, rgb = paint.cut(solid)
                vertices.append(mesh.vertices)
                faces.append(mesh.faces + np.int32(start))
                colors.append(rgb)
                owners.append(np.full(len(mesh.faces), index, dtype=np.uint8))
                start += len(mesh.vertices)
        return Flattened(*(np.concatenate(column) for column in (vertices, faces, colors, owners)))
