"""What can be measured of an object, for its record."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.cloud import PointCloud
from ..core.mesh import TriangleMesh


def measures(cloud: PointCloud, mesh: TriangleMesh | None, size: float) -> dict[str, Any]:
    """Measure an object, whose longest side was scaled to `size` scene units.

    Returns
    -------
    dict
        "points"; "parts", how many labelled ones; "size", the bounds along X, Y and Z in scene units; of a mesh
        "vertices", "faces" and "watertight".
    """
    positions = cloud.positions if mesh is None else mesh.vertices
    bounds = np.ptp(positions, axis=0).astype(np.float64) if len(positions) else np.zeros(3)
    longest = float(bounds.max())
    found: dict[str, Any] = {
        "points": len(cloud),
        "parts": len(cloud.part_names),
        "size": [round(float(side) * size / longest, 6) if longest else 0.0 for side in bounds],
    }
    if mesh is not None:
        found["vertices"] = len(mesh.vertices)
        found["faces"] = len(mesh.faces)
        found["watertight"] = is_watertight(mesh.faces, len(mesh.vertices))
    return found


def is_watertight(faces: NDArray[np.int32], vertices: int) -> bool:
    """Whether (F, 3) triangles close: each edge has two faces, which run along it in opposite directions."""
    if len(faces) == 0:
        return False
    start = faces.astype(np.int64).ravel()
    end = np.roll(faces, -1, axis=1).astype(np.int64).ravel()
    there, back = np.sort(start * vertices + end), np.sort(end * vertices + start)
    return bool((np.diff(there) > 0).all() and np.array_equal(there, back))


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, 64 hex digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
