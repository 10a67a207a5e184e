"""Marching cubes as published, and the same surface from far fewer questions."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from addon.core.cloud import PointCloud
from addon.worker.point_e.architectures import SDF
from addon.worker.point_e.farthest import farthest_points
from addon.worker.point_e.field import dense_volume, node_places, sparse_volume
from addon.worker.point_e.sdf_mesh import network_field, sdf_surface, surface_of

from .vectors import GOLDEN, TOLERANCE, small_sdf, vectors


def ellipsoid(places):
    centre, axes = np.array([0.05, -0.03, 0.02]), np.array([0.42, 0.30, 0.20])
    return (0.2 - 0.2 * np.linalg.norm((places - centre) / axes, axis=1)).astype(np.float32)


def cup(places):
    """A hollow ball with a hole and a thin floating plate: parts that a coarse grid does not see."""
    x, y, z = places.T.astype(np.float64)
    ring = np.sqrt(x**2 + y**2 + z**2)
    shell = np.minimum(0.012 - np.abs(ring - 0.35), 0.25 - z)
    plate = np.minimum.reduce([0.1 - np.abs(x), 0.1 - np.abs(y), 0.008 - np.abs(z - 0.45)])
    return np.maximum(shell, plate).astype(np.float32)


def triangles(vertices, faces):
    """Corners of each triangle, rounded, in an order that does not depend on the numbering."""
    corners = np.round(vertices[faces].reshape(len(faces), 9), 5)
    return corners[np.lexsort(corners.T)]


@pytest.mark.parametrize(
    ("name", "field"),
    [("pos_inside", ellipsoid), ("neg_inside", lambda p: -ellipsoid(p)), ("allpos", lambda p: 5 + ellipsoid(p))],
)
def test_marching_cubes(name, field):
    given = vectors("h_mesh")
    if name == "allpos":
        # The reference's field is negative inside.
        field = lambda p: 5 - ellipsoid(p)  # noqa: E731
    vertices, faces = surface_of(dense_volume(field, 14, lambda: None))
    np.testing.assert_allclose(vertices, given[f"{name}.verts"].numpy(), atol=TOLERANCE)
    assert (faces == given[f"{name}.faces"].numpy()).all()


def test_nodes_lie_where_the_reference_has_them():
    nodes = np.stack(np.unravel_index(np.arange(14**3), (14,) * 3), axis=1)
    np.testing.assert_allclose(node_places(nodes, 14).T, vectors("h_mesh")["grid_coords_xyz"].numpy(), atol=1e-6)


@pytest.mark.parametrize(("field", "size", "share"), [(ellipsoid, 33, 0.6), (ellipsoid, 100, 0.15), (cup, 64, 0.4)])
def test_few_questions_give_the_same_surface(field, size, share):
    asked = []

    def counted(places):
        asked.append(len(places))
        return field(places)

    sparse = sparse_volume(counted, size, lambda: None)
    dense = dense_volume(field, size, lambda: None)
    assert (triangles(*surface_of(sparse)) == triangles(*surface_of(dense))).all()
    assert sum(asked) < share * size**3


def test_the_reference_s_colours_of_vertices(monkeypatch):
    """`sdf_surface` with the reference's analytic field in the network's place."""
    given = np.load(GOLDEN / "h_cloud.npz")
    colors = np.stack([given[name] for name in "RGB"], axis=1)
    cloud = PointCloud(given["coords"], colors, np.zeros_like(colors))
    monkeypatch.setattr("addon.worker.point_e.sdf_mesh.network_field", lambda *_: ellipsoid)
    mesh = sdf_surface(None, cloud, 14, lambda: None)
    published = vectors("h_mesh")
    assert (mesh.faces == published["pos_inside.faces"].numpy()).all()
    expected = np.stack([published[f"pos_inside.{name}"].numpy() for name in "RGB"], axis=1)
    np.testing.assert_array_equal(mesh.colors, expected)


def test_faces_look_outwards_whatever_the_sign_of_the_field(monkeypatch):
    points = np.random.default_rng(0).normal(size=(100, 3)).astype(np.float32)
    cloud = PointCloud(points, np.full_like(points, 0.5), np.zeros_like(points))
    volumes = []
    for sign in (1, -1):
        field = lambda places, sign=sign: sign * ellipsoid(places)  # noqa: E731
        monkeypatch.setattr("addon.worker.point_e.sdf_mesh.network_field", lambda *_, field=field: field)
        mesh = sdf_surface(None, cloud, 20, lambda: None)
        a, b, c = (mesh.vertices[mesh.faces[:, i]] for i in range(3))
        volumes.append(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)
    assert volumes == pytest.approx([4 / 3 * np.pi * 0.42 * 0.30 * 0.20] * 2, rel=0.05)


def test_field_of_the_network():
    given, network = vectors("d_sdf.io"), small_sdf()
    for row in range(2):
        field = network_field(network, np.ascontiguousarray(given["in.point_clouds"][row].T.numpy()))
        places = np.ascontiguousarray(given["in.x"][row].T.numpy())
        np.testing.assert_allclose(field(places), given["out"][row].numpy(), atol=TOLERANCE)


def test_a_larger_cloud_is_thinned_for_the_network(monkeypatch):
    seen = []
    monkeypatch.setattr(
        "addon.worker.point_e.sdf_mesh.network_field", lambda _, positions: seen.append(len(positions)) or ellipsoid
    )
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (5000, 3)).astype(np.float32)
    sdf_surface(None, PointCloud(points, points + 0.5, points * 0), 14, lambda: None)
    assert seen == [SDF.points]


@pytest.mark.parametrize("kind", ["float32", "float64"])
def test_farthest_points(kind):
    given = np.load(GOLDEN / f"f_fps_{kind}.npz")
    assert (farthest_points(given["coords"], 64, int(given["init_idx"])) == given["indices"]).all()
    assert (farthest_points(given["coords"], 600) == np.arange(600)).all()


def test_cancelling_stops_between_batches():
    def refuse():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sparse_volume(ellipsoid, 64, refuse)


def test_a_cloud_of_a_whole_network(monkeypatch):
    """The small network end to end: sparse and dense give one mesh."""
    torch.manual_seed(0)
    points = np.ascontiguousarray(vectors("d_sdf.io")["in.point_clouds"][0].T.numpy())
    cloud = PointCloud(points, np.full_like(points, 0.5), np.zeros_like(points))
    sparse, dense = (sdf_surface(small_sdf(), cloud, 40, lambda: None, dense=each) for each in (False, True))
    assert (triangles(sparse.vertices, sparse.faces) == triangles(dense.vertices, dense.faces)).all()
