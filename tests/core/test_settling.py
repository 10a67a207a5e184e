"""Points glide to each new estimate: no jump in place or speed, no overshoot, the right neighbours."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from addon.core.frames import Placement
from addon.core.settling import Settling

RANDOM = np.random.default_rng(1)


def cloud(count: int) -> tuple[np.ndarray, np.ndarray]:
    return RANDOM.random((count, 3)).astype(np.float32), RANDOM.random((count, 3)).astype(np.float32)


def begun(count: int = 50) -> Settling:
    return Settling.from_noise(*cloud(count), radius=0.02, now=10.0, seconds=0.5)


def test_arrives() -> None:
    settling = begun()
    np.testing.assert_allclose(settling.positions(10.5), settling.target, atol=0.1)
    np.testing.assert_allclose(settling.positions(12.0), settling.target, atol=1e-4)
    assert settling.radius(10.0) == 0
    assert settling.radius(12.0) == pytest.approx(0.02)
    assert not settling.at_rest(10.5)
    assert settling.at_rest(12.0)


def test_begins_where_it_was_and_as_fast() -> None:
    before = begun()
    now = 10.13
    after = before.toward(*cloud(50), radius=0.01, now=now, seconds=0.3)
    np.testing.assert_allclose(after.positions(now), before.positions(now), atol=1e-6)
    np.testing.assert_allclose(after.velocities(now), before.velocities(now), atol=1e-5)
    np.testing.assert_allclose(after.colors(now), before.colors(now), atol=1e-6)
    assert after.radius(now) == pytest.approx(before.radius(now))


def test_velocity_is_the_slope_of_the_positions() -> None:
    settling = begun().toward(*cloud(50), radius=0.01, now=10.1, seconds=0.4)
    h = 1e-3
    slope = (settling.positions(10.3 + h).astype(float) - settling.positions(10.3 - h)) / (2 * h)
    np.testing.assert_allclose(settling.velocities(10.3), slope, atol=2e-3)


def test_from_rest_it_does_not_swing_over() -> None:
    settling = begun()
    left = [settling.factors(10.0 + t)[0] for t in np.linspace(0, 3, 100)]
    assert all(a >= b >= 0 for a, b in itertools.pairwise(left))


def test_more_points_come_out_of_the_earlier_ones_in_turn() -> None:
    coarse = begun(20)
    fine = coarse.toward(*cloud(50), radius=0.01, now=11.0, seconds=0.4)
    np.testing.assert_allclose(fine.positions(11.0)[20:40], fine.positions(11.0)[:20], atol=1e-6)
    np.testing.assert_allclose(fine.positions(11.0)[45], coarse.positions(11.0)[5], atol=1e-6)


def test_fewer_points() -> None:
    assert begun(50).toward(*cloud(20), radius=0.01, now=11.0, seconds=0.4).positions(11.1).shape == (20, 3)


def test_noise_is_the_same_every_time_and_around_the_object() -> None:
    target, colors = cloud(2000)
    first, second = (Settling.from_noise(target, colors, 0.01, 0.0, 1.0) for _ in range(2))
    np.testing.assert_array_equal(first.start, second.start)
    np.testing.assert_allclose(first.start.mean(axis=0), target.mean(axis=0), atol=0.05)


def test_no_points() -> None:
    with pytest.raises(ValueError, match="points"):
        Settling.from_noise(np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32), 0.01, 0.0, 1.0)
    with pytest.raises(ValueError, match="points"):
        Placement.forming(np.zeros((0, 3), np.float32), 1.0)


def test_a_cloud_that_fills_the_frame_stands_as_the_object_will() -> None:
    positions = RANDOM.uniform(-0.5, 0.5, (200, 3)).astype(np.float32)
    assert Placement.forming(positions, 2.0) == Placement.standing(positions, 2.0)


def test_an_early_estimate_stays_small_and_on_the_ground() -> None:
    positions = RANDOM.uniform(-0.1, 0.1, (200, 3)).astype(np.float32)
    placed = Placement.forming(positions, 2.0).to_scene(positions)
    assert 0.3 < np.ptp(placed, axis=0).max() < 0.5
    assert placed[:, 2].min() == pytest.approx(0, abs=1e-6)
