"""The peers of `benchmarks.surface_quality`, run by a Python that has open3d and pymeshlab: IN_FOLDER OUT_FOLDER.

Reads every `NAME.npz` with positions, normals and colors; writes `WAY/NAME.npz` with vertices, faces, colors (none of
a way that keeps no colours) and seconds of the processor, of all threads. Imports nothing of the project.
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

Arrays = dict[str, Any]
_NO_COLORS = np.zeros((0, 3))


def spacing(positions: Any) -> float:
    """Mean distance to the nearest other point."""
    cloud = open3d.geometry.PointCloud(open3d.utility.Vector3dVector(positions))
    return float(np.mean(cloud.compute_nearest_neighbor_distance()))


def of_open3d(arrays: Arrays) -> Any:
    """The cloud as Open3D has it."""
    cloud = open3d.geometry.PointCloud(open3d.utility.Vector3dVector(arrays["positions"].astype(float)))
    cloud.normals = open3d.utility.Vector3dVector(arrays["normals"].astype(float))
    cloud.colors = open3d.utility.Vector3dVector(arrays["colors"].astype(float))
    return cloud


def from_open3d(mesh: Any) -> tuple[Any, Any, Any]:
    """Vertices, faces, colours."""
    return np.asarray(mesh.vertices), np.asarray(mesh.triangles), np.asarray(mesh.vertex_colors)


def open3d_poisson(arrays: Arrays, depth: int) -> tuple[Any, Any, Any]:
    """Screened Poisson of Open3D."""
    mesh, _ = open3d.geometry.TriangleMesh.create_from_point_cloud_poisson(of_open3d(arrays), depth=depth, n_threads=2)
    return from_open3d(mesh)


def ball_pivoting(arrays: Arrays) -> tuple[Any, Any, Any]:
    """Ball pivoting of Open3D with balls of one, two and four spacings."""
    near = spacing(arrays["positions"])
    radii = open3d.utility.DoubleVector([near, 2 * near, 4 * near])
    return from_open3d(open3d.geometry.TriangleMesh.create_from_point_cloud_ball_pivoting(of_open3d(arrays), radii))


def alpha_shape(arrays: Arrays) -> tuple[Any, Any, Any]:
    """Alpha shape of Open3D with three spacings."""
    alpha = 3 * spacing(arrays["positions"])
    return from_open3d(open3d.geometry.TriangleMesh.create_from_point_cloud_alpha_shape(of_open3d(arrays), alpha))


def meshlab_poisson(arrays: Arrays, depth: int) -> tuple[Any, Any, Any]:
    """Screened Poisson of PyMeshLab."""
    meshes = pymeshlab.MeshSet(verbose=False)
    rgba = np.concatenate([arrays["colors"], np.ones((len(arrays["colors"]), 1))], axis=1)
    meshes.add_mesh(
        pymeshlab.Mesh(
            vertex_matrix=arrays["positions"].astype(float),
            v_normals_matrix=arrays["normals"].astype(float),
            v_color_matrix=rgba.astype(float),
        )
    )
    meshes.generate_surface_reconstruction_screened_poisson(depth=depth, preclean=True, threads=2)
    mesh = meshes.current_mesh()
    colors = mesh.vertex_color_matrix()[:, :3] if mesh.has_vertex_color() else _NO_COLORS
    return mesh.vertex_matrix(), mesh.face_matrix(), colors


WAYS: dict[str, Callable[[Arrays], tuple[Any, Any, Any]]] = {
    "Open3D Poisson, depth 7": lambda arrays: open3d_poisson(arrays, 7),
    "Open3D Poisson, depth 8": lambda arrays: open3d_poisson(arrays, 8),
    "PyMeshLab Poisson, depth 7": lambda arrays: meshlab_poisson(arrays, 7),
    "ball pivoting": ball_pivoting,
    "alpha shape": alpha_shape,
}


def write(path: Path, mesh: tuple[Any, Any, Any], seconds: float) -> None:
    """Write a result."""
    vertices, faces, colors = mesh
    np.savez(path, vertices=vertices, faces=faces, colors=colors, seconds=seconds)


def main() -> None:
    """Run every way on every cloud that has no result yet; one that fails or crashes leaves an empty mesh."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    for way, run in WAYS.items():
        (target / way).mkdir(parents=True, exist_ok=True)
        for path in sorted(source.glob("*.npz")):
            if (target / way / path.name).exists():
                continue
            arrays = dict(np.load(path))
            empty = np.zeros((0, 3)), np.zeros((0, 3), int), _NO_COLORS
            write(target / way / path.name, empty, float("nan"))
            begun = time.process_time()
            try:
                write(target / way / path.name, run(arrays), time.process_time() - begun)
            except Exception as error:  # a failure is a result
                print(f"{way}: {path.stem}: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
