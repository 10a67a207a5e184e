"""Distil a run into a model of few steps: ``python -m training.distil --data DATA --run RUN --to FEW --minutes 15``.

The student is the network of ``RUN`` that is also told the guidance scale and the length of its step; it learns to go
in one call where its teacher, guided, goes in several. The same command resumes where it was interrupted;
``FEW/log.jsonl`` is its log. ``training/replicas.py`` says how to use several processes, and
``python -m training.export --run FEW`` exports the student as it would any run.
"""

import argparse
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from addon.worker.networks.two_stream import EncodedCondition
from addon.worker.pipelines.bundled import DISTILLED_SCALES

from .config import Budget, NetworkConfig, TrainingConfig
from .data import Batch, BatchSource, Pack
from .devices import autocast, choose_device, moved, prepare
from .distil_walk import Step, Walkers, Walks, aim
from .ema import ParameterAverage
from .loop import Loop
from .model import TrainableModel
from .replicas import ALONE, Replicas
from .state import Progress, load_state
from .train import learning_rate


@dataclass(frozen=True)
class DistillationConfig:
    """What is distilled, and how fast; a sample is one step of one cloud."""

    seed: int = 1
    batch: int = 16
    walk: int = 6  # steps that each batch of clouds walks on
    steps: tuple[int, ...] = (8, 6, 12)  # of the pipeline, from pure noise
    step_shares: tuple[float, ...] = (0.6, 0.2, 0.2)
    fine_share: float = 0.3  # of the walks
    usual_scale: float = 2.0
    usual_share: float = 0.5  # of the clouds; the others' scales are uniform in the range
    scale_range: tuple[float, float] = DISTILLED_SCALES
    learning_rate: float = 1.5e-4
    hint_rate: float = 10.0  # times that, for what the teacher did not have
    warm_up_samples: int = 1_000
    average_decay: float = 0.99
    gradient_limit: float = 1.0


