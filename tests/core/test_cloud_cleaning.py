"""Any cloud in, a usable one out: finite, in the model frame, merged, thinned, and the way back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addon.core.cloud_cleaning import CleanCloud, clean_cloud
from addon.core.cloud_files import RawCloud
from addon.core.errors import ErrorCode, PointsmithError


def sphere(count: int, seed: int = 0) -> np.ndarray:
    points = np.random.default_rng(seed).normal(size=(count, 3))
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def in_file_units(cloud: CleanCloud) -> np.ndarray:
    return cloud.positions.astype(float) * cloud.placement.scale + cloud.placement.offset


def refusal(positions: np.ndarray) -> str:
    with pytest.raises(PointsmithError) as caught:
        clean_cloud(RawCloud(positions))
    assert caught.value.code == ErrorCode.BAD_CLOUD
    return caught.value.sentence


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e5])
@pytest.mark.parametrize("place", [(0, 0, 0), (-431_000.25, 5_400_000.5, 812)])
def test_any_unit_and_place_becomes_the_model_frame_and_comes_back(unit: float, place: tuple[float, ...]) -> None:
    if unit < 1 and place[0]:
        place = (-0.4, 5.0, 0.1)
    points = sphere(500) * [1, 0.5, 0.2] * unit + place
    cloud = clean_cloud(RawCloud(points))
    extent = np.ptp(cloud.positions, axis=0)
    assert extent.max() == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(cloud.positions.min(axis=0) + cloud.positions.max(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(in_file_units(cloud), points, atol=3e-7 * unit + 1e-15)


def test_what_is_missing() -> None:
    points = sphere(100)
    cloud = clean_cloud(RawCloud(points))
    assert cloud.normals is None
    np.testing.assert_array_equal(cloud.colors, 0.5)

    colors = np.full((100, 3), 0.2, np.float32)
    normals = (points * np.linspace(0.01, 1e20, 100)[:, None]).astype(np.float32)
    colors[3] = np.nan
    normals[[4, 5]] = [[0, 0, 0], [np.nan, 0, 1]]
    cloud = clean_cloud(RawCloud(points, colors, normals))
    np.testing.assert_allclose(cloud.colors[[2, 3, 4]], [[0.2] * 3, [0.5] * 3, [0.2] * 3])
    assert cloud.normals is not None
    np.testing.assert_array_equal(cloud.normals[[4, 5]], 0)
    np.testing.assert_allclose(np.delete(cloud.normals, [4, 5], 0), np.delete(points, [4, 5], 0), atol=1e-5)

    assert clean_cloud(RawCloud(points, None, np.zeros((100, 3), np.float32))).normals is None


def test_points_that_are_not_finite_and_duplicates_go() -> None:
    points = np.repeat(sphere(50), 2, axis=0)
    colors = np.tile(np.array([[0.0], [1.0]], np.float32), (50, 3))
    normals = points.astype(np.float32)
    normals[1::20] *= -1  # one of a pair turned over: the pair says nothing
    points = np.r_[points, [[np.nan, 0, 0], [0, np.inf, 0], [1e300, 0, 0], [0, 0, -1e40]]]
    colors, normals = (np.r_[a, np.ones((4, 3), np.float32)] for a in (colors, normals))
    cloud = clean_cloud(RawCloud(points, colors, normals))
    assert len(cloud) == 50
    np.testing.assert_allclose(cloud.colors, 0.5)
    np.testing.assert_allclose(in_file_units(cloud), points[:100:2], atol=1e-6)
    assert cloud.normals is not None
    assert (cloud.normals == 0).all(axis=1).sum() == 5


def test_many_points_are_thinned_to_a_number_near_the_most_and_keep_colours_and_normals() -> None:
    points = sphere(60_000)
    colors = np.where(points[:, 2:] > 0, [1.0, 0, 0], [0, 0, 1.0]).astype(np.float32)
    cloud = clean_cloud(RawCloud(points * 40, colors, points.astype(np.float32)), most=5000)
    assert 3500 < len(cloud) <= 5000
    assert np.ptp(cloud.positions, axis=0).max() == pytest.approx(1, abs=1e-6)
    truth = in_file_units(cloud) / 40
    assert np.linalg.norm(truth, axis=1) == pytest.approx(1, abs=0.01)
    assert cloud.normals is not None
    assert (cloud.normals * truth).sum(axis=1).min() > 0.98
    away = np.abs(truth[:, 2]) > 0.1
    np.testing.assert_array_equal(cloud.colors[away, 0] > 0.5, truth[away, 2] > 0)


@pytest.mark.parametrize("kind", ["volume", "clusters"])
def test_thinning_comes_near_the_most_whatever_the_shape(kind: str) -> None:
    rng = np.random.default_rng(0)
    points = rng.uniform(size=(20_000, 3))
    if kind == "clusters":
        points = points * 1e-4 + rng.integers(0, 3, (20_000, 3))
    cloud = clean_cloud(RawCloud(points), most=3000)
    assert 1500 < len(cloud) <= 3000


def test_a_cloud_of_a_few_specks_is_refused() -> None:
    points = np.random.default_rng(0).uniform(size=(20_000, 3)) * 1e-9
    points[:400] = 1
    assert "distinct points" in refusal(points)


def test_the_order_is_kept() -> None:
    points = sphere(200)
    np.testing.assert_allclose(in_file_units(clean_cloud(RawCloud(points))), points, atol=1e-6)


@pytest.mark.parametrize("distance", [3.0, 1e3, 1e9, 1e25])
@pytest.mark.parametrize("count", [30, 2000])
def test_a_far_stray_point_does_not_set_the_scale(count: int, distance: float) -> None:
    points = np.r_[sphere(count), [[distance, 0, 0]]]
    cloud = clean_cloud(RawCloud(points))
    assert len(cloud) == count
    assert cloud.placement.scale == pytest.approx(np.ptp(points[:-1], axis=0).max(), rel=1e-6)
    np.testing.assert_allclose(in_file_units(cloud), points[:-1], atol=1e-6)


def test_rows_that_stand_for_no_value_go_however_many_they_are() -> None:
    points = np.r_[np.zeros((700, 3)), sphere(1000) + np.array([0, 0, 40]), np.full((300, 3), -9999)]
    colors = np.repeat(np.array([[0.0], [0.7], [0.0]], np.float32), [700, 1000, 300], axis=0).repeat(3, axis=1)
    cloud = clean_cloud(RawCloud(points, colors))
    np.testing.assert_allclose(in_file_units(cloud), points[700:1700], atol=1e-5)
    np.testing.assert_allclose(cloud.colors, 0.7)


def test_what_is_sparse_but_real_stays() -> None:
    ball = sphere(4000)
    mast = np.stack([np.linspace(1, 9, 20), np.zeros(20), np.zeros(20)], axis=1)
    moon = sphere(20) * 0.02 + [8, 0, 0]
    for real in (mast, moon):
        points = np.r_[ball, real]
        assert len(clean_cloud(RawCloud(points))) == len(points)


@pytest.mark.parametrize("count", [0, 1, 2, 15])
def test_too_few(count: int) -> None:
    assert f"{count} distinct points" in refusal(sphere(count))
    if count > 1:
        assert f"{count} distinct points" in refusal(np.repeat(sphere(count), 20, axis=0))


def test_lines_are_refused_and_planes_are_not() -> None:
    along = np.linspace(0, 1, 40)[:, None]
    line = along * [[1, 2, 3]] + 1e4
    assert "one line" in refusal(line)
    assert "one line" in refusal(line + np.random.default_rng(0).normal(0, 1e-7, line.shape))
    plane = np.random.default_rng(0).uniform(size=(40, 3)) * [1, 1, 0]
    assert len(clean_cloud(RawCloud(plane))) == 40


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.tuples(*[st.floats(width=32)] * 3), max_size=30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(16, 40),
)
def test_any_numbers_are_cleaned_or_refused(rows: list[tuple[float, ...]], more: float, most: int) -> None:
    points = np.array([*rows, (more, 0, 0)], float).reshape(-1, 3)
    with np.errstate(over="ignore"):
        values = points.astype(np.float32)
    try:
        cloud = clean_cloud(RawCloud(points, values, values), most)
    except PointsmithError as error:
        assert error.code == ErrorCode.BAD_CLOUD
    else:
        assert 16 <= len(cloud) <= most
        for array in (cloud.positions, cloud.colors, in_file_units(cloud)):
            assert np.isfinite(array).all()
        assert np.ptp(cloud.positions, axis=0).max() == pytest.approx(1, abs=1e-5)
        if cloud.normals is not None:
            length = np.linalg.norm(cloud.normals, axis=1)
            assert ((np.abs(length - 1) < 1e-5) | (length == 0)).all()
