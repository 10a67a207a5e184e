"""The refiner: what it keeps, what it does not look at, clouds of any density."""

from contextlib import nullcontext

import numpy as np
import pytest
import torch

from addon.worker.networks.refiner import PointRefiner
from addon.worker.pipelines import bundled
from tests.worker.test_bundled_pipeline import make, networks


def cloud(count: int, seed: int = 0) -> torch.Tensor:
    rng = np.random.default_rng(seed)
    normals = rng.normal(size=(count, 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return torch.from_numpy(np.hstack([0.4 * normals, rng.random((count, 3)), normals]).astype(np.float32))


@pytest.fixture
def refiner() -> PointRefiner:
    torch.manual_seed(0)
    it = PointRefiner(dim=8, neighbours=4, strides=(1, 2), most_points=64).eval()
    torch.nn.init.normal_(it.out.weight, std=0.05)
    return it


def test_untrained_it_changes_nothing():
    given = cloud(100)
    torch.testing.assert_close(PointRefiner().refined(given), given)


def test_the_order_of_points_does_not_matter(refiner):
    given = cloud(60)
    order = torch.randperm(60, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(refiner(given[order]), refiner(given)[order])


def test_size_does_not_matter(refiner):
    given = cloud(60)
    larger = torch.cat([3 * given[:, :3], given[:, 3:]], dim=1)
    corrected, other = refiner(given), refiner(larger)
    torch.testing.assert_close(other[:, :3], 3 * corrected[:, :3])
    torch.testing.assert_close(other[:, 3:], corrected[:, 3:])


@pytest.mark.parametrize("count", [1, 2, 5, 64, 65, 200])
def test_clouds_of_any_density(refiner, count):
    given = cloud(count)
    refined = refiner.refined(given)
    assert refined.shape == given.shape
    assert torch.isfinite(refined).all()
    assert ((refined[:, 3:6] >= 0) & (refined[:, 3:6] <= 1)).all()
    torch.testing.assert_close(refined[:, 6:].norm(dim=1), torch.ones(count))


def test_a_dense_cloud_is_dealt_out(refiner):
    given = cloud(150)
    refined = refiner.refined(given)
    for hand in range(3):
        torch.testing.assert_close(refined[hand::3], refiner.refined(given[hand::3]))


def test_the_pipeline_corrects_what_it_gives_out(tmp_path, refiner, monkeypatch):
    monkeypatch.setattr(bundled, "fast_precision", lambda _: nullcontext())
    plain = networks()
    before = make(plain, "a red chair")
    plain.refiner = refiner
    plain.save_pretrained(tmp_path)
    after = make(type(plain).from_pretrained(tmp_path), "a red chair")
    expected = refiner.refined(torch.from_numpy(before[0])).numpy().copy()
    expected[:, :3] = np.clip(expected[:, :3], -0.5, 0.5)
    np.testing.assert_allclose(after[0], expected, atol=1e-5)
    assert not np.allclose(before, after, atol=1e-3)
