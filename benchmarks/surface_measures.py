"""Figures of a mesh against the true surface. Lengths are shares of the object's longest side. V vertices, F faces."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from skimage.color import rgb2lab

from .surface_objects import Floats, Samples, evenly

_SAMPLES = 60_000


def figures(vertices: NDArray[Any], faces: NDArray[Any], colors: NDArray[Any], truth: Samples) -> dict[str, float]:
    """All figures of a mesh with colours (V, 3), sRGB in [0, 1]; of a mesh without faces the worst of each.

    chamfer
        Mean of the mean distances from either surface to the other.
    f1, f2
        F-scores at 1 % and 2 % (Tatarchenko et al. 2019, section 4).
    normals
        Mean absolute cosine between normals of nearest points, both ways (Mescheder et al. 2019).
    lab, lab_border
        Mean CIE76 difference to the nearest true point's colour, everywhere and near borders.
    closed, pieces
        Whether every edge has two faces that walk it in opposite ways; connected pieces.
    """
    if not len(faces):
        return {"chamfer": 0.5, "f1": 0.0, "f2": 0.0, "normals": 0.0, "lab": 100.0, "lab_border": 100.0} | {
            "closed": 0.0,
            "pieces": 0.0,
        }
    triangles = vertices[faces].astype(np.float64)
    chosen, places, normals = evenly(triangles, _SAMPLES)
    there, nearest = cKDTree(truth.xyz).query(places)
    back, nearest_back = cKDTree(places).query(truth.xyz)
    found = {"chamfer": float(there.mean() + back.mean()) / 2}
    for name, within in (("f1", 0.01), ("f2", 0.02)):
        precision, recall = float((there < within).mean()), float((back < within).mean())
        found[name] = 2 * precision * recall / max(precision + recall, 1e-9)
    cosines = (
        np.abs((normals * truth.normals[nearest]).sum(axis=1)).mean(),
        np.abs((truth.normals * normals[nearest_back]).sum(axis=1)).mean(),
    )
    found["normals"] = float(sum(cosines)) / 2
    # Colours of the places by where they lie in their triangles.
    seen = _interpolated(triangles[chosen], colors[faces[chosen]], places)
    error = np.linalg.norm(rgb2lab(seen) - truth.lab[nearest], axis=1)
    near = truth.near_border[nearest]
    found["lab"] = float(error.mean())
    found["lab_border"] = float(error[near].mean()) if near.any() else float("nan")
    return found | {"closed": float(is_closed(faces)), "pieces": float(pieces(faces, len(vertices)))}


def _interpolated(triangles: Floats, corners: Floats, places: Floats) -> Floats:
    a, b, c = triangles.transpose(1, 0, 2)
    normal = np.cross(b - a, c - a)
    square = np.maximum((normal * normal).sum(axis=1), 1e-30)
    v = (np.cross(places - a, c - a) * normal).sum(axis=1) / square
    w = (np.cross(b - a, places - a) * normal).sum(axis=1) / square
    weights = np.clip(np.stack([1 - v - w, v, w], axis=1), 0, 1)
    blended: Floats = np.clip((weights[:, :, None] * corners).sum(axis=1) / weights.sum(axis=1, keepdims=True), 0, 1)
    return blended


def is_closed(faces: NDArray[Any]) -> bool:
    """Whether every edge is walked once in each direction."""
    start, end = faces.astype(np.int64).reshape(-1), np.roll(faces, -1, axis=1).astype(np.int64).reshape(-1)
    size = int(faces.max()) + 1
    forth, back = np.sort(start * size + end), np.sort(end * size + start)
    return bool(np.array_equal(forth, back) and (np.diff(forth) > 0).all())


def pieces(faces: NDArray[Any], count: int) -> int:
    """Connected pieces among the vertices that have faces."""
    start, end = faces.reshape(-1), np.roll(faces, -1, axis=1).reshape(-1)
    owner = connected_components(coo_array((np.ones(len(start)), (start, end)), shape=(count, count)), directed=False)
    return len(np.unique(owner[1][faces]))
