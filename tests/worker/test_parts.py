"""Part labels of a cloud: noise goes, borders stay, specks are absorbed."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from addon.worker.parts.clean import clean_labels

Floats = NDArray[np.float32]


def slab(thickness: float, count: int = 4096) -> Floats:
    """Upper and lower side of a grey slab, its sides left out."""
    rng = np.random.default_rng(0)
    up = rng.choice([-1.0, 1.0], count)
    points = np.zeros((count, 9), np.float32)
    points[:, :2] = rng.uniform(-0.5, 0.5, (count, 2))
    points[:, 2] = up * thickness / 2
    points[:, 3:6] = 0.5
    points[:, 8] = up
    return points


def guessed(true: NDArray[np.intp], names: int, noise: float) -> Floats:
    """Logits that lean to the truth under noise."""
    rng = np.random.default_rng(1)
    return (4 * np.eye(names)[true] + rng.normal(0, noise, (len(true), names))).astype(np.float32)


def test_noise_goes_and_the_border_stays() -> None:
    points = slab(0.5)
    true = (points[:, 0] > 0) * 41
    logits = guessed(true, 700, 1.2)
    assert (np.argmax(logits, axis=1) == true).mean() < 0.75
    labels = clean_labels(points, logits)
    assert (labels == true)[np.abs(points[:, 0]) > 0.03].all()
    assert (labels == true).mean() > 0.98


def test_two_sides_of_a_thin_wall_do_not_mix() -> None:
    points = slab(0.005)
    true = (points[:, 8] > 0).astype(np.intp)
    labels = clean_labels(points, guessed(true, 2, 1.5))
    assert (labels == true).mean() > 0.999


def test_paint_holds_a_border() -> None:
    points = slab(0.5)
    true = (points[:, 0] > 0).astype(np.intp)
    points[true == 1, 3:6] = 0.9
    assert (clean_labels(points, guessed(true, 2, 2.0)) == true).mean() > 0.999


def test_integer_labels_are_votes_too() -> None:
    points = slab(0.5)
    true = 600 + (points[:, 0] > 0).astype(np.intp)
    mistaken = np.where(np.random.default_rng(3).random(len(true)) < 0.2, 7, true)
    labels = clean_labels(points, mistaken)
    assert (labels == true).mean() > 0.98
    assert set(labels) == {600, 601}


@pytest.mark.parametrize(("radius", "stays"), [(0.02, False), (0.1, True)])
def test_a_part_too_small_is_absorbed(radius: float, stays: bool) -> None:
    points = slab(0.5)
    corner = (np.abs(points[:, :2] - 0.45) < radius).all(axis=1) & (points[:, 8] > 0)
    points[corner, 3:6] = 0.0, 0.0, 0.9
    labels = clean_labels(points, np.where(corner, 2, 1))
    assert (2 in labels) is stays
    assert corner.mean() < 0.003 or stays


def test_same_bytes_and_any_size() -> None:
    points = slab(0.1)
    logits = guessed((points[:, 0] > 0).astype(np.intp), 9, 3.0)
    assert clean_labels(points, logits).tobytes() == clean_labels(points.copy(), logits.copy()).tobytes()
    for count in (0, 1, 2, 20):
        assert clean_labels(points[:count], logits[:count]).shape == (count,)


def test_guesses_without_sense_are_still_at_most_255_parts() -> None:
    points = slab(0.5, 2000)
    labels = clean_labels(points, np.repeat(np.arange(500), 4), least_share=0.0)
    assert len(np.unique(labels)) <= 255
