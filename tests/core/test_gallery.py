"""The gallery, and variations: seeds, places, and clouds that are near another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from addon.core.cloud import PointCloud
from addon.core.destination import Destination
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.gallery import MOST, Batch, Gallery, draw_picture, more_like
from addon.core.request import MAX_SEED, Blend, GenerationRequest, Output
from addon.core.variations import Layout, places, variations

_REQUEST = GenerationRequest(prompt="a chair", seed=5)


def cloud() -> PointCloud:
    points = np.random.default_rng(0).normal(size=(64, 3)).astype(np.float32)
    return PointCloud(points, np.abs(points).clip(0, 1), points)


def filled(folder: Path, count: int = 3, gallery: Gallery | None = None) -> Gallery:
    gallery = gallery or Gallery(lambda: folder / "gallery é")
    made = [(request, cloud(), "cpu", "ab" * 32) for request in variations(_REQUEST, count)]
    for each, points in gallery.add(Batch("chairs", Destination((1.0, 2.0, 3.0)), 1.5), made):
        draw_picture(each, points)
    return gallery


def test_seeds_follow_each_other_and_begin_again_after_the_largest() -> None:
    found = variations(GenerationRequest(prompt="a chair", seed=MAX_SEED - 1), 4)
    assert [each.seed for each in found] == [MAX_SEED - 1, MAX_SEED, 0, 1]
    assert {each.prompt for each in found} == {"a chair"}


def test_places() -> None:
    start = (1.0, 2.0, 3.0)
    assert places(Layout.ROW, start, 0.5, 3) == ((1.0, 2.0, 3.0), (1.5, 2.0, 3.0), (2.0, 2.0, 3.0))
    grid = places(Layout.GRID, start, 2.0, 16)
    assert len(set(grid)) == 16
    assert grid[-1] == (7.0, 8.0, 3.0)


def test_clouds_and_pictures_are_files_until_they_are_dismissed(tmp_path: Path) -> None:
    gallery = filled(tmp_path)
    first, second, third = gallery.candidates
    assert first.picture.read_bytes().startswith(b"\x89PNG")
    assert np.array_equal(second.cloud().positions, cloud().positions)
    before = gallery.revision
    gallery.dismiss([first.id, "unknown"])
    assert gallery.candidates == [second, third]
    assert gallery.revision > before
    assert not first.cloud_file.exists()
    assert not first.picture.exists()
    gallery.clear()
    assert not gallery.candidates
    assert not gallery.batches
    assert not list(tmp_path.iterdir())


def test_a_cloud_whose_file_is_gone_is_told(tmp_path: Path) -> None:
    gallery = filled(tmp_path)
    gallery.candidates[0].cloud_file.unlink()
    with pytest.raises(PointsmithError) as caught:
        gallery.candidates[0].cloud()
    assert caught.value.code is ErrorCode.BAD_CLOUD


def test_the_oldest_that_are_not_picked_make_room(tmp_path: Path) -> None:
    gallery = filled(tmp_path, 16)
    kept = gallery.candidates[3]
    kept.picked = True
    for _ in range(5):
        filled(tmp_path, 16, gallery)
    assert len(gallery.candidates) == MOST
    assert kept in gallery.candidates
    assert len(list((tmp_path / "gallery é").iterdir())) == 2 * MOST


def test_the_next_place_is_beside_the_last(tmp_path: Path) -> None:
    (batch,) = filled(tmp_path).batches.values()
    assert [batch.next_destination().location for _ in range(2)] == [(1.0, 2.0, 3.0), (2.5, 2.0, 3.0)]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PointsmithError) as caught:
        filled(tmp_path, gallery=Gallery(lambda: tmp_path / "file"))
    assert caught.value.code is ErrorCode.NOT_WRITABLE


def test_more_like_it() -> None:
    near = more_like(_REQUEST, 4, 100)
    assert [each.blend for each in near] == [Blend(seed=seed, amount=0.3) for seed in range(100, 104)]
    assert {each.seed for each in near} == {5}
    again = more_like(near[0], 5, 200)
    assert {each.blend.seed for each in again if each.blend} == {100}
    amounts = [each.blend.amount for each in again if each.blend]
    assert len(set(amounts)) == 5
    assert min(amounts) < 0.3 < max(amounts)
    with pytest.raises(PointsmithError):
        more_like(GenerationRequest(prompt="a chair", blend=Blend("a vase")), 4, 1)
    with pytest.raises(PointsmithError):
        more_like(GenerationRequest.of_quality("draft", prompt="a chair", pipeline="shap-e"), 4, 1)


@pytest.mark.parametrize(
    ("settings", "closes"),
    [
        ({}, True),
        ({"output": "both"}, True),
        ({"output": Output.POINTS}, False),
        ({"pipeline": "shap-e"}, False),
    ],
)
def test_which_surfaces_are_closed_around_the_cloud(tmp_path: Path, settings: dict[str, str], closes: bool) -> None:
    request = GenerationRequest.of_quality("draft", prompt="a chair", **settings)
    gallery = Gallery(lambda: tmp_path)
    gallery.add(Batch("one", Destination(), 1.0), [(request, cloud(), "cpu", "")])
    assert gallery.candidates[0].closes is closes
