"""Vertex colours and parts: crisp borders, no bleeding through thin walls."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from addon.core.cloud import PointCloud
from addon.core.mesh import TriangleMesh
from addon.core.surface_settings import SurfaceSettings
from addon.worker.parts.clean import clean_labels
from addon.worker.surface import surface_from_cloud

RED, BLUE = np.array([0.8, 0.1, 0.1]), np.array([0.1, 0.2, 0.8])


def box(size: tuple[float, float, float], count: int = 4096) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points and true normals on a box at the origin."""
    rng = np.random.default_rng(0)
    lengths = np.array(size)
    sides = lengths[[1, 0, 0]] * lengths[[2, 2, 1]]
    axis = rng.choice(3, count, p=sides / sides.sum())
    sign, place = rng.choice([-1.0, 1.0], count), rng.uniform(-0.5, 0.5, (count, 3))
    place[np.arange(count), axis] = sign / 2
    normals = np.zeros((count, 3))
    normals[np.arange(count), axis] = sign
    return place * lengths, normals


def colored(positions: NDArray[np.float64], normals: NDArray[np.float64], red: NDArray[np.bool_]) -> TriangleMesh:
    """Mesh of the cloud with a generator's noise on all channels."""
    rng = np.random.default_rng(1)
    colors = np.where(red[:, None], RED, BLUE) + rng.normal(0, 0.03, positions.shape)
    channels = [
        positions + rng.normal(0, 0.005, positions.shape),
        np.clip(colors, 0, 1),
        normals + rng.normal(0, 0.3, positions.shape),
    ]
    labels = clean_labels(np.concatenate(channels, axis=1).astype(np.float32), mistaken(red))
    cloud = PointCloud.from_channels(np.concatenate(channels, axis=1).astype(np.float32), labels, ("blue", "red"))
    return surface_from_cloud(cloud, SurfaceSettings(), lambda: None)


def mistaken(red: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Part 1 where it is red, wrong for every tenth point."""
    return (red ^ (np.random.default_rng(2).random(len(red)) < 0.1)).astype(np.intp)


def is_red(mesh: TriangleMesh) -> NDArray[np.bool_]:
    return np.linalg.norm(mesh.colors - RED, axis=1) < np.linalg.norm(mesh.colors - BLUE, axis=1)


def purity(mesh: TriangleMesh) -> NDArray[np.float64]:
    """Distance to the nearer of the two paints."""
    return np.minimum(np.linalg.norm(mesh.colors - RED, axis=1), np.linalg.norm(mesh.colors - BLUE, axis=1))


def test_border_is_crisp() -> None:
    positions, normals = box((1, 0.5, 0.5))
    mesh = colored(positions, normals, positions[:, 0] > 0)
    far = np.abs(mesh.vertices[:, 0]) > 0.02
    assert (is_red(mesh) == (mesh.vertices[:, 0] > 0))[far].mean() > 0.998
    # Not one vertex in two hundred has a blend of the two paints.
    assert (purity(mesh) < 0.15).mean() > 0.995
    assert mesh.part_names == ("blue", "red")
    assert (mesh.part_ids == (mesh.vertices[:, 0] > 0))[far].mean() > 0.998


def test_thin_wall_does_not_bleed() -> None:
    positions, normals = box((1, 0.03, 1))
    mesh = colored(positions, normals, normals[:, 1] + 1e-3 * positions[:, 1] > 0)
    faces_front = (np.abs(mesh.vertices[:, [0, 2]]) < 0.47).all(axis=1)
    assert (is_red(mesh) == (mesh.vertices[:, 1] > 0))[faces_front].mean() > 0.97
    assert (purity(mesh) < 0.15).mean() > 0.99
    assert (mesh.part_ids == (mesh.vertices[:, 1] > 0))[faces_front].mean() > 0.97


def test_colors_come_back_as_they_went_in() -> None:
    positions, normals = box((1, 0.5, 0.5), 1024)
    grey = np.full_like(positions, 0.35)
    cloud = PointCloud(*(a.astype(np.float32) for a in (positions, grey, normals)))
    mesh = surface_from_cloud(cloud, SurfaceSettings(48), lambda: None)
    np.testing.assert_allclose(mesh.colors, 0.35, atol=1e-6)
    assert mesh.part_ids is None
