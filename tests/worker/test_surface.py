"""Points to a closed mesh, on analytic shapes with a generator's kind of noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from addon.core.cloud import PointCloud
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.mesh import TriangleMesh
from addon.core.surface_settings import SurfaceSettings
from addon.worker.surface import surface_from_cloud

from .test_surface_shapes import CHAIR, SHAPES, Array, noisy


def close(cloud: PointCloud, resolution: int = 128) -> TriangleMesh:
    return surface_from_cloud(cloud, SurfaceSettings(resolution), lambda: None)


def half_edges(mesh: TriangleMesh) -> NDArray[np.int32]:
    return np.concatenate([mesh.faces[:, [i, (i + 1) % 3]] for i in range(3)])


def pieces(mesh: TriangleMesh) -> int:
    start, end = half_edges(mesh).T
    size = len(mesh.vertices)
    return int(connected_components(coo_array((np.ones(len(start)), (start, end)), shape=(size, size)))[0])


def genus(mesh: TriangleMesh) -> int:
    return pieces(mesh) - (len(mesh.vertices) - len(mesh.faces) * 3 // 2 + len(mesh.faces)) // 2


def face_vectors(mesh: TriangleMesh) -> Array:
    a, b, c = (mesh.vertices[mesh.faces[:, i]].astype(float) for i in range(3))
    return np.cross(b - a, c - a)


def assert_closed(mesh: TriangleMesh) -> None:
    """Every edge has two faces that walk it in opposite directions, every vertex one fan, no face is degenerate."""
    walked = half_edges(mesh).astype(np.int64) @ [len(mesh.vertices), 1]
    assert len(np.unique(walked)) == len(walked)
    assert np.array_equal(
        np.sort(walked), np.sort(half_edges(mesh)[:, ::-1].astype(np.int64) @ [len(mesh.vertices), 1])
    )
    assert (np.linalg.norm(face_vectors(mesh), axis=1) > 0).all()
    # One fan a vertex: joining each corner to the next one around its vertex leaves one group for each vertex.
    corners = np.arange(mesh.faces.size)
    following = np.full(mesh.faces.size, -1)
    order, reverse = np.argsort(walked), half_edges(mesh)[:, ::-1].astype(np.int64) @ [len(mesh.vertices), 1]
    face = corners % len(mesh.faces)
    side = corners // len(mesh.faces)
    twin = order[np.searchsorted(walked[order], reverse)]
    following = (side[twin] + 1) % 3 * len(mesh.faces) + face[twin]
    fans = connected_components(coo_array((np.ones(len(corners)), (corners, following))))[0]
    assert fans == len(mesh.vertices)


def volume(mesh: TriangleMesh) -> float:
    return float((mesh.vertices[mesh.faces[:, 0]] * face_vectors(mesh)).sum() / 6)


def sampled(mesh: TriangleMesh, count: int = 20_000) -> Array:
    rng = np.random.default_rng(1)
    area = np.linalg.norm(face_vectors(mesh), axis=1)
    corners = mesh.vertices[mesh.faces[rng.choice(len(area), count, p=area / area.sum())]]
    return np.einsum("nk,nkc->nc", rng.dirichlet([1, 1, 1], count), corners)


def f_score(mesh: TriangleMesh, truth: Array, within: float = 0.02) -> float:
    points = sampled(mesh)
    precision = float((cKDTree(truth).query(points)[0] < within).mean())
    recall = float((cKDTree(points).query(truth)[0] < within).mean())
    return 2 * precision * recall / (precision + recall)


@pytest.fixture(scope="module")
def meshes() -> dict[str, TriangleMesh]:
    return {name: close(noisy(sample)[0]) for name, (sample, _, _) in SHAPES.items()}


@pytest.mark.parametrize("name", SHAPES)
def test_closed_outward_and_one_piece(name: str, meshes: dict[str, TriangleMesh]) -> None:
    mesh = meshes[name]
    assert_closed(mesh)
    assert volume(mesh) > 0
    assert pieces(mesh) == 1


@pytest.mark.parametrize("name", SHAPES)
def test_near_the_true_surface(name: str, meshes: dict[str, TriangleMesh]) -> None:
    sample, least, _ = SHAPES[name]
    assert f_score(meshes[name], sample(np.random.default_rng(2), 40_000)[0]) >= least


@pytest.mark.parametrize("name", ["sphere", "torus", "box", "chair"])
def test_has_the_holes_of_the_shape_and_no_more(name: str, meshes: dict[str, TriangleMesh]) -> None:
    assert genus(meshes[name]) == SHAPES[name][2]


def test_mug_stays_open(meshes: dict[str, TriangleMesh]) -> None:
    vertices = meshes["mug"].vertices
    inside = np.linalg.norm(vertices[:, :2], axis=1) < 0.15
    assert (vertices[inside, 2] < -0.3).all()


@pytest.mark.parametrize("seed", [1, 2])
def test_thin_legs_stay_connected(seed: int) -> None:
    mesh = close(noisy(CHAIR, seed=seed)[0])
    assert pieces(mesh) == 1
    for x, y in ((-0.235, -0.235), (-0.235, 0.235), (0.235, -0.235), (0.235, 0.235)):
        near = np.linalg.norm(mesh.vertices[:, :2] - [x, y], axis=1) < 0.04
        assert mesh.vertices[near, 2].min() < -0.47


@pytest.mark.parametrize(("count", "resolution"), [(1024, 64), (1024, 32), (1024, 160)])
def test_few_points_and_other_resolutions(count: int, resolution: int) -> None:
    mesh = close(noisy(SHAPES["torus"][0], count)[0], resolution)
    assert_closed(mesh)
    assert genus(mesh) == 1


def test_same_cloud_same_bytes() -> None:
    cloud = noisy(CHAIR, 1024)[0]
    first, second = close(cloud, 64), close(cloud, 64)
    for name in ("vertices", "faces", "colors"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


def test_check_can_cancel_between_steps() -> None:
    class CancelledError(Exception):
        pass

    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise CancelledError

    with pytest.raises(CancelledError):
        surface_from_cloud(noisy(CHAIR, 512)[0], SurfaceSettings(32), check)


@pytest.mark.parametrize("count", [0, 1, 3, 100])
def test_nothing_to_close(count: int) -> None:
    flat = np.zeros((count, 3), np.float32)
    with pytest.raises(PointsmithError) as caught:
        close(PointCloud(flat, flat, flat), 32)
    assert caught.value.code is ErrorCode.EMPTY_RESULT


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(0, 80),
    grid=st.sampled_from([0.0, 0.25, 0.5]),
    flat=st.sampled_from([1.0, 1e-3, 0.0]),
    resolution=st.integers(32, 48),
)
def test_any_cloud_closes_or_says_so(seed: int, count: int, grid: float, flat: float, resolution: int) -> None:
    rng = np.random.default_rng(seed)
    positions = rng.uniform(-0.5, 0.5, (count, 3)) * [1, 1, flat]
    if grid:
        positions = np.round(positions / grid) * grid
    normals = rng.normal(size=(count, 3)) * rng.integers(0, 2, (count, 1))
    cloud = PointCloud(*(a.astype(np.float32) for a in (positions, rng.uniform(size=(count, 3)), normals)))
    try:
        mesh = close(cloud, resolution)
    except PointsmithError as error:
        assert error.code is ErrorCode.EMPTY_RESULT
    else:
        assert_closed(mesh)
        assert np.isfinite(mesh.vertices).all()
        assert np.isfinite(mesh.colors).all()