class Distiller(Loop):
    """A distillation that lives in a folder, or one replica of it."""

    def __init__(
        self,
        data: Path,
        teacher: Path,
        run: Path,
        config: DistillationConfig,
        budget: Budget,
        *,
        replicas: Replicas = ALONE,
    ) -> None:
        run.mkdir(parents=True, exist_ok=True)
        self.run, self.config, self.budget, self.replicas = run, config, budget, replicas
        self.part = config.batch // replicas.count
        self.device = replicas.device
        taught = load_state(teacher)
        if taught is None:
            raise FileNotFoundError(f"{teacher} holds no training state")
        self.training = _student_training(taught["settings"]["config"], config, self.part)
        words, part_names = taught["settings"]["words"], taught["settings"]["part_names"]
        self.settings: dict[str, Any] = {
            "words": words,
            "part_names": part_names,
            "config": asdict(self.training),
            "distillation": asdict(config),
        }
        network = self.training.network
        self.teacher = TrainableModel(words, part_names, replace(network, distilled=False))
        self.teacher.load_state_dict(taught["average"])
        self.teacher.to(self.device).requires_grad_(False).eval()
        torch.manual_seed(config.seed)
        self.student = TrainableModel(words, part_names, network)
        self.student.load_state_dict({**self.student.state_dict(), **taught["average"]})
        self.student.to(self.device).requires_grad_(False)
        self.student.transformer.requires_grad_(True)
        self.model = self.student
        self.average = ParameterAverage(self.student, config.average_decay)
        self.optimizer = torch.optim.AdamW(
            self._parameters(),
            config.learning_rate,
            self.training.betas,
            weight_decay=0.0,
            fused=True,
        )
        self.progress = Progress()
        if state := load_state(run):
            self.student.load_state_dict(state["model"])
            self.average.load(state["average"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.progress = Progress(**state["progress"])
        self.source = BatchSource(Pack.open(data), self.student.text_encoder.tokenizer, part_names, self.training)
        self.walks = Walks.of_steps(config.steps).to(self.device)
        self.channel_weights = torch.tensor(self.training.channel_weights(), device=self.device)
        self.part_weight = self.training.part_weight

    def advance(self, share: float) -> list[Tensor]:
        """Walk on with a new batch when ``share`` of the budget is used, an optimizer step for each of its steps.

        Returns this replica's losses of each step, (C + 1,): one for each channel, then the parts'.
        """
        samples = self.progress.samples + self.replicas.rank * self.part
        generator = torch.Generator().manual_seed((self.config.seed << 40) + samples)
        batch = moved(self.source.batch(samples), self.device)
        data = self.student.transformer.to_network(batch.cloud)
        walkers = Walkers(data, self._kinds(generator), self._scales(generator), self.walks, generator)
        with torch.no_grad(), autocast(self.device):
            condition = self.teacher.encode_condition(batch)
            transformer = self.teacher.transformer
            null = transformer.encode_condition(*transformer.null_condition(self.part, condition.bias.shape[-1]))
        return [self._step(walkers, batch, condition, null, share) for _ in range(self.config.walk)]

    def _parameters(self) -> list[dict[str, Any]]:
        """The parameters that learn, as groups for the optimizer: the teacher's and the new ones."""
        old: list[Tensor] = []
        new: list[Tensor] = []
        for name, parameter in self.student.transformer.named_parameters():
            (new if name.startswith("hint_embedding") else old).append(parameter)
        return [{"params": old, "relative_rate": 1.0}, {"params": new, "relative_rate": self.config.hint_rate}]

    def _step(
        self, walkers: Walkers, batch: Batch, condition: EncodedCondition, null: EncodedCondition, share: float
    ) -> Tensor:
        rate = learning_rate(self.training, self.progress.samples, share)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["relative_rate"]
        step = walkers.step()
        loss, velocity = self._loss(step, batch, condition, null)
        loss.sum().backward()
        self.replicas.average_gradients(self.student)
        torch.nn.utils.clip_grad_norm_(self.student.transformer.parameters(), self.config.gradient_limit)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.average.update(self.student, self.progress.step)
        walkers.move(step.x - (step.level - step.end)[:, None, None] * velocity)
        self.progress.step += 1
        self.progress.samples += self.config.batch
        return loss.detach()

    def _loss(
        self, step: Step, batch: Batch, condition: EncodedCondition, null: EncodedCondition
    ) -> tuple[Tensor, Tensor]:
        """Losses, (C + 1,), and the student's velocity, (B, N, C)."""
        with autocast(self.device):
            target = aim(self.teacher.transformer, condition, null, step)
            student = self.student.transformer
            told = self.student.encode_condition(batch)
            predicted = student(step.x, step.level, told, step.hint)
            velocity = predicted.velocity.float()
            # Guidance multiplies velocities and their errors: no scale shall outshout the others.
            error = (velocity - target.velocity) * (step.moves / step.scale)[:, None, None]
            channels = error.square().mean(dim=(0, 1)) * self.channel_weights
            asked = slice(None, self.training.part_points)
            parts = student.part_logits(predicted.features[:, asked]).float()
            wanted = self.teacher.transformer.part_logits(target.features[:, asked]).float()
        divergence = functional.kl_div(
            parts.log_softmax(dim=-1), wanted.log_softmax(dim=-1), log_target=True, reduction="none"
        )
        weight = (1 - step.level) ** 2  # as in `loss.part_loss`
        unlike = (divergence.sum(dim=-1).mean(dim=-1) * weight).sum() / weight.sum().clamp_min(1e-6)
        return torch.cat([channels, self.part_weight * unlike[None]]), velocity.detach()

    def _kinds(self, generator: torch.Generator) -> Tensor:
        """The kind of walk of each cloud, (B,): see `Walks.of_steps`."""
        fine = self.config.fine_share
        shares = torch.tensor([each * kind for each in self.config.step_shares for kind in (1 - fine, fine)])
        return torch.multinomial(shares, self.part, replacement=True, generator=generator).to(self.device)

    def _scales(self, generator: torch.Generator) -> Tensor:
        """Guidance scales, (B,)."""
        low, high = self.config.scale_range
        scale = low + (high - low) * torch.rand(self.part, generator=generator)
        usual = torch.rand(self.part, generator=generator) < self.config.usual_share
        return torch.where(usual, self.config.usual_scale, scale).to(self.device)


def _student_training(stored: dict[str, Any], config: DistillationConfig, batch: int) -> TrainingConfig:
    """The teacher's configuration, as stored, with the network and the pace of its student."""
    known = {field.name for field in fields(TrainingConfig)}
    taught = TrainingConfig(**{name: value for name, value in stored.items() if name in known})
    network = NetworkConfig(**stored["network"])
    return replace(
        taught,
        network=replace(network, distilled=True),
        seed=config.seed,
        batch=batch,
        text_share=1 - taught.image_share - taught.both_share,  # nothing to learn of clouds without condition
        learning_rate=config.learning_rate,
        warm_up_samples=config.warm_up_samples,
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the packed data set")
    parser.add_argument("--run", type=Path, required=True, help="folder of the teacher's run")
    parser.add_argument("--to", type=Path, required=True, help="folder of the distillation: state and log")
    parser.add_argument("--minutes", type=float, help="end after this much distillation")
    parser.add_argument("--samples", type=int, help="end after this many steps of a cloud")
    parser.add_argument("--batch", type=int, default=DistillationConfig.batch, help="clouds that walk together")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1")
    parser.add_argument("--threads", type=int, default=2, help="of a CPU, for all replicas together")
    arguments = parser.parse_args()
    if not arguments.minutes and not arguments.samples:
        parser.error("set --minutes or --samples")
    replicas = Replicas.join(choose_device(arguments.device))
    prepare(replicas.device, arguments.threads // replicas.count)
    Distiller(
        arguments.data,
        arguments.run,
        arguments.to,
        DistillationConfig(batch=arguments.batch),
        Budget(arguments.samples, arguments.minutes and arguments.minutes * 60),
        replicas=replicas,
    ).work()


if __name__ == "__main__":
    main()
