"""The judge: a small PointNet that names the category of a cloud and the part of each point.

``python -m training.judge --data DATA --run RUN`` trains it on real clouds of the training split and says how often it
is right on held-out ones. It sees positions alone, so that a right colour cannot excuse a wrong shape, and it shares
nothing with the model that it judges. B batch, N points, C categories, P part names.
"""

import argparse
import json
import math
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from safetensors import safe_open
from safetensors.torch import load_model, save_model
from torch import Tensor, nn
from torch.nn import functional

from dataset.catalogue.categories import FAMILIES

from .config import TrainingConfig
from .data import Pack
from .parts import UNNAMED, part_labels

POINTS = 1024
"""Points that the judge looks at; in training fewer, so that it learns to name sparse clouds too."""
TRAINING_POINTS = 256
LABELLED_POINTS = 96
STORED_POINTS = 2048
BATCH = 64
STEPS = 9000
JITTER = 0.02
"""Largest deviation of the noise on the training points: generated clouds are never as clean as real ones."""
LEAST_SIZE = 0.9
PART_WEIGHT = 0.5
LEAST_OBJECTS = TrainingConfig().part_objects
"""That have a part by a name, for the name to be known: as in the network's own vocabulary."""
WARM_UP = 200
SMOOTHING = 0.05
LEARNING_RATE = 2e-3
FILE_NAME = "judge.safetensors"

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating[Any]]


class Reading(NamedTuple):
    """What the judge sees in clouds."""

    points: Tensor  # (B, N, features)
    whole: Tensor  # (B, features)


class Judge(nn.Module):
    """PointNet without the spatial transformers (Qi et al. 2017, sections 4.2 and 4.3), pooled twice.

    Parameters
    ----------
    categories : sequence of str
        What a cloud may be, in the order of the logits.
    parts : mapping of a category to its part names
        What a point of such a cloud may belong to.
    """

    octaves = 4
    width = 256

    def __init__(self, categories: list[str], parts: dict[str, list[str]]) -> None:
        super().__init__()
        self.categories = categories
        self.parts = parts
        self.part_names = sorted({name for names in parts.values() for name in names})
        width = self.width
        self.near = nn.Sequential(nn.Linear(3 + 6 * self.octaves, 96), nn.ReLU(), nn.Linear(96, 128), nn.ReLU())
        self.placed = nn.Linear(128, width)
        self.context = nn.Linear(128, width)
        self.far = nn.Sequential(nn.ReLU(), nn.Linear(width, width), nn.ReLU())
        self.category_out = nn.Sequential(
            nn.LayerNorm(2 * width),
            nn.Dropout(0.3),
            nn.Linear(2 * width, 256),
            nn.ReLU(),
            nn.Linear(256, len(categories)),
        )
        self.part_point = nn.Linear(128 + width, 192)
        self.part_whole = nn.Linear(2 * width, 192)
        self.part_category = nn.Embedding(len(categories), 192)
        self.part_out = nn.Sequential(nn.ReLU(), nn.Linear(192, len(self.part_names)))
        self.possible: Tensor
        self.register_buffer("possible", self._possible(), persistent=False)

    def forward(self, xyz: Tensor) -> Reading:
        """Read clouds, (B, N, 3) in the unit cube."""
        x = 2 * xyz
        angles = (x[..., None] * (math.pi / 2 * 2.0 ** torch.arange(self.octaves))).flatten(-2)
        near = self.near(torch.cat([x, angles.sin(), angles.cos()], dim=-1))
        far = self.far(self.placed(near) + self.context(near.max(dim=1, keepdim=True).values))
        whole = torch.cat([far.max(dim=1).values, far.mean(dim=1)], dim=-1)
        return Reading(torch.cat([near, far], dim=-1), whole)

    def category_logits(self, reading: Reading) -> Tensor:
        """Scores of the categories, (B, C)."""
        out: Tensor = self.category_out(reading.whole)
        return out

    def part_logits(self, reading: Reading, category: Tensor) -> Tensor:
        """Scores of the part names, (B, N, P), of clouds of known categories, (B,); minus infinity if impossible."""
        whole = self.part_whole(reading.whole) + self.part_category(category)
        scores: Tensor = self.part_out(self.part_point(reading.points) + whole[:, None]).float()
        return scores.masked_fill(~self.possible[category][:, None], -math.inf)

    @torch.inference_mode()
    def name_categories(self, clouds: Floats) -> Ints:
        """Category numbers, (B,), of clouds, (B, N, 3 or more)."""
        chosen = np.random.default_rng(0).choice(clouds.shape[1], POINTS, replace=clouds.shape[1] < POINTS)
        parts = [self.category_logits(self(_positions(part[:, chosen]))).argmax(dim=1) for part in _chunks(clouds)]
        return torch.cat(parts).numpy()

    @torch.inference_mode()
    def name_parts(self, clouds: Floats, category: Ints) -> Ints:
        """Index into `part_names`, (B, N), of each point of clouds, (B, N, 3 or more), of known categories, (B,)."""
        named = []
        for part, kinds in zip(_chunks(clouds), _chunks(category), strict=True):
            named.append(self.part_logits(self(_positions(part)), torch.from_numpy(kinds)).argmax(dim=-1))
        return torch.cat(named).numpy()

    def numbers(self, records: list[dict[str, Any]]) -> Ints:
        """The category numbers of records, (B,). Raises ValueError for a category that the judge does not know."""
        return np.array([self.categories.index(record["category"]) for record in records], dtype=np.int64)

    def _possible(self) -> Tensor:
        number = {name: k for k, name in enumerate(self.part_names)}
        table = torch.zeros(len(self.categories), len(self.part_names), dtype=torch.bool)
        for row, category in enumerate(self.categories):
            table[row, [number[name] for name in self.parts[category]]] = True
        return table


