"""The dual mesh: closed and manifold on any grid; sharp where the points say so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from addon.core.cloud import PointCloud
from addon.core.mesh import TriangleMesh
from addon.core.surface_settings import SurfaceSettings
from addon.worker.surface import surface_from_cloud
from addon.worker.surface.dual import dual_mesh, triangulated

from .test_surface import assert_closed, face_vectors, pieces, volume
from .test_surface_shapes import CHAIR, SHAPES, noisy

SHARP = SurfaceSettings(96, sharp=True)
SIZES = np.array([1.0, 0.6, 0.4])


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), width=st.sampled_from([0.0, 0.6, 1.2]), level=st.floats(-0.5, 0.5))
def test_any_field_gives_a_closed_manifold(seed: int, width: float, level: float) -> None:
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=(10, 12, 11)), width)
    values = np.full((16, 18, 17), -1.0, np.float32)
    values[3:-3, 3:-3, 3:-3] = (noise / noise.std() + level).astype(np.float32)
    mesh = dual_mesh(values)
    if len(mesh.quads):
        faces = triangulated(mesh.vertices, mesh.quads)
        closed = TriangleMesh(mesh.vertices, faces, np.zeros_like(mesh.vertices))
        assert_closed(closed)
        assert volume(closed) > 0


def test_a_field_without_inside_gives_nothing() -> None:
    assert len(dual_mesh(np.full((8, 8, 8), -1, np.float32)).quads) == 0


def test_lies_where_the_field_is_zero() -> None:
    axes = np.indices((40, 40, 40), np.float32) - 19.3
    mesh = dual_mesh((12.0 - np.linalg.norm(axes, axis=0)).astype(np.float32))
    assert np.abs(np.linalg.norm(mesh.vertices - 19.3, axis=1) - 12).max() < 0.15
    assert np.abs(np.linalg.norm(mesh.crossings - 19.3, axis=1) - 12).max() < 0.03


@pytest.mark.parametrize("name", SHAPES)
def test_sharp_is_closed_and_in_one_piece(name: str) -> None:
    mesh = surface_from_cloud(noisy(SHAPES[name][0])[0], SHARP, lambda: None)
    assert_closed(mesh)
    assert pieces(mesh) == 1


def exact(name: str, count: int = 4096) -> PointCloud:
    positions, normals = SHAPES[name][0](np.random.default_rng(0), count)
    return PointCloud(*(a.astype(np.float32) for a in (positions, np.full_like(positions, 0.5), normals)))


def edge_gaps(mesh: TriangleMesh) -> NDArray[np.float64]:
    """From points along the box' edges to the nearest vertex or middle of an edge or face."""
    ends = np.array([(x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)]) * SIZES
    along = np.linspace(0.1, 0.9, 60)[:, None]
    pairs = [(p, q) for i, p in enumerate(ends) for q in ends[:i] if (np.abs(p - q) > 1e-6).sum() == 1]
    places = np.concatenate([p + along * (q - p) for p, q in pairs])
    corners = mesh.vertices[mesh.faces].astype(float)
    middles = (corners + np.roll(corners, -1, axis=1)) / 2
    return cKDTree(np.concatenate([mesh.vertices, middles.reshape(-1, 3)])).query(places)[0]


def turned(mesh: TriangleMesh) -> float:
    """Share of the area that does not face along an axis within 8 degrees."""
    normals = face_vectors(mesh)
    area = np.linalg.norm(normals, axis=1)
    return float(area[np.abs(normals).max(axis=1) < np.cos(np.radians(8)) * area].sum() / area.sum())


def test_edges_of_a_box_are_sharp() -> None:
    plain = surface_from_cloud(exact("box"), SurfaceSettings(96), lambda: None)
    sharp = surface_from_cloud(exact("box"), SHARP, lambda: None)
    assert np.median(edge_gaps(sharp)) < 0.3 / 96
    assert np.quantile(edge_gaps(sharp), 0.95) < 1 / 96
    assert turned(sharp) < 0.01
    assert turned(sharp) < turned(plain) / 4


def test_round_things_stay_round() -> None:
    mesh = surface_from_cloud(exact("sphere"), SHARP, lambda: None)
    normals = face_vectors(mesh)
    middles = mesh.vertices[mesh.faces].mean(axis=1)
    cosines = (normals * middles).sum(axis=1) / np.linalg.norm(normals, axis=1) / np.linalg.norm(middles, axis=1)
    assert np.degrees(np.arccos(np.clip(cosines, -1, 1))).mean() < 6
    assert np.abs(np.linalg.norm(mesh.vertices, axis=1) - 0.5).max() < 1 / 96


def test_same_cloud_same_bytes() -> None:
    cloud = noisy(CHAIR, 1024)[0]
    asked = SurfaceSettings(64, sharp=True, open_holes=True)
    first, second = (surface_from_cloud(cloud, asked, lambda: None) for _ in range(2))
    for name in ("vertices", "faces", "colors"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()
