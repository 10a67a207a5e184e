import numpy as np
import pytest

from addon.core.cameras import ELEVATED, POSES, View


def test_views_stand_on_the_sphere_and_look_at_the_origin():
    np.testing.assert_allclose(View(0.0, 0.0).location(), (0, -2, 0), atol=1e-12)
    np.testing.assert_allclose(View(np.pi / 2, 0.0).location(), (2, 0, 0), atol=1e-12)
    right, down, forward = View(0.7, 0.4).axes()
    np.testing.assert_allclose(np.cross(right, down), forward, atol=1e-12)
    assert right[2] == 0.0
    assert down[2] < 0.0


@pytest.mark.parametrize("elevation", [np.pi / 2, -np.pi / 2])
def test_a_view_from_straight_above_or_below_has_axes(elevation):
    axes = View(0.3, elevation).axes()
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)


def test_pixels_become_points_and_points_become_pixels():
    view = View(1.1, -0.6, field_of_view=0.8)
    depth = np.random.default_rng(0).uniform(1.0, 3.0, (32, 32))
    pixels, back = view.project(view.points(depth).reshape(-1, 3), 32)
    np.testing.assert_allclose(back, depth.ravel(), atol=1e-12)
    rows, columns = np.mgrid[:32, :32] + 0.5
    np.testing.assert_allclose(pixels, np.stack([columns.ravel(), rows.ravel()], axis=1), atol=1e-9)


def test_the_first_row_is_the_top():
    view = View(0.0, 0.0)
    (pixel,), _ = view.project(np.array([[0.3, 0.0, 0.4]]), 100)
    assert pixel[0] > 50 > pixel[1]


@pytest.mark.parametrize("name", POSES)
def test_poses_follow_from_the_seed(name):
    first, again, other = (POSES[name](20, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first == again
    assert (first != other) == (name in {"random", "band"})
    assert [View.from_json(view.to_json()) for view in first] == first
    assert all(np.linalg.norm(view.location()) == pytest.approx(2.0) for view in first)


def test_poses_of_the_paper():
    views = POSES["random"](4000, np.random.default_rng(0))
    places = np.array([view.location() for view in views]) / 2.0
    np.testing.assert_allclose(places.mean(axis=0), 0.0, atol=0.05)
    np.testing.assert_allclose((places**2).mean(axis=0), 1 / 3, atol=0.03)
    turn = POSES["z-circular-elevated"](20, np.random.default_rng(0))
    np.testing.assert_allclose(turn[0].location(), 2 * np.array([np.cos(ELEVATED), 0, np.sin(ELEVATED)]), atol=1e-12)
    np.testing.assert_allclose(turn[0].location(), turn[-1].location(), atol=1e-9)
    assert turn[1].location()[1] > 0


def test_the_band_is_where_people_stand():
    for view in POSES["band"](200, np.random.default_rng(3)):
        assert -5.01 <= np.degrees(view.elevation) <= 45.01
