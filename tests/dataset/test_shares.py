import numpy as np
import pytest

from dataset.shares import FLOOR, part_counts, part_shares


def test_shares_add_up_and_favour_small_parts():
    areas = np.array([4.0, 1.0, 1.0])
    share = part_shares(areas)
    assert share.sum() == pytest.approx(1.0)
    assert share[0] > share[1] == share[2] > 1 / 6


def test_a_thin_part_has_its_floor_and_a_hidden_one_nothing():
    share = part_shares([1.0, 1e-7, 0.0])
    assert share[1] == pytest.approx(FLOOR)
    assert share[2] == 0.0
    assert part_counts([1.0, 1e-7, 0.0], 1024).tolist() == [1000, 24, 0]


def test_floors_fit_where_there_are_many_parts():
    share = part_shares([1.0, *[1e-9] * 99])
    assert share.sum() == pytest.approx(1.0)
    assert share[1:].min() == pytest.approx(0.005)
    assert share[0] > 0.5


@pytest.mark.parametrize("total", [1, 7, 1024, 4096, 16384])
def test_counts_add_up(total):
    areas = np.random.default_rng(total).random(13) ** 4
    assert part_counts(areas, total).sum() == total


def test_nothing_to_see_is_an_error():
    with pytest.raises(ValueError, match="no part"):
        part_shares([0.0, 0.0])
