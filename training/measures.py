"""Distances between clouds and readings of their colours. N and M points."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from dataset.catalogue import palette

Floats = npt.NDArray[np.float32]

NAMED_SHARE = 0.1
"""Share of the points that a colour needs to count as one of the cloud's colours."""


class Comparison(NamedTuple):
    """How a cloud differs from the true one."""

    chamfer: float
    f_score: float
    normal_degrees: float


def compare(cloud: Floats, truth: Floats, threshold: float = 0.05) -> Comparison:
    """Compare clouds, (N, 9) and (M, 9), as they lie.

    Chamfer distance is the mean of the two mean distances to the nearest point, not squared, in units of the longest
    side; the F-score is at ``threshold`` of it (Tatarchenko et al. 2019, section 4); the angle is between each point's
    normal and that of the nearest true point, an upper bound on the error of the normals alone.
    """
    to_truth, nearest = cKDTree(truth[:, :3]).query(cloud[:, :3])
    to_cloud, _ = cKDTree(cloud[:, :3]).query(truth[:, :3])
    precision, recall = (to_truth < threshold).mean(), (to_cloud < threshold).mean()
    f_score = 2 * precision * recall / max(precision + recall, 1e-9)
    cosine = np.clip((cloud[:, 6:] * truth[nearest, 6:]).sum(axis=1), -1, 1)
    return Comparison(
        float(to_truth.mean() + to_cloud.mean()) / 2, float(f_score), float(np.degrees(np.arccos(cosine)).mean())
    )


def colour_shares(cloud: Floats) -> dict[str, float]:
    """Share of the points, (N, 9), that bear each named colour."""
    counts = np.bincount(palette.indices_of(cloud[:, 3:6]), minlength=len(palette.NAMES))
    return dict(zip(palette.NAMES, (counts / len(cloud)).tolist(), strict=True))


def main_colour(cloud: Floats) -> str:
    """The name that most points, (N, 9), bear."""
    shares = colour_shares(cloud)
    return max(shares, key=lambda name: shares[name])


def has_colours(cloud: Floats, asked: list[str]) -> bool:
    """Whether each asked colour is one of the cloud's colours, and no other colour is commoner than all of them."""
    shares = colour_shares(cloud)
    return main_colour(cloud) in asked and all(shares[name] >= NAMED_SHARE for name in asked)


def plane_normal_degrees(cloud: Floats, neighbours: int = 12) -> float:
    """Mean angle between a cloud's normals, (N, 9), and those of planes through the nearest points, sign apart."""
    _, nearest = cKDTree(cloud[:, :3]).query(cloud[:, :3], k=neighbours)
    patches = cloud[nearest, :3] - cloud[nearest, :3].mean(axis=1, keepdims=True)  # (N, neighbours, 3)
    plane = np.linalg.eigh(np.swapaxes(patches, 1, 2) @ patches)[1][..., 0]  # (N, 3)
    return float(np.degrees(np.arccos(np.clip(np.abs((plane * cloud[:, 6:]).sum(axis=1)), 0, 1))).mean())
