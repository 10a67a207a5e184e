import numpy as np
import pytest

from dataset.catalogue.palette import NAMES, RANGES, draw, indices_of, name_of


@pytest.mark.parametrize("name", NAMES)
def test_a_drawn_color_is_read_back(name):
    rng = np.random.default_rng(5)
    colors = np.array([draw(name, rng) for _ in range(500)])
    assert ((colors >= 0) & (colors <= 1)).all()
    assert {NAMES[k] for k in indices_of(colors)} == {name}


def test_the_table_has_all_names():
    assert tuple(RANGES) == NAMES


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((1, 0, 0), "red"),
        ((1, 0.5, 0), "orange"),
        ((1, 1, 0), "yellow"),
        ((0, 0.6, 0), "green"),
        ((0, 0, 1), "blue"),
        ((0.5, 0, 0.5), "purple"),
        ((1, 0.6, 0.75), "pink"),
        ((0.4, 0.25, 0.1), "brown"),
        ((1, 1, 1), "white"),
        ((0.5, 0.5, 0.5), "gray"),
        ((0, 0, 0), "black"),
        ((0.25, 0.88, 0.82), "turquoise"),
        ((0.6, 0.9, 0.1), "lime"),
        ((0, 0, 0.35), "navy"),
        ((0.4, 0, 0.1), "maroon"),
        ((0.9, 0.8, 0.65), "beige"),
    ],
)
def test_plain_colors(rgb, name):
    assert name_of(rgb) == name


def test_every_color_has_a_name_and_shapes_are_kept():
    cube = np.stack(np.meshgrid(*[np.linspace(-0.1, 1.1, 13)] * 3), -1)
    index = indices_of(cube)
    assert index.shape == cube.shape[:-1]
    assert set(np.unique(index)) == set(range(len(NAMES)))
