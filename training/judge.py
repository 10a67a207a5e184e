"""The judge: a small PointNet that names the category of a cloud, trained on real clouds only.

``python -m training.judge --data DATA --run RUN`` trains it and says how often it is right on held-out clouds. It sees
positions alone, so that a right colour cannot excuse a wrong shape. B batch, N points.
"""

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load_model, save_model
from torch import Tensor, nn
from torch.nn import functional

from dataset.catalogue.categories import FAMILIES

from .data import Pack

POINTS = 512
BATCH = 64
STEPS = 4000
JITTER = 0.01
"""Deviation of the noise on the training points: generated clouds are never as clean as real ones."""
FILE_NAME = "judge.safetensors"


class Judge(nn.Module):
    """PointNet without the spatial transformers (Qi et al. 2017, section 4.2)."""

    def __init__(self, categories: int) -> None:
        super().__init__()
        self.per_point = nn.Sequential(
            nn.Linear(3, 64), nn.ReLU(), nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 512), nn.ReLU()
        )
        self.head = nn.Sequential(nn.LayerNorm(512), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, categories))

    def forward(self, xyz: Tensor) -> Tensor:
        """Logits, (B, categories), of clouds, (B, N, 3) in the unit cube."""
        out: Tensor = self.head(self.per_point(2 * xyz).amax(dim=1))
        return out

    @torch.inference_mode()
    def judge(self, clouds: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
        """Category numbers, (B,), of clouds, (B, N, 3 or more)."""
        chosen = np.random.default_rng(0).choice(clouds.shape[1], POINTS, replace=clouds.shape[1] < POINTS)
        xyz = torch.from_numpy(np.ascontiguousarray(clouds[:, chosen, :3], dtype=np.float32))
        return self(xyz).argmax(dim=1).numpy()


def categories_of(pack: Pack) -> list[str]:
    """The categories that training holds and that have a shape of their own, sorted: the judge's numbers."""
    abstract = {kind.name for kind in FAMILIES["abstract"]}
    return sorted({pack.records[i]["category"] for i in pack.split("train")} - abstract)


def of_categories(pack: Pack, split: str, categories: list[str]) -> npt.NDArray[np.int64]:
    """Indices of the objects of ``split`` whose category is one of ``categories``."""
    return np.array([i for i in pack.split(split) if pack.records[i]["category"] in categories], dtype=np.int64)


def load_judge(pack: Pack, run: Path) -> Judge:
    """The judge that was trained for a run."""
    judge = Judge(len(categories_of(pack)))
    load_model(judge, run / FILE_NAME)
    return judge.eval()


def train_judge(pack: Pack) -> Judge:
    """A judge trained on random subsets of the training clouds."""
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    categories = categories_of(pack)
    objects = of_categories(pack, "train", categories)
    labels = {int(i): categories.index(pack.records[i]["category"]) for i in objects}
    judge = Judge(len(categories))
    optimizer = torch.optim.AdamW(judge.parameters(), 2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=STEPS)
    for _ in range(STEPS):
        chosen = rng.choice(objects, BATCH)
        clouds = np.stack([pack.points[i, rng.integers(pack.points.shape[1], size=POINTS), :3] for i in chosen])
        xyz = torch.from_numpy(clouds.astype(np.float32) + rng.normal(0, JITTER, clouds.shape).astype(np.float32))
        loss = functional.cross_entropy(judge(xyz), torch.tensor([labels[int(i)] for i in chosen]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return judge.eval()


def accuracy(judge: Judge, pack: Pack, split: str) -> float:
    """Share of the real clouds of ``split`` that the judge names rightly."""
    categories = categories_of(pack)
    objects = of_categories(pack, split, categories)
    truth = np.array([categories.index(pack.records[i]["category"]) for i in objects])
    return float((judge.judge(pack.points[objects].astype(np.float32)) == truth).mean())


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the packed data set")
    parser.add_argument("--run", type=Path, required=True, help="folder to write the judge to")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    pack = Pack.open(arguments.data)
    judge = train_judge(pack)
    save_model(judge, arguments.run / FILE_NAME)
    for split in ("val", "test"):
        print(f"{split}: {accuracy(judge, pack, split):.4f}")


if __name__ == "__main__":
    main()