def _positions(clouds: Floats) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(clouds[..., :3], dtype=np.float32))


def _chunks(rows: npt.NDArray[Any], size: int = 64) -> list[npt.NDArray[Any]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def categories_of(pack: Pack) -> list[str]:
    """The categories that training holds and that have a shape of their own, sorted: the judge's numbers."""
    abstract = {kind.name for kind in FAMILIES["abstract"]}
    return sorted({pack.records[i]["category"] for i in pack.split("train")} - abstract)


def of_categories(pack: Pack, split: str, categories: list[str]) -> Ints:
    """Indices of the objects of ``split`` whose category is one of ``categories``."""
    return np.array([i for i in pack.split(split) if pack.records[i]["category"] in categories], dtype=np.int64)


def part_names_of(pack: Pack, categories: list[str]) -> dict[str, list[str]]:
    """The labels that points of each category have in training, sorted: the network's own vocabulary."""
    vocabulary = pack.part_names(LEAST_OBJECTS)
    found: dict[str, set[int]] = {category: set() for category in categories}
    for i in of_categories(pack, "train", categories):
        found[pack.records[i]["category"]].update(part_labels(pack.records[i], vocabulary).tolist())
    return {category: [vocabulary[k] for k in sorted(labels - {UNNAMED})] for category, labels in found.items()}


def load_judge(run: Path) -> Judge:
    """The judge in a run's folder."""
    with safe_open(run / FILE_NAME, "pt") as file:
        names = file.metadata()
    judge = Judge(json.loads(names["categories"]), json.loads(names["parts"]))
    load_model(judge, run / FILE_NAME)
    return judge.eval()


def save_judge(judge: Judge, run: Path) -> None:
    """Write the judge and its names into a run's folder."""
    names = {"categories": json.dumps(judge.categories), "parts": json.dumps(judge.parts)}
    run.mkdir(parents=True, exist_ok=True)
    save_model(judge, str(run / FILE_NAME), metadata=names)


class Lessons:
    """Batches of training clouds with their category and the part name of each point."""

    def __init__(self, pack: Pack, judge: Judge) -> None:
        self.rng = np.random.default_rng(0)
        objects = of_categories(pack, "train", judge.categories)
        records = [pack.records[i] for i in objects]
        self.xyz = pack.points[objects, :STORED_POINTS, :3]
        self.categories = judge.numbers(records)
        self.parts = named_parts(pack, objects, judge.part_names)[:, :STORED_POINTS]

    def batch(self) -> tuple[Tensor, Tensor, Tensor]:
        """Positions, (B, N, 3), categories, (B,), and part names, (B, LABELLED_POINTS)."""
        rng = self.rng
        chosen = rng.integers(len(self.xyz), size=(BATCH, 1))
        points = rng.integers(self.xyz.shape[1], size=(BATCH, TRAINING_POINTS))
        size, noise = rng.uniform(LEAST_SIZE, 1, (BATCH, 1, 1)), rng.uniform(0, JITTER, (BATCH, 1, 1))
        xyz = self.xyz[chosen, points] * size + noise * rng.standard_normal((BATCH, TRAINING_POINTS, 3))
        return (
            torch.from_numpy(xyz.astype(np.float32)),
            torch.from_numpy(self.categories[chosen[:, 0]]),
            torch.from_numpy(self.parts[chosen, points[:, :LABELLED_POINTS]]),
        )


def named_parts(pack: Pack, objects: Ints, names: list[str]) -> Ints:
    """The true label of each point, (B, N), as an index into ``names``; UNNAMED for one that is not among them."""
    of_object = np.full((len(objects), 256), UNNAMED, np.int64)
    for row, i in zip(of_object, objects, strict=True):
        labels = part_labels(pack.records[i], names)
        row[: len(labels)] = labels
    return np.take_along_axis(of_object, pack.part_ids[objects].astype(np.int64), axis=1)


def train_judge(pack: Pack, steps: int = STEPS, seconds: float = math.inf) -> Judge:
    """A judge trained on random subsets of the training clouds, for ``steps`` or for ``seconds`` of them."""
    torch.manual_seed(0)
    categories = categories_of(pack)
    judge = Judge(categories, part_names_of(pack, categories))
    lessons = Lessons(pack, judge)
    optimizer = torch.optim.AdamW(judge.parameters(), LEARNING_RATE, weight_decay=0.02)
    begun = time.monotonic()
    for step in range(steps):
        share = max(step / steps, (time.monotonic() - begun) / seconds)
        if share >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * share))
        xyz, category, parts = lessons.batch()
        with torch.autocast("cpu", torch.bfloat16):
            reading = judge(xyz)
            labelled = Reading(reading.points[:, :LABELLED_POINTS], reading.whole)
            of_category = judge.category_logits(reading).float()
            of_parts = judge.part_logits(labelled, category)
        loss = functional.cross_entropy(of_category, category, label_smoothing=SMOOTHING)
        loss = loss + PART_WEIGHT * functional.cross_entropy(
            of_parts.flatten(0, 1), parts.flatten(), ignore_index=UNNAMED
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 500 == 0:
            print(f"step {step}, {share:.0%}, loss {loss.item():.3f}", flush=True)
    return judge.eval()


def accuracy(judge: Judge, pack: Pack, split: str) -> dict[str, float]:
    """Shares of the real clouds of ``split``, and of their points, that the judge names rightly."""
    objects = of_categories(pack, split, judge.categories)
    clouds = pack.points[objects, :POINTS].astype(np.float32)
    truth = judge.numbers([pack.records[i] for i in objects])
    parts = named_parts(pack, objects, judge.part_names)[:, :POINTS]
    named = parts != UNNAMED
    return {
        "category": float((judge.name_categories(clouds) == truth).mean()),
        "parts": float((judge.name_parts(clouds, truth) == parts)[named].mean()),
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the packed data set")
    parser.add_argument("--run", type=Path, required=True, help="folder to write the judge to")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--minutes", type=float, default=math.inf, help="end after this much training")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    pack = Pack.open(arguments.data)
    judge = train_judge(pack, arguments.steps, 60 * arguments.minutes)
    save_judge(judge, arguments.run)
    for split in ("val", "test"):
        print(f"{split}: {json.dumps(accuracy(judge, pack, split))}")


if __name__ == "__main__":
    main()
