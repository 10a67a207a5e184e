"""Sharp edges and corners: dual contouring with the points' own planes.

Ju, Losasso, Schaefer and Warren, "Dual Contouring of Hermite Data", 2002: where the surface crosses the grid it has a
place and a normal, and a cell's vertex lies where the planes of its crossings meet. The filtered field has rounded its
normals; so place and normal come from the points, of which those of one face win by vote.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .dual import QuadMesh
from .neighbours import Neighbours, nearest, rows_of
from .orient import Floats, OrientedPoints, unit
from .rows import dots, taken

_NEIGHBOURS = 16
_CANDIDATES = 6
_WIDTH = 0.8
"""Standard deviation of the weights, in spacings."""
_ALIKE = 0.08
"""Width of the vote, in 1 - cosine: normals 23 degrees apart count for a third less."""
_ENOUGH = 0.5
_FARTHEST = 1.5
"""How far a crossing may move to its plane, in voxels."""
_FLAT = 0.2
"""Eigenvalues under this part of the largest one tell noise and curvature, not an edge."""
_OUT_OF_CELL = 1.0
"""How far a vertex may leave the mean of its cell's crossings, in voxels, along each axis."""


def sharpened(mesh: QuadMesh, origin: Floats, step: np.float32, points: OrientedPoints) -> Floats:
    """Vertices (V, 3) in the model frame for a dual mesh on a grid of voxels of size `step`."""
    corners = mesh.vertices[mesh.quads]
    facing = unit(np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]))
    places, normals = _hermite(mesh.crossings * step + origin, facing, points, step)
    return _meeting(mesh, places, normals, step)


def _hermite(places: Floats, facing: Floats, points: OrientedPoints, step: np.float32) -> tuple[Floats, Floats]:
    """Crossings (Q, 3) moved to the points' nearest face, and that face's normal there."""
    around = nearest(points.positions, places, _NEIGHBOURS)
    moved, normals = np.empty_like(places), np.empty_like(places)
    for rows in rows_of(len(places)):
        normal, height, trust = _elected(around, points, places[rows], facing[rows], rows)
        normals[rows] = unit(facing[rows] + trust[:, None] * (normal - facing[rows]))
        height = np.clip(height * trust, -_FARTHEST * step, _FARTHEST * step)
        moved[rows] = places[rows] - height[:, None] * normals[rows]
    return moved, normals


def _elected(
    around: Neighbours, points: OrientedPoints, places: Floats, facing: Floats, rows: slice
) -> tuple[Floats, Floats, Floats]:
    """The face that wins around each place: its unit normal, the place's height over it, trust in [0, 1]."""
    near = around.near[rows]
    theirs = taken(points.normals, near)
    width = np.float32(_WIDTH) * np.sqrt(points.areas[near[:, 0]])[:, None]
    closeness = np.exp(-0.5 * np.square(around.distances[rows] / width))
    weight = closeness * np.clip((theirs @ facing[:, :, None])[..., 0], 0, None)
    candidates = theirs[:, :_CANDIDATES]
    alike = np.exp((candidates @ theirs.transpose(0, 2, 1) - 1) / np.float32(_ALIKE))
    votes = (alike @ weight[:, :, None])[..., 0] * weight[:, :_CANDIDATES]
    chosen = np.arange(len(near)), np.argmax(votes, axis=1)
    weight = weight * alike[chosen]
    normal = unit((weight[:, None] @ theirs)[:, 0])
    planes = theirs + normal[:, None]
    height = dots(places[:, None] - taken(points.positions, near), planes) / 2
    total = weight.sum(axis=1)
    mean = (weight * height).sum(axis=1) / np.maximum(total, np.float32(1e-12))
    return normal, mean, np.minimum(total / np.float32(_ENOUGH), 1)


def _meeting(mesh: QuadMesh, places: Floats, normals: Floats, step: np.float32) -> Floats:
    """Where the planes of each cell's crossings meet: least squares about their mean, small eigenvalues left out."""
    count = len(mesh.vertices)
    index = mesh.quads.reshape(-1)

    def summed(values: Floats) -> NDArray[np.float64]:
        flat = values.reshape(len(values), -1)
        columns = [np.bincount(index, np.repeat(column, 4), minlength=count) for column in flat.T]
        return np.asarray(np.stack(columns, axis=1).reshape(count, *values.shape[1:]))

    number = np.bincount(index, minlength=count)[:, None]
    middle = summed(places) / number
    matrix = summed(normals[:, :, None] * normals[:, None])
    target = summed(normals * (normals * places).sum(axis=1, keepdims=True))
    target -= (matrix @ middle[:, :, None])[..., 0]
    values, vectors = np.linalg.eigh(matrix)
    keep = values > _FLAT * values[:, -1:]
    inverse = np.where(keep, 1 / np.maximum(values, 1e-12), 0)
    along = inverse * (vectors.transpose(0, 2, 1) @ target[:, :, None])[..., 0]
    move = (vectors @ along[:, :, None])[..., 0]
    limit = _OUT_OF_CELL * float(step)
    return (middle + np.clip(move, -limit, limit)).astype(np.float32)
