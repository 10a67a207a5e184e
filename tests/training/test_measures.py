"""Distances and colours with known answers."""

import numpy as np
import pytest

from training.measures import colour_shares, compare, has_colours, plane_normal_degrees


def square(points=2000, seed=0, height=0.0, rgb=(0.9, 0.05, 0.05)):
    rng = np.random.default_rng(seed)
    cloud = np.zeros((points, 9), np.float32)
    cloud[:, :2] = rng.random((points, 2)) - 0.5
    cloud[:, 2] = height
    cloud[:, 3:6] = rgb
    cloud[:, 8] = 1
    return cloud


def test_a_cloud_equals_itself():
    assert compare(square(), square()) == pytest.approx((0, 1, 0), abs=1e-2)


def test_distance_of_parallel_squares():
    lifted = compare(square(seed=0), square(seed=1, height=0.2))
    assert lifted.chamfer == pytest.approx(0.2, abs=0.01)
    assert lifted.f_score == 0


def test_angle_between_normals():
    tilted = square()
    tilted[:, 6:] = (0, np.sin(np.radians(30)), np.cos(np.radians(30)))
    assert compare(tilted, square()).normal_degrees == pytest.approx(30, abs=0.1)
    assert plane_normal_degrees(tilted) == pytest.approx(30, abs=0.1)


def test_colours_are_read_by_name():
    cloud = square()
    cloud[:600, 3:6] = (0.1, 0.2, 0.9)
    assert colour_shares(cloud)["blue"] == pytest.approx(0.3)
    assert has_colours(cloud, ["red", "blue"])
    assert has_colours(cloud, ["red"])
    assert not has_colours(cloud, ["blue"])
    assert not has_colours(cloud, ["red", "green"])
