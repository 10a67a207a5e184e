"""Part labels: does each point say which part it belongs to? B clouds, N points."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch

from addon.worker.pipelines.bundled import Clouds, PointCloudPipeline, Subject
from addon.worker.sampling import flow

from ..judge import named_parts
from ..parts import UNNAMED
from .setting import BATCH, SEEDS_APART, Evaluation, Figures, Floats, Group, Ints, group, share

NOISE_LEVEL = 0.05
"""Of the real clouds whose parts the network is asked for."""
Names = npt.NDArray[np.str_]


class Labeller(Protocol):
    """Names the parts of clouds that it has not made."""

    def __call__(self, clouds: Floats, asked: Sequence[Subject], seed: int) -> Ints:
        """Labels, (B, N), of clouds, (B, N, 9)."""


def figures(
    evaluation: Evaluation, objects: Ints, asked: Sequence[Subject], samples: Sequence[Clouds], labeller: Labeller
) -> Group:
    """Agreement of labels: on samples with the judge, on real clouds under a little noise with the truth.

    The judge is told the category and sees positions alone. The ceiling is its own agreement with the truth; the floor
    is the share that the commonest label of each category would get.
    """
    sizes = evaluation.sizes
    category = evaluation.judge.numbers(evaluation.records(objects))
    names = np.array(evaluation.model.part_names)
    judged_names = np.array(evaluation.judge.part_names)
    found = objects[: sizes.objects]
    real = evaluation.real(found, sizes.points)
    truth = _named(named_parts(evaluation.pack, found, evaluation.judge.part_names)[:, : sizes.points], judged_names)

    def on_samples(clouds: Clouds) -> Figures:
        assert clouds.labels is not None
        points, labels = clouds.points[:, : sizes.points], clouds.labels[:, : sizes.points]
        judged = judged_names[evaluation.judge.name_parts(points, category)]
        return {"agrees_with_judge": share((names[labels] == judged).mean(axis=1))}

    result = group(samples, {}, on_samples, clouds=len(objects), real_clouds=len(found))
    for seed, row in zip(sizes.seeds, result["seeds"], strict=True):
        labels = labeller(real, asked[: len(found)], seed)
        row["right_on_real"] = _agreement(names[labels], truth)
    judged = judged_names[evaluation.judge.name_parts(real, category[: len(found)])]
    result["controls"] = {
        "ceiling": {"agrees_with_judge": _agreement(judged, truth)},
        "floor": {"agrees_with_judge": _commonest(truth, category[: len(found)])},
    }
    return result


def network_labels(pipeline: PointCloudPipeline, clouds: Floats, asked: Sequence[Subject], seed: int) -> Ints:
    """Labels, (B, N), that the network gives real clouds, (B, N, 9), brought to `NOISE_LEVEL`."""
    named = []
    for start in range(0, len(clouds), BATCH):
        part = torch.from_numpy(clouds[start : start + BATCH]).to(pipeline.device)
        condition = pipeline.encode(asked[start : start + BATCH])
        generator = torch.Generator().manual_seed(seed * SEEDS_APART + start)
        with torch.inference_mode():
            noise = torch.randn(part.shape, generator=generator).to(part.device)
            level = part.new_full((len(part),), NOISE_LEVEL)
            x = flow.mix(pipeline.transformer.to_network(part), noise, level)
            hint = torch.stack([torch.ones_like(level), level], dim=-1) if pipeline.is_distilled else None
            features = pipeline.transformer(x, level, condition, hint).features
            named.append(pipeline.transformer.part_logits(features).argmax(dim=-1).cpu().numpy())
    return np.concatenate(named)


def _named(labels: Ints, names: Names) -> Names:
    """Labels by name; what has none is empty."""
    return np.where(labels == UNNAMED, "", names[labels])


def _agreement(labels: Names, truth: Names) -> float:
    """Share of the points with a true name that have it."""
    return share((labels == truth)[truth != ""])


def _commonest(truth: Names, category: Ints) -> float:
    """Share of the points that bear the commonest name of their category."""
    right = 0
    for kind in np.unique(category):
        mine = truth[category == kind]
        right += np.unique(mine[mine != ""], return_counts=True)[1].max(initial=0)
    return float(right / max(1, (truth != "").sum()))
