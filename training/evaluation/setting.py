"""What is evaluated, and how a group of figures is put together. B clouds, N points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from addon.worker.pipelines.bundled import COARSE_POINTS, Clouds, Subject

from ..data import Pack
from ..judge import Judge, of_categories

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Figures = dict[str, float]
Group = dict[str, Any]
T = TypeVar("T")

BATCH = 16
SEEDS_APART = 1_000_000
"""Between the first noise seeds of two runs over the same objects."""


class Model(Protocol):
    """What is needed of a pipeline."""

    @property
    def part_names(self) -> Sequence[str]:
        """Names that the labels count."""

    def encode(self, subjects: Sequence[Subject]) -> Any:
        """Subjects as one batch of conditions."""

    def generate(
        self,
        condition: Any,
        seeds: Sequence[int],
        *,
        num_points: int,
        coarse_points: int,
        num_inference_steps: int,
        guidance_scale: float,
    ) -> Clouds:
        """One cloud for each condition and seed."""


@dataclass(frozen=True)
class Sizes:
    """How much is sampled."""

    objects: int = 216  # of each split, but for the test split's prompts
    per_category: int = 12  # of the test split's prompts, and of each side of the 1-NNA
    points: int = 1024
    coarse_points: int = COARSE_POINTS  # of the coarse stage; as many as are asked for means no fine stage
    nna_points: int = 2048
    mesh_points: int = 4096
    meshes: int = 72  # for each seed
    copies: int = 3  # of each category
    seeds: tuple[int, ...] = (0, 1, 2)


@dataclass(frozen=True)
class Evaluation:
    """A model, the held-out objects, the judge, and the settings that are sampled with."""

    model: Model
    pack: Pack
    judge: Judge
    steps: int
    guidance: float
    sizes: Sizes = field(default_factory=Sizes)
    pictured: dict[int, int] = field(default_factory=dict)
    """Objects whose nearest training object by picture is known, and that object: it takes a while to find."""

    def objects(self, split: str) -> Ints:
        """The objects of a split that are asked for; where categories are judged, of the judge's categories."""
        if split == "categories":
            return self.pack.split(split)[: self.sizes.objects]
        objects = of_categories(self.pack, split, self.judge.categories)
        return objects[: self.sizes.objects] if split != "test" else objects[: self._test_objects]

    def records(self, objects: Ints) -> list[dict[str, Any]]:
        """The records of objects."""
        return [self.pack.records[i] for i in objects]

    def generate(self, subjects: Sequence[Subject], seed: int, points: int) -> Clouds:
        """A cloud of each subject; ``seed`` is one of the evaluation's seeds."""
        batches = []
        for start in range(0, len(subjects), BATCH):
            part = subjects[start : start + BATCH]
            first = seed * SEEDS_APART + start
            batches.append(
                self.model.generate(
                    self.model.encode(part),
                    range(first, first + len(part)),
                    num_points=points,
                    coarse_points=self.sizes.coarse_points,
                    num_inference_steps=self.steps,
                    guidance_scale=self.guidance,
                )
            )
        labels = [batch.labels for batch in batches if batch.labels is not None]
        return Clouds(np.concatenate([batch.points for batch in batches]), np.concatenate(labels) if labels else None)

    def samples(self, subjects: Sequence[Subject], points: int) -> list[Clouds]:
        """The clouds of all subjects, for each seed."""
        return [self.generate(subjects, seed, points) for seed in self.sizes.seeds]

    def real(self, objects: Ints, points: int) -> Floats:
        """Real clouds, (B, N, 9); the points of a pack are in random order, so the first ones are a fair sample."""
        return self.pack.points[objects, :points].astype(np.float32)

    @property
    def _test_objects(self) -> int:
        return self.sizes.per_category * len(self.judge.categories)


def group(samples: Sequence[T], controls: Mapping[str, T], figures: Callable[[T], Figures], **facts: Any) -> Group:
    """The same figures of the model's samples, a set for each seed, and of the controls."""
    return {
        **facts,
        "seeds": [figures(sample) for sample in samples],
        "controls": {name: figures(control) for name, control in controls.items()},
    }


def share(values: Any) -> float:
    """The mean of some values, 0 of none."""
    values = np.asarray(list(values), dtype=np.float64)
    return float(values.mean()) if values.size else 0.0
