"""An object matched to a proxy: inside its box, touching on the tightest axis, its base on the box's bottom."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from addon.core.destination import Box
from addon.core.fitting import Stand, factors, stand_of

length = st.floats(0.01, 100)
angle = st.floats(-math.pi, math.pi)
place = st.tuples(*[st.floats(-100, 100)] * 3)
extents = st.tuples(length, length, length).map(np.array)


def turned(x, y, z):
    """The rotation of XYZ Euler angles, as Blender has it: X first."""
    (cx, sx), (cy, sy), (cz, sz) = ((math.cos(a), math.sin(a)) for a in (x, y, z))
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return about_z @ about_y @ about_x


def matrix_of(location, angles, scale):
    matrix = np.eye(4)
    matrix[:3, :3] = turned(*angles) * np.array(scale)
    matrix[:3, 3] = location
    return matrix


def corners(low, high):
    return np.array(
        [[(low, high)[k][i] for i, k in enumerate((x, y, z))] for x in (0, 1) for y in (0, 1) for z in (0, 1)]
    )


def object_at(stand: Stand, extent, scale):
    """The corners in the scene of an object of an extent, whose origin is the middle of its base."""
    half = extent / 2
    own = corners((-half[0], -half[1], 0.0), (half[0], half[1], extent[2])) * np.array(scale)
    return own @ turned(*stand.rotation).T + stand.location


@given(
    st.tuples(place, st.tuples(angle, angle, angle), st.tuples(length, length, length)),
    st.tuples(place, extents),
    extents,
    st.booleans(),
)
def test_inside_touching_and_on_the_bottom(frame, bounds, extent, stretch):
    (location, angles, scale), (middle, sides) = frame, bounds
    low, high = np.array(middle) - sides / 2, np.array(middle) + sides / 2
    matrix = matrix_of(location, angles, scale)
    stand = stand_of(matrix, low, high)
    assume(all(stand.size))
    each = factors(extent, Box(stand.size, stretch))
    # In the proxy's own frame its bounds are the box.
    seen = (object_at(stand, extent, each) - matrix[:3, 3]) @ np.linalg.inv(matrix[:3, :3]).T
    slack = 1e-6 * (np.abs(seen).max() + np.abs(low).max() + np.abs(high).max())
    assert (seen >= low - slack).all()
    assert (seen <= high + slack).all()
    assert seen[:, 2].min() == pytest.approx(low[2], abs=slack)
    gaps = (high - low) - np.ptp(seen, axis=0)
    assert abs(gaps).min() <= 2 * slack
    if stretch:
        assert abs(gaps).max() <= 2 * slack
    else:
        assert each[0] == each[1] == each[2]


@given(st.tuples(angle, angle, angle))
def test_the_angles_are_those_of_the_rotation(angles):
    stand = stand_of(matrix_of((0, 0, 0), angles, (1, 1, 1)), (-1, -1, -1), (1, 1, 1))
    np.testing.assert_allclose(turned(*stand.rotation), turned(*angles), atol=1e-7)


@pytest.mark.parametrize("scale", [(-1, 1, 1), (1, -1, 1), (1, 1, -1), (-2, -3, -4)])
def test_a_mirrored_proxy_keeps_its_up_and_its_front(scale):
    matrix = matrix_of((1, 2, 3), (0.3, 0.4, 0.5), scale)
    stand = stand_of(matrix, (-1, -1, 0), (1, 1, 2))
    axes = turned(*stand.rotation)
    for axis in (1, 2):
        own = matrix[:3, axis] / np.linalg.norm(matrix[:3, axis])
        np.testing.assert_allclose(axes[:, axis], own, atol=1e-9)
    assert np.linalg.det(axes) == pytest.approx(1)
    np.testing.assert_allclose(stand.size, np.abs(np.array(scale)) * 2)


def test_a_plane_limits_two_axes():
    stand = stand_of(np.eye(4), (-2, -1, 0), (2, 1, 0))
    assert stand.size == (4, 2, 0)
    assert factors((1, 1, 9), Box(stand.size)) == (2, 2, 2)
    assert factors((1, 1, 9), Box(stand.size, stretch=True)) == (4, 2, 2)


def test_a_proxy_that_is_scaled_to_nothing_has_a_stand_all_the_same():
    stand = stand_of(matrix_of((1, 2, 3), (0, 0, 0), (2, 0, 0)), (-1, -1, -1), (1, 1, 1))
    assert stand.size == (4, 0, 0)
    assert np.isfinite(stand.rotation).all()
    assert stand_of(np.zeros((4, 4)), (0, 0, 0), (1, 1, 1)).size == (0, 0, 0)


def test_a_sheared_proxy_is_enclosed():
    matrix = np.eye(4)
    matrix[0, 2] = 1.0
    stand = stand_of(matrix, (0, 0, 0), (1, 1, 1))
    around = corners((0, 0, 0), (1, 1, 1)) @ matrix[:3, :3].T
    seen = (around - stand.location) @ turned(*stand.rotation)
    np.testing.assert_allclose(np.ptp(seen, axis=0), stand.size)
    np.testing.assert_allclose(seen[:, 2].min(), 0, atol=1e-9)


def test_nothing_to_measure():
    with pytest.raises(ValueError, match="nothing"):
        factors((0, 0, 0), Box((1, 1, 1)))
