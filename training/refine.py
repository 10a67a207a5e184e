"""Train the refiner: ``python -m training.refine --data DATA --run RUN --minutes 25``, after `training.refine_pairs`.

The same command resumes where it was interrupted; ``RUN/refiner.jsonl`` is its log. N points.
"""

import argparse
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from addon.worker.networks.refiner import PointRefiner

from .config import Budget
from .data import Pack
from .devices import autocast, choose_device, prepare
from .ema import ParameterAverage
from .refine_pairs import Floats, Target, stored, target

STATE = "refiner.pt"
LOG = "refiner.jsonl"
LOG_EVERY = 50
SAVE_SECONDS = 120.0


@dataclass(frozen=True)
class RefinerConfig:
    """How it learns; a sample is a cloud."""

    seed: int = 0
    batch: int = 2
    points: tuple[int, ...] = (1024, 2048, 4096, 4096)  # of a cloud, drawn anew every time
    second_share: float = 0.4  # of the clouds, which it has already corrected once
    learning_rate: float = 2e-3
    warm_up_steps: int = 50
    weight_decay: float = 0.01
    average_decay: float = 0.998
    gradient_limit: float = 1.0
    near: float = 0.01  # distance, and
    alike: float = 0.05  # difference of a colour, from which an error counts by its size instead of its square


def loss(corrected: Tensor, wanted: Target, config: RefinerConfig) -> Tensor:
    """Of places, normals and colours, (3,)."""
    xyz, rgb, normals = corrected.split(3, dim=-1)
    distance = (xyz - torch.from_numpy(wanted.xyz)).norm(dim=-1)
    place = functional.huber_loss(distance, torch.zeros_like(distance), delta=config.near) / config.near**2
    turned = 1 - functional.cosine_similarity(normals, torch.from_numpy(wanted.normals), dim=-1)
    shade = functional.huber_loss(rgb, torch.from_numpy(wanted.rgb), delta=config.alike) / config.alike
    return torch.stack([place / 2, turned.mean(), shade / 2])


class RefinerTraining:
    """A training that lives in a folder."""

    def __init__(self, data: Path, run: Path, budget: Budget, config: RefinerConfig | None = None) -> None:
        self.run, self.budget, self.config = run, budget, config or RefinerConfig()
        torch.manual_seed(self.config.seed)
        self.refiner = PointRefiner()
        self.average = ParameterAverage(self.refiner, self.config.average_decay)
        self.optimizer = torch.optim.AdamW(
            self.refiner.parameters(), self.config.learning_rate, weight_decay=self.config.weight_decay
        )
        self.step, self.seconds = 0, 0.0
        if (state := load_refiner_state(run)) is not None:
            self.refiner.load_state_dict(state["refiner"])
            self.average.load(state["average"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.step, self.seconds = state["step"], state["seconds"]
        self.pairs = self._pairs(Pack.open(data))

    def work(self) -> None:
        """Train until the budget is used up."""
        saved, losses = time.monotonic(), []
        while (share := self.budget.progress(self.step * self.config.batch, self.seconds)) < 1:
            start = time.monotonic()
            losses.append(self.advance(share))
            self.seconds += time.monotonic() - start
            if len(losses) == LOG_EVERY:
                self._log(torch.stack(losses).mean(dim=0))
                losses.clear()
            if time.monotonic() - saved > SAVE_SECONDS:
                self.save()
                saved = time.monotonic()
        self.save()

    def advance(self, share: float) -> Tensor:
        """Take a step when ``share`` of the budget is used; returns its losses, (3,)."""
        rng = np.random.default_rng([self.config.seed, self.step])
        warm = min(1.0, (self.step + 1) / self.config.warm_up_steps)
        for group in self.optimizer.param_groups:
            group["lr"] = self.config.learning_rate * warm * (0.5 + 0.5 * math.cos(math.pi * share))
        total = torch.zeros(3)
        for _ in range(self.config.batch):
            cloud, wanted = augmented(*self.pairs[rng.integers(len(self.pairs))], rng, self.config.points)
            points = torch.from_numpy(cloud)
            with autocast(points.device):
                if rng.random() < self.config.second_share:
                    with torch.no_grad():
                        points = self.refiner(points)
                found = loss(self.refiner(points), wanted, self.config) / self.config.batch
            found.sum().backward()
            total += found.detach()
        torch.nn.utils.clip_grad_norm_(self.refiner.parameters(), self.config.gradient_limit)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.average.update(self.refiner, self.step)
        self.step += 1
        return total

    def save(self) -> None:
        """Write the state beside the old one, then take its place."""
        state = {
            "refiner": self.refiner.state_dict(),
            "average": self.average.parameters,
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
        }
        partial = self.run / (STATE + ".partial")
        torch.save(state, partial)
        partial.replace(self.run / STATE)

    def _pairs(self, pack: Pack) -> list[tuple[Floats, Target]]:
        pairs = []
        for clouds, objects in stored(self.run):
            true = pack.points[objects].astype(np.float32)
            pairs += [(cloud, target(cloud, each)) for cloud, each in zip(clouds, true, strict=True)]
        if not pairs:
            raise FileNotFoundError(f"{self.run} holds no pairs: run training.refine_pairs")
        return pairs

    def _log(self, losses: Tensor) -> None:
        names = ("place", "normal", "colour")
        line = {"step": self.step, "seconds": round(self.seconds, 1)} | {
            name: round(float(value), 5) for name, value in zip(names, losses, strict=True)
        }
        with (self.run / LOG).open("a") as log:
            log.write(json.dumps(line) + "\n")


def augmented(
    cloud: Floats, wanted: Target, rng: np.random.Generator, counts: tuple[int, ...]
) -> tuple[Floats, Target]:
    """Some of a pair's points, turned about the upright axis and in half of the cases mirrored."""
    chosen = rng.permutation(len(cloud))[: rng.choice(counts)]
    angle = rng.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]], np.float32)
    if rng.random() < 0.5:
        turn[0] *= -1
    xyz, rgb, normals = np.split(cloud[chosen], 3, axis=1)
    moved = np.hstack([xyz @ turn.T, rgb, normals @ turn.T])
    return moved, Target(wanted.xyz[chosen] @ turn.T, wanted.normals[chosen] @ turn.T, wanted.rgb[chosen])


def load_refiner(run: Path) -> PointRefiner | None:
    """The averaged refiner of a run, None where none was trained."""
    state = load_refiner_state(run)
    if state is None:
        return None
    refiner = PointRefiner()
    refiner.load_state_dict(state["average"])
    return refiner.eval()


def load_refiner_state(run: Path) -> dict[str, Any] | None:
    """The training state of a run's refiner, None where none was trained."""
    return torch.load(run / STATE, weights_only=True) if (run / STATE).exists() else None


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the packed data set")
    parser.add_argument("--run", type=Path, required=True, help="folder of the training run: pairs, state and log")
    parser.add_argument("--minutes", type=float, required=True, help="end after this much training")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    prepare(choose_device("cpu"), arguments.threads)
    RefinerTraining(arguments.data, arguments.run, Budget(seconds=arguments.minutes * 60)).work()


if __name__ == "__main__":
    main()
