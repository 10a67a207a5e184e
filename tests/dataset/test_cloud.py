import numpy as np
import pytest
from known_shapes import sheet_shots, sphere_shots

from dataset.cloud import farthest
from dataset.cloud.dense import dense_cloud
from dataset.cloud.draw import COUNTS, draw
from dataset.cloud.farthest import farthest_points
from dataset.cloud.interior import interior
from dataset.cloud.reject import RejectedError, reject, spread_from_plane
from dataset.cloud.visibility import part_areas
from dataset.shares import part_counts


def rng():
    return np.random.default_rng(5)


def test_pixels_lie_on_the_surface_and_normals_face_outwards():
    cloud = dense_cloud(sphere_shots(20, 64))
    np.testing.assert_allclose(np.linalg.norm(cloud.xyz, axis=1), 0.5, atol=1e-6)
    assert ((cloud.xyz * cloud.normals).sum(axis=1) > 0.49).all()
    assert {tuple(rgb) for rgb in cloud.rgb.tolist()} == {(1.0, 0.0, 0.0), (0.0, 0.0, 1.0)}


def test_the_lit_picture_colors_the_cloud_on_request():
    cloud = dense_cloud(sphere_shots(2, 32), lit=True)
    np.testing.assert_allclose(cloud.rgb, np.tile(np.array([10, 20, 30]) / 255, (len(cloud), 1)), atol=1e-9)


def test_glass_leaves_no_points():
    (shot,) = sphere_shots(1, 32)
    shot.alpha[:16] *= 0.5
    assert 0 < len(dense_cloud([shot])) < np.isfinite(shot.depth).sum()


def test_areas_count_what_several_views_see_once():
    shots = sphere_shots(20, 128)
    cap = 2 * np.pi * 0.5**2 * 0.4
    areas = part_areas(dense_cloud(shots), shots, 2, rng())
    np.testing.assert_allclose(areas, [np.pi - cap, cap], rtol=0.1)


@pytest.mark.parametrize("count", COUNTS)
def test_each_part_of_each_prefix_has_its_share(count):
    shots = sphere_shots(20, 96)
    dense = dense_cloud(shots)
    areas = np.array([2.0, 0.5])
    cloud = draw(dense, areas, COUNTS[0], rng())
    assert len(cloud) == COUNTS[0]
    np.testing.assert_allclose(np.bincount(cloud.part_ids[:count]), part_counts(areas, count), atol=1)


def test_points_are_spread_evenly_in_every_prefix():
    shots = sphere_shots(20, 128)
    dense = dense_cloud(shots)
    cloud = draw(dense, part_areas(dense, shots, 2, rng()), 4096, rng())
    for count in (256, 1024, 4096):
        below = cloud.xyz[:count][cloud.part_ids[:count] == 0]
        gaps = np.linalg.norm(below[:, None] - below[None], axis=2) + 9 * np.eye(len(below))
        # Evenly spread points are not much nearer to one another than on a hexagonal grid.
        grid = np.sqrt(2 / np.sqrt(3) * (np.pi - 0.63) / len(below))
        assert gaps.min() > 0.6 * grid


def test_a_part_with_few_pixels_gets_its_points_all_the_same():
    dense = dense_cloud(sphere_shots(1, 16))
    cloud = draw(dense, np.array([1.0, 0.2]), 2048, rng())
    assert len(np.unique(cloud.xyz, axis=0)) == 2048
    np.testing.assert_allclose(np.linalg.norm(cloud.xyz, axis=1), 0.5, atol=1e-3)


def test_the_draw_follows_from_the_seed():
    dense = dense_cloud(sphere_shots(6, 64))
    first, again = (draw(dense, np.array([1.0, 1.0]), 1024, rng()).xyz for _ in range(2))
    assert first.tobytes() == again.tobytes()


def test_farthest_points_without_the_library_are_as_good(monkeypatch):
    points = rng().standard_normal((3000, 3))
    cover = []
    for library in (farthest.fpsample, None):
        monkeypatch.setattr(farthest, "fpsample", library)
        order = farthest_points(points, 200)
        assert len(set(order.tolist())) == 200
        chosen = points[order]
        cover.append(np.linalg.norm(points[:, None] - chosen[None], axis=2).min(axis=1).max())
    assert cover[0] == pytest.approx(cover[1], rel=0.1)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_farthest_points_of_a_handful(count):
    assert sorted(farthest_points(rng().standard_normal((count, 3)), count)) == list(range(count))


def test_a_sheet_is_dropped_with_its_reason_and_a_book_is_not():
    with pytest.raises(RejectedError, match="flat: points lie 0"):
        reject(dense_cloud(sheet_shots(20, 64, 0.0)))
    with pytest.raises(RejectedError, match="flat"):
        reject(dense_cloud(sheet_shots(20, 64, 0.002)))
    book = dense_cloud(sheet_shots(20, 64, 0.02))
    assert spread_from_plane(book) == pytest.approx(0.01, rel=0.1)
    reject(book)


def test_nothing_is_dropped_with_its_reason():
    with pytest.raises(RejectedError, match="empty: the views show 0 opaque pixels"):
        reject(dense_cloud(sphere_shots(2, 64, radius=1e-4)))


def test_inner_points_are_inside_and_fill_it():
    shots = sphere_shots(20, 96)
    points = interior(dense_cloud(shots), shots, 2000, rng())
    distance = np.linalg.norm(points.xyz, axis=1)
    assert len(points) == 2000
    assert distance.max() < 0.5
    # A ball's mean distance from its middle is 3/4 of the radius.
    assert distance.mean() == pytest.approx(0.375, abs=0.02)
    assert (points.normals == 0).all()
