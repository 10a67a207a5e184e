"""The peers of `benchmarks.normals`, run by a Python that has open3d and pymeshlab: IN_FOLDER OUT_FOLDER.

Reads every `NAME.npz` with positions; writes `WAY/NAME.npz` with normals and seconds of the processor, of all threads.
Imports nothing of the project.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import open3d  # type: ignore[import-not-found]
import pymeshlab  # type: ignore[import-not-found]

_NEIGHBOURS = 20


def open3d_normals(positions: Any) -> Any:
    """Planes of neighbours, and sides along a minimum spanning tree."""
    cloud = open3d.geometry.PointCloud(open3d.utility.Vector3dVector(positions.astype(float)))
    cloud.estimate_normals(open3d.geometry.KDTreeSearchParamKNN(_NEIGHBOURS))
    cloud.orient_normals_consistent_tangent_plane(_NEIGHBOURS)
    return np.asarray(cloud.normals)


def meshlab_normals(positions: Any) -> Any:
    """Planes of neighbours, and sides handed on between them."""
    meshes = pymeshlab.MeshSet(verbose=False)
    meshes.add_mesh(pymeshlab.Mesh(vertex_matrix=positions.astype(float)))
    meshes.compute_normal_for_point_clouds(k=_NEIGHBOURS)
    return meshes.current_mesh().vertex_normal_matrix()


WAYS: dict[str, Callable[[Any], Any]] = {
    "Open3D, consistent tangent planes": open3d_normals,
    "PyMeshLab, normals for point sets": meshlab_normals,
}


def main() -> None:
    """Run every way on every cloud."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    for way, run in WAYS.items():
        (target / way).mkdir(parents=True)
        for path in sorted(source.glob("*.npz")):
            positions = np.load(path)["positions"]
            begun = time.process_time()
            normals = run(positions)
            np.savez(target / way / path.name, normals=normals, seconds=time.process_time() - begun)


if __name__ == "__main__":
    main()
