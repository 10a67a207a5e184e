"""Whole ways: the direct server's objects through shards into the arrays that training opens."""

import io
import json
import os

import numpy as np
import pytest

webdataset = pytest.importorskip("webdataset", reason="shards need webdataset")
pytest.importorskip("manifold3d", reason="the union of parts needs manifold3d")

from dataset.pack import PackError, pack  # noqa: E402 - after what it needs
from tests.dataset.run_tools import hashes, run  # noqa: E402

OBJECTS = {"train": {"chair": 4, "mug": 3}, "val": {"mug": 1}, "test": {"chair": 1}}


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    """A recipe of nine objects."""
    names = ("train", "val", "test", "colors", "structures", "orders", "categories")
    splits = {name: {"first_seed": 1000 * k, "objects": OBJECTS.get(name, {})} for k, name in enumerate(names)}
    held_out = {"held_out_colors": {}, "held_out_structures": {}, "held_out_orders": []}
    file = tmp_path_factory.mktemp("recipe") / "tiny.json"
    file.write_text(json.dumps({"splits": splits, **held_out, "fingerprints": {}}))
    return file


@pytest.fixture(scope="module")
def made(recipe, tmp_path_factory):
    """A finished data set."""
    out = tmp_path_factory.mktemp("data")
    arguments = ["--recipe", recipe, "--out", out, "--shard-objects", 4, "--points", 300]
    status, said = run(*arguments, "--workers", 2, server=False)
    assert status == 0, said
    return out


def test_webdataset_reads_the_shards(made):
    index = json.loads((made / "index.json").read_text())
    tars = [str(made / entry["shard"]) for entry in index["shards"]]
    assert len(tars) == 3
    samples = list(webdataset.WebDataset(tars, shardshuffle=False).decode())
    assert [sample["__key__"] for sample in samples] == [f"{k:06d}" for k in range(9)]
    for sample in samples:
        assert sample["points.npy"].shape == (300, 9)
        assert sample["points.npy"].dtype == np.float16
        assert sample["part_ids.npy"].max() < len(sample["json"]["parts"])
        assert sample["json"]["key"] == sample["__key__"]
        assert sample["json"]["input"] == {name: sample["json"][name] for name in ("category", "seed")}
    assert [sample["json"]["split"] for sample in samples] == ["train"] * 7 + ["val", "test"]


def test_one_worker_makes_the_same_bytes(made, recipe, tmp_path):
    arguments = ["--recipe", recipe, "--out", tmp_path, "--shard-objects", 4, "--points", 300]
    assert run(*arguments, "--workers", 1, server=False)[0] == 0
    assert hashes(tmp_path) == hashes(made)
    assert (tmp_path / "index.json").read_bytes() == (made / "index.json").read_bytes()


def test_packed_arrays_are_those_of_the_shards_in_their_order(made, tmp_path):
    assert pack(made, tmp_path) == 9
    points, part_ids = np.load(tmp_path / "points.npy"), np.load(tmp_path / "part_ids.npy")
    records = [json.loads(line) for line in (tmp_path / "records.jsonl").read_text().splitlines()]
    assert (points.shape, points.dtype, part_ids.shape) == ((9, 300, 9), np.float16, (9, 300))
    assert [record["index"] for record in records] == list(range(9))
    tars = [str(file) for file in sorted(made.glob("*.tar"))]
    for row, sample in enumerate(webdataset.WebDataset(tars, shardshuffle=False)):
        np.testing.assert_array_equal(points[row], np.load(io.BytesIO(sample["points.npy"])))
        np.testing.assert_array_equal(part_ids[row], np.load(io.BytesIO(sample["part_ids.npy"])))
        assert records[row] == {"index": row, **json.loads(sample["json"])}
    assert (tmp_path / "POINTS_READY").exists()
    assert not (tmp_path / "IMAGES_READY").exists()
    assert not list(tmp_path.glob("*.partial.*"))


def test_what_is_not_finished_or_damaged_is_not_packed(made, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    with pytest.raises(PackError, match="no finished data set"):
        pack(copy, copy)
    for file in made.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    victim = copy / "shard-000001.tar"
    victim.write_bytes(victim.read_bytes().replace(b"chair", b"choir"))
    with pytest.raises(PackError, match=r"shard-000001\.tar is damaged"):
        pack(copy, copy)
    assert not (copy / "POINTS_READY").exists()


def test_pictures_by_a_real_blender_reach_the_arrays(recipe, tmp_path):
    blenders = json.loads(os.environ.get("POINTSMITH_TEST_BLENDERS", "{}"))
    usable = [place for place in blenders.values() if not place.startswith("!")]
    if not usable:
        pytest.skip("POINTSMITH_TEST_BLENDERS names no Blender; vendor_install.py test makes some")
    out = tmp_path / "out"
    arguments = ["--recipe", recipe, "--out", out, "--path", "both", "--points", 200, "--shard-objects", 5]
    arguments += ["--views", 3, "--size", 64, "--samples", 1, "--poses", "band", "--workers", 1]
    status, said = run(*arguments, "--blender", usable[-1], server=False)
    assert status == 0, said
    assert "27 pictures" in said
    assert pack(out, tmp_path / "packed", pictures=2) == 9
    images, cameras = (np.load(tmp_path / "packed" / f"{name}.npy") for name in ("images", "cameras"))
    assert (images.shape, cameras.shape) == ((9, 2, 64, 64, 4), (9, 2, 4))
    # Something is seen before nothing, and the cameras stand where the rule says.
    assert (images[..., 3].max(axis=(2, 3)) == 255).all()
    assert (images[..., 3].min(axis=(2, 3)) == 0).all()
    np.testing.assert_allclose(cameras[..., 2], 2.0)
    assert np.degrees(cameras[..., 1]).min() >= -5.01
    assert (tmp_path / "packed" / "IMAGES_READY").exists()
