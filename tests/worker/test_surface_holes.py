"""Open scans stay open, closed clouds closed; large clouds and memory."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from addon.core.cloud import PointCloud
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.mesh import TriangleMesh
from addon.core.surface_settings import SurfaceSettings
from addon.worker import surface
from addon.worker.surface import surface_from_cloud
from addon.worker.surface.budget import surface_bytes
from addon.worker.surface.thin_out import thinned

from .test_surface import assert_closed, half_edges, pieces
from .test_surface_shapes import SHAPES, noisy

OPEN = SurfaceSettings(80, open_holes=True)


def cut(cloud: PointCloud, keep: NDArray[np.bool_]) -> PointCloud:
    return PointCloud(cloud.positions[keep], cloud.colors[keep], cloud.normals[keep])


def rim(mesh: TriangleMesh) -> NDArray[np.int64]:
    """Half-edges without a partner, (E, 2); every other half-edge is walked once."""
    edges = half_edges(mesh).astype(np.int64)
    forth, back = edges @ [len(mesh.vertices), 1], edges[:, ::-1] @ [len(mesh.vertices), 1]
    assert len(np.unique(forth)) == len(forth)
    return edges[~np.isin(forth, back)]


@pytest.fixture(scope="module")
def bowl() -> TriangleMesh:
    ball = noisy(SHAPES["sphere"][0])[0]
    return surface_from_cloud(cut(ball, ball.positions[:, 2] < 0.2), OPEN, lambda: None)


def test_a_scan_without_a_top_has_none(bowl: TriangleMesh) -> None:
    assert 0.2 < bowl.vertices[:, 2].max() < 0.2 + 4 * 0.022
    assert pieces(bowl) == 1


def test_its_rim_is_one_even_ring(bowl: TriangleMesh) -> None:
    edges = rim(bowl)
    assert sorted(edges[:, 0]) == sorted(edges[:, 1])  # every rim vertex is left as often as it is reached
    assert len(np.unique(edges[:, 0])) == len(edges)
    assert bowl.vertices[edges[:, 0], 2].std() < 0.015


def test_without_the_option_the_scan_is_closed() -> None:
    ball = noisy(SHAPES["sphere"][0])[0]
    assert_closed(surface_from_cloud(cut(ball, ball.positions[:, 2] < 0.2), SurfaceSettings(80), lambda: None))


@pytest.mark.parametrize("name", ["mug", "chair", "torus"])
def test_what_has_no_holes_stays_closed(name: str) -> None:
    assert_closed(surface_from_cloud(noisy(SHAPES[name][0])[0], OPEN, lambda: None))


def test_a_large_cloud_is_brought_down_to_the_grid() -> None:
    cloud, _ = noisy(SHAPES["torus"][0], 150_000, shift=0.002)
    mesh = surface_from_cloud(cloud, SurfaceSettings(64), lambda: None)
    assert_closed(mesh)
    # On the torus of radii 0.35 and 0.15.
    ring = np.linalg.norm(mesh.vertices[:, :2], axis=1) - 0.35
    assert np.abs(np.hypot(ring, mesh.vertices[:, 2]) - 0.15).mean() < 0.002


def test_thinned_keeps_the_sides_apart() -> None:
    rng = np.random.default_rng(0)
    positions = rng.uniform(-0.5, 0.5, (20_000, 3)).astype(np.float32) * [1, 1, 0]
    positions[:, 2] = np.where(np.arange(20_000) % 2, 0.001, -0.001)
    normals = np.zeros((20_000, 3), np.float32)
    normals[:, 2] = np.sign(positions[:, 2])
    places, facing, rows = thinned(positions.astype(np.float32), normals, 0.05)
    assert len(places) <= 2 * 21 * 21
    assert (np.sign(places[:, 2]) == np.sign(facing[:, 2])).all()
    assert np.abs(positions[rows] - places).max() < 0.05


def test_too_little_memory_is_said_before(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = noisy(SHAPES["box"][0], 1024)[0]
    extent = np.ptp(cloud.positions.astype(float), axis=0)
    monkeypatch.setattr(surface, "available_bytes", lambda: surface_bytes(extent, 1024, 192) + 1)
    with pytest.raises(PointsmithError) as caught:
        surface_from_cloud(cloud, SurfaceSettings(512), lambda: None)
    assert caught.value.code is ErrorCode.OUT_OF_MEMORY
    assert "a surface resolution of 192" in caught.value.way_out
