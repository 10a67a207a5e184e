"""Estimated normals: they point outwards on thin, hollow and noisy things; given ones are put right."""

from __future__ import annotations

import time

import numpy as np
import pytest

from addon.worker.surface import field_sides
from addon.worker.surface.normals import estimate_normals
from benchmarks.normals import damaged, oriented_points, shares

from .test_surface_shapes import SHAPES

HELD_OUT = 910_000
"""Seeds that neither training nor the choice of any number here has seen."""
FLOORS = {
    # Least shares within 90 and within 30 degrees, without noise and with noise of 1 % of the longest side.
    "chair": ((0.98, 0.8), (0.93, 0.6)),
    "bookshelf": ((0.98, 0.72), (0.9, 0.55)),
    "lamp": ((0.96, 0.7), (0.9, 0.5)),
    "mug": ((0.96, 0.75), (0.93, 0.6)),
    "horse": ((0.97, 0.8), (0.93, 0.6)),
    "helicopter": ((0.95, 0.7), (0.9, 0.5)),
}


@pytest.mark.parametrize("category", FLOORS)
@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_normals_of_held_out_objects_point_outwards(category: str, noise: float) -> None:
    positions, true = oriented_points(category, HELD_OUT, 4096, noise)
    estimated = estimate_normals(positions)
    np.testing.assert_allclose(np.linalg.norm(estimated, axis=1), 1, atol=1e-5)
    assert estimated.dtype == np.float32
    outward, close = shares(estimated, true)
    least = FLOORS[category][int(noise > 0)]
    assert outward >= least[0]
    assert close >= least[1]


@pytest.mark.parametrize("name", SHAPES)
def test_normals_of_exact_shapes(name: str) -> None:
    positions, true = SHAPES[name][0](np.random.default_rng(0), 3000)
    outward, close = shares(estimate_normals(positions.astype(np.float32)), true.astype(np.float32))
    assert outward > 0.985
    assert close > 0.82


def test_sparse_clouds() -> None:
    positions, true = SHAPES["sphere"][0](np.random.default_rng(0), 100)
    assert shares(estimate_normals(positions.astype(np.float32)), true.astype(np.float32))[0] > 0.97


@pytest.mark.parametrize(
    ("kind", "outward", "close"),
    [("exact", 0.995, 0.99), ("inverted", 0.995, 0.99), ("few", 0.975, 0.97), ("noisy", 0.96, 0.7)],
)
@pytest.mark.parametrize("category", ["bookshelf", "mug"])
def test_given_normals_are_put_right(category: str, kind: str, outward: float, close: float) -> None:
    positions, true = oriented_points(category, HELD_OUT + 1, 4096, 0.0)
    reached = shares(estimate_normals(positions, damaged(true, kind, 0)), true)
    assert reached[0] >= outward
    assert reached[1] >= close


def test_one_inverted_part_and_missing_normals_are_put_right() -> None:
    positions, true = oriented_points("chair", HELD_OUT + 1, 4096, 0.0)
    given = true.copy()
    given[positions[:, 2] < 0] *= -1
    given[::5] = 0
    assert shares(estimate_normals(positions, given), true)[0] > 0.98


def test_given_normals_that_say_nothing_change_little() -> None:
    positions, true = oriented_points("mug", HELD_OUT, 4096, 0.0)
    given = np.random.default_rng(0).normal(size=positions.shape).astype(np.float32)
    given /= np.linalg.norm(given, axis=1, keepdims=True)
    alone = shares(estimate_normals(positions), true)
    assert shares(estimate_normals(positions, given), true)[1] > alone[1] - 0.02
    np.testing.assert_array_equal(estimate_normals(positions, 0 * given), estimate_normals(positions))


def test_planes_get_one_side_and_it_is_up_or_the_given_one() -> None:
    positions = np.random.default_rng(0).uniform(-0.5, 0.5, (1500, 3)).astype(np.float32) * np.float32([1, 1, 0])
    np.testing.assert_allclose(estimate_normals(positions), np.tile([0, 0, 1], (1500, 1)), atol=1e-3)
    down = np.tile(np.float32([0, 0, -1]), (1500, 1))
    np.testing.assert_allclose(estimate_normals(positions, down), down, atol=1e-3)


def test_terrain_has_one_side() -> None:
    positions = np.random.default_rng(0).uniform(-0.5, 0.5, (3000, 3)).astype(np.float32)
    positions[:, 2] = 0.1 * positions[:, 0] + 0.02 * np.sin(6 * positions[:, 1])
    assert (estimate_normals(positions)[:, 2] > 0.9).mean() > 0.98


def test_an_open_scan_has_consistent_sides() -> None:
    rng = np.random.default_rng(0)
    points = rng.normal(size=(4000, 3))
    points /= 2 * np.linalg.norm(points, axis=1, keepdims=True)
    points = points[points[:, 2] > -0.1].astype(np.float32)
    estimated = estimate_normals(points)
    assert ((estimated * points).sum(axis=1) > 0).mean() > 0.97


def test_objects_apart_from_each_other_all_point_outwards() -> None:
    rng = np.random.default_rng(0)
    normals = rng.normal(size=(4000, 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    centers = np.array([[-0.4, 0, 0], [0.4, 0, 0], [0, 0.35, 0.2]])[rng.integers(0, 3, 4000)]
    assert shares(estimate_normals((0.1 * normals + centers).astype(np.float32)), normals.astype(np.float32))[0] > 0.99


def test_more_points_than_are_solved_read_the_field(monkeypatch: pytest.MonkeyPatch) -> None:
    positions, true = oriented_points("mug", HELD_OUT, 16384, 0.0)
    monkeypatch.setattr(field_sides, "_SOLVED", 5000)
    monkeypatch.setattr(field_sides, "_BLOCK", 3000)
    outward, close = shares(estimate_normals(positions), true)
    assert outward > 0.97
    assert close > 0.8


def test_the_same_points_give_the_same_normals_and_stay_untouched() -> None:
    positions, true = oriented_points("mug", HELD_OUT, 2000, 0.01)
    before, given = positions.copy(), true.copy()
    np.testing.assert_array_equal(estimate_normals(positions, given), estimate_normals(positions, given))
    np.testing.assert_array_equal(positions, before)
    np.testing.assert_array_equal(given, true)


@pytest.mark.parametrize("count", [4, 16])
def test_a_handful_of_points_ends_well(count: int) -> None:
    positions = np.random.default_rng(0).uniform(-0.5, 0.5, (count, 3)).astype(np.float32)
    positions[-1] = positions[0]
    assert np.isfinite(estimate_normals(positions)).all()


def test_a_hundred_thousand_points_take_a_few_seconds() -> None:
    positions, _ = oriented_points("chair", HELD_OUT, 100_000, 0.0)
    start = time.process_time()
    estimate_normals(positions)
    assert time.process_time() - start < 20
