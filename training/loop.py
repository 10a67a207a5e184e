"""What training and distillation share: steps until the budget is used, a log, a state to go on from."""

import json
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from .config import Budget
from .ema import ParameterAverage
from .model import TrainableModel
from .optimizer import Optimizer
from .replicas import Replicas
from .state import Progress, save_state

LOG_EVERY = 50
SAVE_SECONDS = 180.0


class Loop(ABC):
    """A run that lives in a folder, or one replica of it. C channels."""

    run: Path
    budget: Budget
    replicas: Replicas
    settings: dict[str, Any]
    model: TrainableModel
    average: ParameterAverage
    optimizer: Optimizer
    progress: Progress
    channel_weights: Tensor  # (C,) of the loss
    part_weight: float

    @abstractmethod
    def advance(self, share: float) -> list[Tensor]:
        """Take some steps when ``share`` of the budget is used; returns this replica's losses of each, (C + 1,).

        One for each channel, then the parts'.
        """

    def work(self) -> None:
        """Advance until the budget is used up."""
        saved = time.monotonic()
        losses: list[Tensor] = []
        while (share := self.replicas.agree(self._share())) < 1:
            start = time.monotonic()
            losses += self.advance(share)
            self.progress.seconds += time.monotonic() - start
            if self.replicas.rank != 0:
                continue
            if len(losses) >= LOG_EVERY:
                self._log(torch.stack(losses).mean(dim=0))
                losses.clear()
            if time.monotonic() - saved > SAVE_SECONDS:
                self.save()
                saved = time.monotonic()
        if self.replicas.rank == 0:
            self.save()

    def save(self) -> None:
        """Write the state."""
        save_state(
            self.run,
            model=self.model,
            average=self.average,
            optimizer=self.optimizer,
            progress=self.progress,
            settings=self.settings,
        )

    def _share(self) -> float:
        return self.budget.progress(self.progress.samples, self.progress.seconds)

    def _log(self, losses: Tensor) -> None:
        channels, parts = losses[:-1], losses[-1]
        groups = zip(channels.split(3), self.channel_weights.split(3), strict=True)
        xyz, rgb, normal = (float(group.mean() / weight.mean()) for group, weight in groups)
        line = {
            "step": self.progress.step,
            "samples": self.progress.samples,
            "seconds": round(self.progress.seconds, 1),
            "loss": round(float(channels.sum()), 6),
            "xyz": round(xyz, 6),
            "rgb": round(rgb, 6),
            "normal": round(normal, 6),
            "parts": round(float(parts) / self.part_weight, 6),
            "rate": self.optimizer.param_groups[0]["lr"],
        }
        with (self.run / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
