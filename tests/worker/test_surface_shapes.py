"""Analytic shapes to sample, and a generator's kind of noise; other tests of the surface take them from here."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from addon.core.cloud import PointCloud

Array = NDArray[np.float64]
Sampler = Callable[[np.random.Generator, int], tuple[Array, Array]]


def boxes(*specs: tuple[float, ...]) -> Sampler:
    """Sample the outside of a union of boxes, each (centre, size)."""
    centers, sizes = np.split(np.array(specs, float), 2, axis=1)

    def sample(rng: np.random.Generator, count: int) -> tuple[Array, Array]:
        sides = sizes[:, [1, 0, 0]] * sizes[:, [2, 2, 1]]
        box, axis = np.divmod(rng.choice(sides.size, 3 * count, p=sides.ravel() / sides.sum()), 3)
        row, sign = np.arange(len(box)), rng.choice([-1.0, 1.0], len(box))
        place = rng.uniform(-0.5, 0.5, (len(box), 3))
        place[row, axis] = sign / 2
        normals = np.zeros_like(place)
        normals[row, axis] = sign
        positions = centers[box] + place * sizes[box]
        outer = positions + 1e-6 * normals
        buried = (np.abs(outer[:, None] - centers) < sizes / 2).all(axis=2).any(axis=1)
        return positions[~buried][:count], normals[~buried][:count]

    return sample


def lathe(*profile: tuple[float, float]) -> Sampler:
    """Sample a profile of (radius, height), the outside on its right-hand side, turned about Z."""
    points = np.array(profile)
    along = np.diff(points, axis=0)
    length = np.linalg.norm(along, axis=1)

    def sample(rng: np.random.Generator, count: int) -> tuple[Array, Array]:
        area = length * (points[1:, 0] + points[:-1, 0])
        part = rng.choice(len(area), 4 * count, p=area / area.sum())
        where = points[part] + rng.uniform(0, 1, (len(part), 1)) * along[part]
        widest = np.maximum(points[part, 0], points[part + 1, 0])
        chosen = rng.uniform(0, widest) < where[:, 0]
        where, part = where[chosen][:count], part[chosen][:count]
        turn = rng.uniform(0, 2 * np.pi, len(where))
        out, up = along[part, 1] / length[part], -along[part, 0] / length[part]
        spin = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        return np.c_[where[:, :1] * spin, where[:, 1]], np.c_[out[:, None] * spin, up]

    return sample


LEGS = [(x, y, -0.25, 0.03, 0.03, 0.48) for x in (-0.235, 0.235) for y in (-0.235, 0.235)]
CHAIR = boxes((0, 0, 0, 0.5, 0.5, 0.04), (0, 0.23, 0.27, 0.5, 0.04, 0.5), *LEGS)
MUG = lathe((0, -0.4), (0.25, -0.4), (0.25, 0.4), (0.22, 0.4), (0.22, -0.37), (0, -0.37))
RING = np.linspace(-np.pi, np.pi, 97)
SHAPES: dict[str, tuple[Sampler, float, int]] = {
    # Sampler, least F-score at 2 %, genus.
    "sphere": (lathe(*[(0.5 * np.sin(a) + 1e-9, -0.5 * np.cos(a)) for a in np.linspace(0, np.pi, 60)]), 0.995, 0),
    "torus": (lathe(*[(0.35 + 0.15 * np.cos(a), 0.15 * np.sin(a)) for a in RING]), 0.995, 1),
    "box": (boxes((0, 0, 0, 1, 0.6, 0.4)), 0.99, 0),
    "chair": (CHAIR, 0.99, 0),
    "mug": (MUG, 0.99, 0),
}


def noisy(sample: Sampler, count: int = 4096, seed: int = 0, shift: float = 0.005) -> tuple[PointCloud, Array]:
    """Sample a cloud with noise of `shift`, normals 25 degrees wrong on average, 2 % turned over; true positions."""
    rng = np.random.default_rng(seed)
    true, normals = sample(rng, count)
    tangent = np.cross(normals, rng.normal(size=normals.shape))
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    angle = np.radians(np.abs(rng.normal(0, 25 * np.sqrt(np.pi / 2), (len(true), 1))))
    normals = np.cos(angle) * normals + np.sin(angle) * tangent
    normals[rng.uniform(size=len(normals)) < 0.02] *= -1
    positions = true + rng.normal(0, shift, true.shape)
    grey = np.full_like(positions, 0.5)
    return PointCloud(*(a.astype(np.float32) for a in (positions, grey, normals))), true


@pytest.mark.parametrize("name", SHAPES)
def test_samples_lie_in_the_model_frame_with_unit_normals(name: str) -> None:
    positions, normals = SHAPES[name][0](np.random.default_rng(0), 1000)
    assert len(positions) == 1000
    assert np.abs(positions).max() <= 0.53
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-9)


def test_noise_is_as_large_as_said() -> None:
    cloud, true = noisy(SHAPES["box"][0])
    exact = SHAPES["box"][0](np.random.default_rng(0), 4096)[1]
    wrong = np.degrees(np.arccos(np.clip((cloud.normals * exact).sum(axis=1), -1, 1)))
    assert 24 < wrong.mean() < 32
    assert (cloud.positions - true).std() == pytest.approx(0.005, rel=0.05)
