"""A scan to import: points on the outside of an object of the catalogue, as six cameras around it would see them."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from addon.core.cloud_files import write_ply
from dataset.catalogue.generate import generate

Floats = NDArray[np.float64]
_PIXELS = 160
_CLOSE = 0.02


def write_scan(path: Path, category: str, seed: int, count: int) -> None:
    """Write a PLY of about `count` coloured points without normals, the object one unit large and upright."""
    asset = generate(category, seed)
    flat = asset.flattened()
    random = np.random.default_rng(seed)
    a, b, c = flat.vertices[flat.faces].transpose(1, 0, 2)
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    chosen = random.choice(len(area), 2 * count, p=area / area.sum())
    u, v = random.random((2, 2 * count, 1))
    root = np.sqrt(u)
    points = (1 - root) * a[chosen] + root * (1 - v) * b[chosen] + root * v * c[chosen]
    seen = np.flatnonzero(_seen(points))[:count]
    write_ply(path, points[seen].astype(np.float32), flat.face_rgb[chosen][seen], None)


def _seen(points: Floats) -> NDArray[np.bool_]:
    """Which of (N, 3) points in the unit cube nothing hides from one of the six sides."""
    cells = np.clip(((points + 0.5) * _PIXELS).astype(int), 0, _PIXELS - 1)
    found = np.zeros(len(points), bool)
    for axis in range(3):
        across = np.delete(cells, axis, axis=1) @ [_PIXELS, 1]
        for depth in (points[:, axis], -points[:, axis]):
            nearest = np.full(_PIXELS**2, np.inf)
            np.minimum.at(nearest, across, depth)
            found |= depth < nearest[across] + _CLOSE
    return found
