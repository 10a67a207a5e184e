"""Clouds from elsewhere, from the file's points to the mesh: a sensible surface or a sentence."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from addon.core.cloud import PointCloud
from addon.core.cloud_cleaning import clean_cloud
from addon.core.cloud_files import RawCloud
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.mesh import TriangleMesh
from addon.core.surface_settings import SurfaceSettings
from addon.worker.surface import surface_from_cloud

from .test_surface import assert_closed, pieces, volume

Rows = NDArray[np.float64]
BALL = np.pi / 6
"""Volume of a ball in the model frame."""


def sphere(count: int = 2000) -> Rows:
    directions = np.random.default_rng(0).normal(size=(count, 3))
    return directions / np.linalg.norm(directions, axis=1, keepdims=True)


def meshed(positions: Rows, normals: Rows | None = None, **settings: bool) -> TriangleMesh:
    """The way of a file: cleaned, normals estimated, surfaced."""
    clean = clean_cloud(RawCloud(positions, None, None if normals is None else normals.astype(np.float32)))
    given = np.zeros_like(clean.positions) if clean.normals is None else clean.normals
    cloud = PointCloud(clean.positions, clean.colors, given)
    return surface_from_cloud(cloud, SurfaceSettings(48, **settings), lambda: None, trust_normals=False)


def assert_ball(mesh: TriangleMesh) -> None:
    assert_closed(mesh)
    assert pieces(mesh) == 1
    assert volume(mesh) == pytest.approx(BALL, rel=0.05)
    np.testing.assert_allclose(mesh.colors, 0.5, atol=1e-3)


def holed() -> Rows:
    points = sphere()
    points[::3] = np.nan
    return points


SPHERE = sphere()
BALLS = {
    "not a number": (holed(), None),
    "every point four times": (np.repeat(SPHERE, 4, axis=0), None),
    "inverted normals": (SPHERE, -SPHERE),
    "normals of length zero": (SPHERE, 0 * SPHERE),
    "half of the normals missing": (SPHERE, SPHERE * (np.arange(len(SPHERE)) % 2)[:, None]),
    "normals that say nothing": (SPHERE, SPHERE[::-1]),
    "one point far away": (np.r_[SPHERE, [[1e4, 0, 0]]], None),
}


@pytest.mark.parametrize("name", BALLS)
def test_a_ball_is_a_ball_whatever_is_wrong_with_its_points(name: str) -> None:
    assert_ball(meshed(*BALLS[name]))


@pytest.mark.parametrize("noise", [0.02, 0.04])
def test_noise_that_is_wider_than_the_points_are_apart(noise: float) -> None:
    points = sphere(8192)
    mesh = meshed(points + np.random.default_rng(1).normal(0, noise, points.shape))
    assert_closed(mesh)
    assert 0.6 * BALL < volume(mesh) < 1.1 * BALL


@pytest.mark.parametrize("tilt", [0.0, 0.6])
@pytest.mark.parametrize("option", [{}, {"sharp": True}, {"open_holes": True}])
def test_a_plane_becomes_a_plane(tilt: float, option: dict[str, bool]) -> None:
    flat = np.random.default_rng(0).uniform(-0.5, 0.5, (1500, 3)) * [1, 0.7, 0]
    turn = np.array([[np.cos(tilt), 0, np.sin(tilt)], [0, 1, 0], [-np.sin(tilt), 0, np.cos(tilt)]])
    mesh = meshed(flat @ turn, **option)
    back = mesh.vertices @ turn.T.astype(np.float32)
    assert np.abs(back[:, 2]).max() < 0.04
    assert (np.ptp(back, axis=0)[:2] < np.array([1.2, 0.9]) / np.cos(tilt)).all()
    assert pieces(mesh) == 1


@pytest.mark.parametrize("count", [1, 5000])
def test_one_point_is_refused_in_a_sentence(count: int) -> None:
    with pytest.raises(PointsmithError) as caught:
        meshed(np.repeat(SPHERE[:1], count, axis=0))
    assert caught.value.code is ErrorCode.BAD_CLOUD
    assert caught.value.sentence
    assert caught.value.way_out


def test_a_line_is_refused_and_nearly_one_too() -> None:
    along = np.random.default_rng(0).uniform(size=(1500, 1)) * [1, 2, 3]
    with pytest.raises(PointsmithError, match="one line"):
        meshed(along)
    with pytest.raises(PointsmithError) as caught:
        meshed(along + np.random.default_rng(1).normal(0, 1e-3, along.shape))
    assert caught.value.code is ErrorCode.EMPTY_RESULT


def test_points_that_fill_a_volume_end_in_a_mesh_that_stays_near_them() -> None:
    mesh = meshed(np.random.default_rng(0).uniform(size=(2000, 3)))
    assert_closed(mesh)
    assert np.ptp(mesh.vertices, axis=0).max() < 1.3
