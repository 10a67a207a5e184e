"""Clouds, meshes, colours, and files that are whole or absent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

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


def test_only_the_parts_that_occur_are_named_and_stored(tmp_path: Path) -> None:
    vocabulary = [f"part {i} é" for i in range(700)]
    labels = np.array([650, 3, 3, 650, 41])
    cloud = PointCloud.from_channels(np.zeros((5, 9), np.float32), labels, vocabulary)
    cloud.save(tmp_path / "cloud.npz")
    again = PointCloud.load(tmp_path / "cloud.npz")
    assert again.part_ids is not None
    assert again.part_ids.dtype == np.uint8
    assert again.part_names == ("part 3 é", "part 41 é", "part 650 é")
    assert [again.part_names[i] for i in again.part_ids] == [vocabulary[i] for i in labels]

    vertices = np.eye(3, dtype=np.float32)
    mesh = TriangleMesh(vertices, np.array([[0, 1, 2]], np.int32), vertices, cloud.part_ids[:3], cloud.part_names)
    mesh.save(tmp_path / "mesh.npz")
    solid = TriangleMesh.load(tmp_path / "mesh.npz")
    np.testing.assert_array_equal(solid.part_ids, [2, 0, 0])
    assert solid.part_names == cloud.part_names


def test_without_labels_there_are_no_parts(tmp_path: Path) -> None:
    PointCloud.from_channels(np.zeros((5, 9), np.float32)).save(tmp_path / "cloud.npz")
    again = PointCloud.load(tmp_path / "cloud.npz")
    assert again.part_ids is None
    assert again.part_names == ()


@pytest.mark.parametrize(
    ("ids", "names", "reason"),
    [
        (None, ("seat",), "names without"),
        (np.zeros(4, np.uint8), ("seat",), r"expected \(5,\) uint8"),
        (np.zeros(5, np.int32), ("seat",), r"expected \(5,\) uint8"),
        (np.ones(5, np.uint8), ("seat",), "1 has no name"),
        (np.zeros(5, np.uint8), ("seat", "seat"), "distinct"),
        (np.zeros(5, np.uint8), ("",), "distinct"),
        (np.zeros(5, np.uint8), tuple(str(i) for i in range(256)), "at most 255"),
    ],
)
def test_labels_that_name_nothing_are_refused(
    ids: NDArray[np.integer] | None, names: tuple[str, ...], reason: str
) -> None:
    zeros = np.zeros((5, 3), np.float32)
    with pytest.raises(ValueError, match=reason):
        PointCloud(zeros, zeros, zeros, ids, names)
    with pytest.raises(ValueError, match=reason):
        TriangleMesh(zeros, np.zeros((0, 3), np.int32), zeros, ids, names)


@pytest.mark.parametrize("labels", [np.array([0, -1]), np.array([0, 2]), np.array([0.0, 1.0])])
def test_labels_outside_of_the_vocabulary_are_refused(labels: NDArray[np.generic]) -> None:
    with pytest.raises(ValueError, match="labels"):
        PointCloud.from_channels(np.zeros((2, 9), np.float32), labels, ("seat", "legs"))


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
