"""Neighbours after their places moved."""

from __future__ import annotations

import numpy as np

from addon.worker.surface.neighbours import nearest


def test_after_a_small_move_the_nearest_is_first_and_distances_are_new() -> None:
    chance = np.random.default_rng(3)
    points = chance.random((500, 3), np.float32)
    places = chance.random((300, 3), np.float32)
    moved = places + 0.01 * chance.standard_normal((300, 3)).astype(np.float32)
    before = nearest(points, places, 20)
    kept = before.near.copy()
    found, anew = before.after_a_move(points, moved), nearest(points, moved, 20)
    np.testing.assert_array_equal(before.near, kept)
    np.testing.assert_array_equal(np.sort(found.near), np.sort(kept))
    np.testing.assert_array_equal(found.near[:, 0], anew.near[:, 0])
    true = np.linalg.norm(points[found.near] - moved[:, None], axis=2)
    np.testing.assert_allclose(found.distances, true, atol=1e-6)
