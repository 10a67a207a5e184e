"""The winding number on a grid, its transpose, and sides handed on along a tree."""

from __future__ import annotations

import numpy as np

from addon.worker.surface.spanning_tree import hand_on_sides
from addon.worker.surface.winding import WindingGrid


def sphere(count: int) -> np.ndarray:
    """Evenly spread unit vectors (a Fibonacci lattice)."""
    index = np.arange(count) + 0.5
    height, turn = 1 - 2 * index / count, np.pi * (1 + np.sqrt(5)) * index
    ring = np.sqrt(1 - height**2)
    return np.stack([ring * np.cos(turn), ring * np.sin(turn), height], axis=1).astype(np.float32)


def test_a_sphere_has_one_inside_a_half_on_it_and_nothing_outside() -> None:
    normals = sphere(4000)
    # The last points carry nothing; they ask.
    asked = np.array([[0, 0, 0], [0.2, 0.1, 0.1], [0, 0, 0.35], [-0.5, -0.5, -0.5], [0.5, 0.5, 0.5]], np.float32)
    grid = WindingGrid(np.concatenate([0.4 * normals, asked]), 48, 1.0)
    area = np.float32(4 * np.pi * 0.4**2 / len(normals) / grid.step**2)
    field = grid.field(np.concatenate([area * normals, 0 * asked]))
    values = grid.values(field)
    np.testing.assert_allclose(values[-5:], [1, 1, 1, 0, 0], atol=0.03)
    np.testing.assert_allclose(values[:-5], 0.5, atol=0.1)
    down = -grid.gradient(field)[:-5]
    assert ((down * normals).sum(axis=1) / np.linalg.norm(down, axis=1)).min() > 0.98
    np.testing.assert_allclose(grid.gradient_elsewhere(field, 0.4 * normals), -down, atol=1e-6)


def test_the_transpose_is_the_transpose() -> None:
    rng = np.random.default_rng(0)
    positions, vectors = rng.uniform(-0.5, 0.5, (2, 300, 3)).astype(np.float32)
    charges = rng.normal(size=300).astype(np.float32)
    grid = WindingGrid(positions, 32, 0.9)
    forward = np.vdot(grid.values(grid.field(vectors)), charges)
    np.testing.assert_allclose(np.vdot(vectors, grid.transposed(charges)), forward, rtol=1e-3)
    assert abs(forward) > 1e-3


def test_sides_are_handed_on_piece_by_piece() -> None:
    rng = np.random.default_rng(0)
    normals = sphere(1000)
    tangled = normals * rng.choice(np.float32([-1, 1]), (1000, 1))
    # Two spheres that do not know of each other.
    near = np.argsort(-(normals @ normals.T), axis=1)[:, 1:7]
    result = hand_on_sides(np.tile(tangled, (2, 1)), np.concatenate([near, near + 1000]), np.repeat([0, 1], 1000))
    for piece in (result[:1000], result[1000:]):
        assert abs(np.sign((piece * normals).sum(axis=1)).sum()) == 1000
