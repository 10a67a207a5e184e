"""The file of the clouds while they take shape."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from addon.core.errors import ErrorCode, PointsmithError
from addon.core.preview import PreviewClouds


def clouds() -> PreviewClouds:
    random = np.random.default_rng(0)
    positions = random.uniform(-0.5, 0.5, (3, 50, 3)).astype(np.float32)
    return PreviewClouds.of(2, positions, random.random((3, 50, 3)).astype(np.float32))


def test_round_trip(tmp_path: Path) -> None:
    saved = clouds()
    saved.save(tmp_path / "a b é.npz")
    loaded = PreviewClouds.load(tmp_path / "a b é.npz")
    assert (loaded.first, len(loaded)) == (2, 3)
    np.testing.assert_array_equal(loaded.positions, saved.positions)
    np.testing.assert_array_equal(loaded.colors, saved.colors)
    assert [path.name for path in tmp_path.iterdir()] == ["a b é.npz"]


def test_colours_are_rounded_and_what_is_no_number_is_in_the_middle() -> None:
    positions = np.full((1, 2, 3), np.nan, np.float32)
    colors = np.array([[[-1, 0.5, 2], [np.nan, np.inf, 1]]], np.float32)
    made = PreviewClouds.of(0, positions, colors)
    assert not made.positions.any()
    assert made.colors.tolist() == [[[0, 128, 255], [0, 255, 255]]]


@pytest.mark.parametrize(
    "harm", ["gone", "empty", "cut off", "text", "folder", "other arrays", "other shape", "infinite"]
)
def test_a_broken_file_is_one_error(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "preview.npz"
    saved = clouds()
    saved.save(path)
    arrays = {"first": np.int64(0), "positions": saved.positions, "colors": saved.colors}
    match harm:
        case "gone" | "folder":
            path.unlink()
            if harm == "folder":
                path.mkdir()
        case "empty":
            path.write_bytes(b"")
        case "cut off":
            path.write_bytes(path.read_bytes()[:-300])
        case "text":
            path.write_text("not an archive")
        case "other arrays":
            np.savez(path, points=saved.positions)
        case "other shape":
            np.savez(path, **{**arrays, "colors": saved.colors[:, :4]})
        case "infinite":
            np.savez(path, **{**arrays, "positions": np.full_like(saved.positions, np.inf)})
    with pytest.raises(PointsmithError) as caught:
        PreviewClouds.load(path)
    assert caught.value.code is ErrorCode.INTERNAL
