"""The refiner's pairs and its training: it learns, it resumes, it ships."""

import numpy as np
import pytest
import torch

from addon.worker.pipelines.bundled import PointCloudPipeline
from training import export, refine
from training.config import Budget
from training.data import Pack
from training.refine import RefinerConfig, RefinerTraining, load_refiner
from training.refine_pairs import FOLDER, denoised, target
from training.train import Trainer

SMALL = RefinerConfig(points=(128,), warm_up_steps=5)


def sphere(count, rng):
    normals = rng.normal(size=(count, 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return np.hstack([0.4 * normals, np.full((count, 3), 0.5), normals]).astype(np.float32)


@pytest.fixture
def pairs(tmp_path, data):
    """A data set of spheres, and noisy ones as pairs."""
    rng = np.random.default_rng(0)
    true = np.stack([sphere(256, rng) for _ in range(20)])
    np.save(data / "points.npy", true.astype(np.float16))
    np.save(data / "part_ids.npy", rng.integers(2, size=(20, 256), dtype=np.uint8))
    run = tmp_path / "run"
    (run / FOLDER).mkdir(parents=True)
    noise = rng.normal(0, 0.02, (8, 256, 9)).astype(np.float32)
    np.savez(run / FOLDER / "00000.npz", clouds=(true[:8] + noise).astype(np.float16), objects=np.arange(8))
    return data, run


def train(pairs, steps):
    data, run = pairs
    training = RefinerTraining(data, run, Budget(samples=2 * steps), SMALL)
    training.work()
    return training


def test_points_belong_to_the_side_that_they_face():
    up = np.float32([[x / 20, y / 20, 0, 1, 0, 0, 0, 0, 1] for x in range(20) for y in range(20)])
    down = up + np.float32([0, 0, -0.02, -1, 0, 1, 0, 0, -2])
    points = np.float32([[0.51, 0.5, -0.015, 0, 0, 0, 0, 0, 1], [0.51, 0.5, -0.005, 0, 0, 0, 0, 0, -1]])
    found = target(points, np.concatenate([up, down]))
    np.testing.assert_allclose(found.xyz[:, 2], [0, -0.02], atol=1e-6)
    np.testing.assert_allclose(found.xyz[:, 0], 0.51, atol=1e-6)
    np.testing.assert_allclose(found.normals[:, 2], [1, -1])
    np.testing.assert_allclose(found.rgb, [[1, 0, 0], [0, 0, 1]])


def test_it_learns(pairs):
    train(pairs, 120)
    refiner = load_refiner(pairs[1])
    rng = np.random.default_rng(1)
    true = sphere(256, rng)
    noisy = true + rng.normal(0, 0.02, true.shape).astype(np.float32)
    height = [np.abs(np.linalg.norm(each[:, :3], axis=1) - 0.4).mean() for each in (noisy, refined(refiner, noisy))]
    assert height[1] < 0.75 * height[0]


def refined(refiner, cloud):
    return refiner.refined(torch.from_numpy(cloud)).numpy()


def test_a_resumed_run_is_the_whole_run(pairs, tmp_path, monkeypatch):
    monkeypatch.setattr(refine, "autocast", lambda _: torch.autocast("cpu", enabled=False))
    monkeypatch.setattr(RefinerTraining, "advance", constant_rate(RefinerTraining.advance))
    train(pairs, 2)
    resumed = train(pairs, 4)
    (pairs[1] / refine.STATE).unlink()
    whole = train(pairs, 4)
    for name, value in whole.refiner.state_dict().items():
        torch.testing.assert_close(resumed.refiner.state_dict()[name], value)


def constant_rate(advance):
    return lambda self, _share: advance(self, 0.5)


def test_without_pairs_it_says_what_is_missing(tmp_path, data):
    with pytest.raises(FileNotFoundError, match="refine_pairs"):
        RefinerTraining(data, tmp_path / "nothing", Budget(samples=2))


def test_pairs_of_a_model_and_its_export(pairs, data, config, tmp_path, monkeypatch):
    monkeypatch.setattr("training.refine_pairs.CLOUDS", 4)
    run = pairs[1]
    Trainer(data, run, config, Budget(samples=10)).work()
    train(pairs, 2)
    monkeypatch.setattr("sys.argv", ["export", "--run", str(run), "--to", str(tmp_path / "weights")])
    export.main()
    first = PointCloudPipeline.from_pretrained(tmp_path / "weights")
    assert first.refiner is not None
    (run / refine.STATE).unlink()
    export.main()  # without a refiner of its own, a run leaves the shipped one
    pipeline = PointCloudPipeline.from_pretrained(tmp_path / "weights")
    assert pipeline.refiner is not None
    torch.testing.assert_close(pipeline.refiner.state_dict(), first.refiner.state_dict())
    assert not any("_name_or_path" in path.read_text() for path in (tmp_path / "weights").rglob("*.json"))
    clouds, objects = denoised(pipeline, Pack.open(data), 3)
    assert clouds.shape == (4, 256, 9)
    again, same = denoised(pipeline, Pack.open(data), 3)
    np.testing.assert_array_equal(clouds, again)
    np.testing.assert_array_equal(objects, same)
