"""The way between the model frame and the scene frame."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from addon.core.frames import Placement

clouds = arrays(np.float32, (20, 3), elements=st.floats(-0.5, 0.5, width=32)).filter(
    lambda cloud: float((cloud.max(axis=0) - cloud.min(axis=0)).max()) > 1e-3
)


@given(clouds, st.floats(1e-3, 1e3))
def test_stands_on_the_ground_at_its_size(cloud: np.ndarray, size: float) -> None:
    placed = Placement.standing(cloud, size).to_scene(cloud)
    low, high = placed.min(axis=0), placed.max(axis=0)
    assert (high - low).max() == pytest.approx(size, rel=1e-4)
    assert low[2] == pytest.approx(0, abs=1e-4 * size)
    np.testing.assert_allclose((low + high)[:2] / 2, 0, atol=1e-4 * size)


@given(clouds, st.floats(1e-3, 1e3))
def test_there_and_back(cloud: np.ndarray, size: float) -> None:
    placement = Placement.from_json(json.loads(json.dumps(Placement.standing(cloud, size).to_json())))
    np.testing.assert_allclose(placement.to_model(placement.to_scene(cloud)), cloud, atol=1e-5)


@pytest.mark.parametrize("cloud", [np.zeros((0, 3), np.float32), np.ones((4, 3), np.float32)])
def test_nothing_to_place(cloud: np.ndarray) -> None:
    with pytest.raises(ValueError, match="points"):
        Placement.standing(cloud, 1.0)
