"""Train the bundled model: ``python -m training.train --data DATA --run RUN --minutes 80``.

The same command resumes where the run was interrupted. ``RUN/log.jsonl`` is its log.
``training/replicas.py`` says how to train in several processes.
"""

import argparse
import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from .config import Budget, TrainingConfig
from .data import BatchSource, Pack
from .devices import autocast, choose_device, moved, prepare
from .ema import ParameterAverage
from .loop import Loop
from .loss import flow_loss, part_loss, sample_noise_levels
from .model import TrainableModel
from .optimizer import MuonWithAdam
from .replicas import ALONE, Replicas
from .state import Progress, load_state
from .warm_start import samples_behind, warm_start


class Trainer(Loop):
    """A run of training that lives in a folder, or one replica of it.

    Parameters
    ----------
    base
        A run whose weights to begin with, see `warm_start`.
    text_encoder
        Instead of the model's own: with a ``tokenizer``, and called as `TextEncoder` is.
    """

    def __init__(
        self,
        data: Path,
        run: Path,
        config: TrainingConfig,
        budget: Budget,
        *,
        replicas: Replicas = ALONE,
        base: Path | None = None,
        text_encoder: nn.Module | None = None,
    ) -> None:
        run.mkdir(parents=True, exist_ok=True)
        state = load_state(run)
        pack = Pack.open(data)
        words = state["settings"]["words"] if state else pack.vocabulary()
        torch.manual_seed(config.seed)
        self.run = run
        self.config = config
        self.budget = budget
        self.replicas = replicas
        self.part = config.batch // replicas.count
        part_names = state["settings"]["part_names"] if state else pack.part_names(config.part_objects)
        self.settings: dict[str, Any] = {
            "words": words,
            "part_names": part_names,
            "config": asdict(config),
            "base_samples": state["settings"].get("base_samples", 0) if state else samples_behind(base),
        }
        self.model = TrainableModel(words, part_names, config.network)
        if base and not state:
            warm_start(self.model, words, base)
        if text_encoder:
            self.model.text_encoder = text_encoder
        self.device = replicas.device
        self.model.to(self.device)
        self.average = ParameterAverage(self.model, config.average_decay)
        self.optimizer = MuonWithAdam(
            self.model, rate=config.learning_rate, betas=config.betas, weight_decay=config.weight_decay
        )
        self.progress = Progress()
        if state:
            self.model.load_state_dict(state["model"])
            self.average.load(state["average"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.progress = Progress(**state["progress"])
        self.source = BatchSource(pack, self.model.text_encoder.tokenizer, part_names, replace(config, batch=self.part))
        self.channel_weights = torch.tensor(config.channel_weights(), device=self.device)
        self.part_weight = config.part_weight

    def advance(self, share: float) -> list[torch.Tensor]:
        """One step, see `step`."""
        return [self.step(share)]

    def step(self, share: float) -> torch.Tensor:
        """One optimizer step when ``share`` of the budget is used; returns this replica's losses, (C + 1,).

        One for each channel, then the parts'.
        """
        progress, config = self.progress, self.config
        rate = learning_rate(config, progress.samples, share)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        loss = self._loss(progress.samples + self.replicas.rank * self.part, share)
        loss.sum().backward()
        self.replicas.average_gradients(self.model)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), config.gradient_limit)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.average.update(self.model, progress.step)
        progress.step += 1
        progress.samples += config.batch
        return loss.detach()

    def _loss(self, samples: int, share: float) -> torch.Tensor:
        batch = moved(self.source.batch(samples), self.device)
        generator = torch.Generator().manual_seed((self.config.seed << 40) + samples)
        noise = torch.randn(batch.cloud.shape, generator=generator).to(self.device)
        config = self.config
        mean = config.late_level_mean if share >= config.late_from else config.level_mean
        sigma = sample_noise_levels(len(noise), mean, config.level_deviation, generator).to(self.device)
        with autocast(self.device):
            condition = self.model.encode_condition(batch)
            channels, features = flow_loss(
                self.model.transformer,
                cloud=batch.cloud,
                noise=noise,
                sigma=sigma,
                condition=condition,
                channel_weights=self.channel_weights,
            )
            logits = self.model.transformer.part_logits(features[:, : config.part_points])
        parts = part_loss(logits, batch.labels[:, : config.part_points], sigma)
        return torch.cat([channels, self.part_weight * parts[None]])


def learning_rate(config: TrainingConfig, samples: int, share: float) -> float:
    """Linear warm-up by samples, then a cosine to zero over the budget of which ``share`` is used."""
    warm_up = min(1.0, (samples + config.batch) / config.warm_up_samples)
    return config.learning_rate * warm_up * 0.5 * (1 + math.cos(math.pi * share))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the packed data set")
    parser.add_argument("--run", type=Path, required=True, help="folder of the run: state and log")
    parser.add_argument("--base", type=Path, help="folder of a run whose weights to begin with")
    parser.add_argument("--minutes", type=float, help="end after this much training")
    parser.add_argument("--samples", type=int, help="end after this many samples")
    parser.add_argument("--device", default="auto", help='"auto", "cpu", "cuda" or "cuda:1"')
    arguments = parser.parse_args()
    if not arguments.minutes and not arguments.samples:
        parser.error("set --minutes or --samples")
    config = TrainingConfig()
    device = choose_device(arguments.device)
    replicas = Replicas.join(device)
    prepare(device, config.threads // replicas.count)
    budget = Budget(arguments.samples, arguments.minutes and arguments.minutes * 60)
    trainer = Trainer(arguments.data, arguments.run, config, budget, replicas=replicas, base=arguments.base)
    trainer.work()


if __name__ == "__main__":
    main()
