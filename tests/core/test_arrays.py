"""Clouds, meshes, colours, and files that are whole or absent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from addon.core.cloud import PointCloud
from addon.core.colors import linear_to_srgb, srgb_to_linear
from addon.core.files import atomic_text, atomic_write
from addon.core.mesh import TriangleMesh


def test_cloud_file_is_exact(tmp_path: Path) -> None:
    channels = np.random.default_rng(0).normal(size=(50, 9)).astype(np.float32)
    cloud = PointCloud.from_channels(channels)
    cloud.save(tmp_path / "wolke é.npz")
    again = PointCloud.load(tmp_path / "wolke é.npz")
    for name in ("positions", "colors", "normals"):
        np.testing.assert_array_equal(getattr(again, name), getattr(cloud, name))


def test_cloud_refuses_what_is_not_finite() -> None:
    channels = np.zeros((5, 9), np.float32)
    channels[2, 1] = np.nan
    with pytest.raises(ValueError, match="positions: not finite"):
        PointCloud.from_channels(channels)


def test_mesh_refuses_faces_without_vertices() -> None:
    vertices = np.zeros((3, 3), np.float32)
    with pytest.raises(ValueError, match="not there"):
        TriangleMesh(vertices, np.array([[0, 1, 3]], np.int32), vertices)
    with pytest.raises(ValueError, match="2 colours"):
        TriangleMesh(vertices, np.array([[0, 1, 2]], np.int32), vertices[:2])


def test_mesh_file_is_exact(tmp_path: Path) -> None:
    vertices = np.eye(3, dtype=np.float32)
    mesh = TriangleMesh(vertices, np.array([[0, 1, 2]], np.int32), vertices)
    mesh.save(tmp_path / "mesh.npz")
    again = TriangleMesh.load(tmp_path / "mesh.npz")
    np.testing.assert_array_equal(again.faces, mesh.faces)
    np.testing.assert_array_equal(again.vertices, mesh.vertices)


def test_srgb_is_the_standards() -> None:
    srgb = np.array([0.0, 0.04045, 0.25, 0.5, 1.0], np.float32)
    np.testing.assert_allclose(srgb_to_linear(srgb), [0, 0.0031308, 0.0508761, 0.2140411, 1], atol=1e-6)
    np.testing.assert_allclose(linear_to_srgb(srgb_to_linear(srgb)), srgb, atol=1e-6)


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    atomic_text(path, "old")
    with pytest.raises(RuntimeError), atomic_write(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
