"""Known shapes, as files to render and as views of them by arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from addon.core.cameras import POSES, View
from dataset.render.shot import Shot

Floats = NDArray[np.float64]
BOX = np.array([0.5, 0.25, 0.125])
"""Half sides of `box` in the unit cube."""


def box() -> tuple[Floats, NDArray[np.int64]]:
    """A box of 4 x 2 x 1, away from the origin."""
    corners = np.array([[x, y, z] for x in (7.0, 11.0) for y in (3.0, 5.0) for z in (-2.0, -1.0)])
    sides = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    return corners, np.array([t for a, b, c, d in sides for t in ((a, b, c), (a, c, d))])


def sphere(rings: int = 160) -> tuple[Floats, NDArray[np.int64]]:
    """A ball of radius 3, away from the origin; within 0.0001 of round in the unit cube."""
    polar, around = np.linspace(0, np.pi, rings + 1), np.linspace(0, 2 * np.pi, 2 * rings, endpoint=False)
    p, a = np.meshgrid(polar, around, indexing="ij")
    points = 3 * np.stack([np.sin(p) * np.cos(a), np.sin(p) * np.sin(a), np.cos(p)], axis=-1).reshape(-1, 3) + 5
    i, j = np.meshgrid(np.arange(rings), np.arange(2 * rings), indexing="ij")
    here, right = i * 2 * rings + j, i * 2 * rings + (j + 1) % (2 * rings)
    below, across = here + 2 * rings, right + 2 * rings
    upper, lower = np.stack([here, below, across], -1)[1:], np.stack([here, across, right], -1)[:-1]
    return points, np.concatenate([upper.reshape(-1, 3), lower.reshape(-1, 3)])


def sheet() -> tuple[Floats, NDArray[np.int64]]:
    """A square of no thickness, askew."""
    corners = np.array([[0, 0, 0], [1, 0, 0.3], [1, 1, 0.5], [0, 1, 0.2]], float)
    return corners, np.array([[0, 1, 2], [0, 2, 3]])


def write_ply(path: Path, vertices: Floats, faces: NDArray[np.int64]) -> None:
    lines = ["ply", "format ascii 1.0", f"element vertex {len(vertices)}"]
    lines += [f"property float {axis}" for axis in "xyz"]
    lines += [f"element face {len(faces)}", "property list uchar int vertex_indices", "end_header"]
    lines += [" ".join(f"{x:.9f}" for x in point) for point in vertices]
    lines += [f"3 {a} {b} {c}" for a, b, c in faces]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def sphere_shots(count: int, size: int, radius: float = 0.5, poses: str = "random") -> list[Shot]:
    """Views of a sphere about the origin: part 0 below, part 1 above z = 0.6 radius."""
    return [_sphere_shot(view, size, radius) for view in POSES[poses](count, np.random.default_rng(0))]


def sheet_shots(count: int, size: int, thickness: float) -> list[Shot]:
    """Views of a slab, 1 by 1 by `thickness`, with its sides left out."""
    shots = []
    for view in POSES["random"](count, np.random.default_rng(0)):
        rays = view.points(np.ones((size, size))) - view.location()
        near = np.sign(view.location()[2]) * thickness / 2
        depth = (near - view.location()[2]) / rays[..., 2]
        points = view.points(depth)
        seen = (depth > 0) & (np.abs(points[..., :2]) < 0.5).all(axis=-1)
        normal = np.broadcast_to([0.0, 0.0, np.sign(view.location()[2])], (size, size, 3))
        shots.append(_shot(view, np.where(seen, depth, np.inf), normal, np.zeros((size, size))))
    return shots


def _sphere_shot(view: View, size: int, radius: float) -> Shot:
    origin = view.location()
    rays = view.points(np.ones((size, size))) - origin
    a, b, c = (rays**2).sum(-1), (rays * origin).sum(-1), float(origin @ origin) - radius**2
    inside = b**2 - a * c
    depth = np.where(inside > 0, (-b - np.sqrt(np.maximum(inside, 0))) / a, np.inf)
    points = view.points(np.where(inside > 0, depth, 0.0))
    return _shot(view, depth, points / radius, points[..., 2] > 0.6 * radius)


def _shot(view: View, depth: Floats, normal: Floats, part: NDArray[np.bool_] | Floats) -> Shot:
    seen = np.isfinite(depth)
    rgba = np.zeros((*depth.shape, 4), np.uint8)
    rgba[seen] = (10, 20, 30, 255)
    albedo = np.where(part[..., None] > 0, (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)).astype(np.float32)
    alpha = seen.astype(np.float32)
    f32 = np.float32
    return Shot(view, rgba, alpha, depth.astype(f32), albedo, normal.astype(f32), np.asarray(part, np.uint8))
