"""The distribution of what prompts give: 1-NNA per category, and whether samples are copies. K clouds, N points."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from .retrieval import at_random, by_caption
from .setting import Evaluation, Figures, Floats, Group, Ints, group, share

Distances = npt.NDArray[np.float64]


def one_nearest_neighbour(among_first: Distances, between: Distances, among_second: Distances) -> float:
    """Accuracy of telling two sets of K clouds apart by each one's nearest other cloud, in [0, 1].

    The 1-NNA of Yang et al. 2019 (PointFlow, section 5.1), leaving out the cloud itself; with K of each, two samples
    of one distribution score (K - 1) / (2K - 1) on average, a half for many. All distances are (K, K).
    """
    whole = np.block([[among_first, between], [between.T, among_second]])
    np.fill_diagonal(whole, np.inf)
    first = np.arange(len(whole)) < len(among_first)
    return float((first[whole.argmin(axis=1)] == first).mean())


def chamfer_squared(a: cKDTree, b: cKDTree) -> float:
    """Sum of the two mean squared distances to the nearest point: the Chamfer distance of 1-NNA."""
    return float((a.query(b.data)[0] ** 2).mean() + (b.query(a.data)[0] ** 2).mean())


def figures(evaluation: Evaluation, objects: Ints, asked: list[str], samples: list[Floats]) -> Group:
    """1-NNA of clouds, (B, N, 9) for each seed, of the objects' prompts, against the objects themselves."""
    pack, points = evaluation.pack, evaluation.sizes.nna_points
    categories = np.array([record["category"] for record in evaluation.records(objects)])
    rows = {name: np.flatnonzero(categories == name) for name in evaluation.judge.categories}
    rows = {name: found for name, found in rows.items() if len(found) > 1}
    real = {name: _trees(evaluation.real(objects[found], points)) for name, found in rows.items()}
    among_real = {name: _within(trees) for name, trees in real.items()}

    def measured(clouds: Floats) -> Figures:
        scores = []
        for name, found in rows.items():
            mine = _trees(clouds[found, :points])
            between = np.array([[chamfer_squared(a, b) for b in real[name]] for a in mine])
            scores.append(one_nearest_neighbour(_within(mine), between, among_real[name]))
        return {"one_nearest_neighbour": share(scores)}

    controls = {
        # Training objects of the category in the samples' place: a perfect sampler.
        "ceiling": evaluation.real(at_random(pack, objects, of_category=True), points),
        "retrieval": evaluation.real(by_caption(pack, asked), points),
        "floor": evaluation.real(at_random(pack, objects, of_category=False), points),
    }
    return group(samples, controls, measured, categories=len(rows), per_category=min(map(len, rows.values())))


def copies(evaluation: Evaluation, objects: Ints, samples: list[Floats]) -> Group:
    """Chamfer distance to the nearest training object of the category: of samples, and of held-out objects.

    Samples that lie much nearer to training objects than new objects do are copies.
    """
    categories = np.array([record["category"] for record in evaluation.records(objects)])
    chosen = np.concatenate(
        [np.flatnonzero(categories == name)[: evaluation.sizes.copies] for name in evaluation.judge.categories]
    )
    points = evaluation.sizes.points // 2
    training = TrainingObjects(evaluation, points)

    def measured(clouds: Floats) -> Figures:
        _, distances = training.nearest(clouds[chosen], categories[chosen].tolist())
        return {"nearest_training_object": share(distances)}

    controls = {"held_out": evaluation.real(objects, points)}
    found = group(samples, controls, measured, points=points, clouds=len(chosen))
    held_out = found["controls"]["held_out"]["nearest_training_object"]
    for seed in found["seeds"]:
        seed["against_held_out"] = seed["nearest_training_object"] / held_out
    return found


class TrainingObjects:
    """The training objects by category, to find the nearest one to a cloud."""

    def __init__(self, evaluation: Evaluation, points: int) -> None:
        self.evaluation = evaluation
        self.points = points
        train = evaluation.pack.split("train")
        self.rows: dict[str, list[int]] = {}
        for i in train:
            self.rows.setdefault(evaluation.pack.records[i]["category"], []).append(int(i))
        self.trees: dict[str, list[cKDTree]] = {}

    def nearest(self, clouds: Floats, categories: Sequence[str]) -> tuple[Ints, list[float]]:
        """The nearest training object, (B,), to each cloud, (B, N, 9), of its category, and its Chamfer distance."""
        found, distances = [], []
        for tree, name in zip(_trees(clouds[:, : self.points]), categories, strict=True):
            if name not in self.trees:
                self.trees[name] = _trees(self.evaluation.real(np.array(self.rows[name]), self.points))
            each = [_chamfer(tree, rival) for rival in self.trees[name]]
            found.append(self.rows[name][int(np.argmin(each))])
            distances.append(min(each))
        return np.array(found, dtype=np.int64), distances


def _chamfer(a: cKDTree, b: cKDTree) -> float:
    """Mean of the two mean distances to the nearest point."""
    return float(a.query(b.data)[0].mean() + b.query(a.data)[0].mean()) / 2


def _trees(clouds: Floats) -> list[cKDTree]:
    return [cKDTree(cloud[:, :3]) for cloud in clouds]


def _within(trees: Sequence[cKDTree]) -> Distances:
    """Distances between all of some clouds, (K, K)."""
    distances = np.zeros((len(trees), len(trees)))
    for i, j in combinations(range(len(trees)), 2):
        distances[i, j] = distances[j, i] = chamfer_squared(trees[i], trees[j])
    return distances
