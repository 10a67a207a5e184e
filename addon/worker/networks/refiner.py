"""The network that corrects finished points among their neighbours.

The generator reads a cloud through a few latents, so that its points are right about the shape and vague about the
surface. This network sees what it cannot: the points beside each point. It moves points to the surface that they
mean, turns their normals and evens out their colours, with messages along the edges of a neighbour graph (Wang et al.
2019, "Dynamic Graph CNN", section 3.1), whose reach grows and shrinks from layer to layer.
Shapes: N points, K neighbours of a layer, C channels inside.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from torch import Tensor, nn
from torch.nn import functional

from ..threads import THREADS

_UNIT_RANK = 8
_EDGE_CHANNELS = 13


class NeighbourGraph(NamedTuple):
    """The neighbours of every point, and the unit of length."""

    near: Tensor  # (N, most) int64, nearest first, without the point itself
    unit: float  # median distance to the eighth neighbour, in the model frame

    @classmethod
    def of(cls, positions: NDArray[np.float32], most: int) -> "NeighbourGraph":
        """The graph of points, (N, 3); where there are fewer than ``most`` others, the last one is repeated."""
        count = min(most + 1, len(positions))
        distances, near = cKDTree(positions).query(positions, k=count, workers=THREADS)
        distances, near = distances.reshape(-1, count), near.reshape(-1, count)
        others = np.pad(near, ((0, 0), (0, most + 1 - count)), mode="edge")[:, 1:]
        unit = float(np.median(distances[:, min(_UNIT_RANK, count - 1)]))
        return cls(torch.from_numpy(others.astype(np.int64)), max(unit, 1e-6))


class EdgeLayer(nn.Module):
    """Points, (N, C), hear the mean of what K neighbours each say to them."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.own = nn.Linear(dim, dim)
        self.theirs = nn.Linear(dim, dim, bias=False)
        self.edge = nn.Linear(_EDGE_CHANNELS, dim, bias=False)
        self.heard = nn.Linear(dim, dim)
        self.feed_forward_norm = nn.LayerNorm(dim)
        self.feed_forward = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, points: Tensor, near: Tensor, edges: Tensor) -> Tensor:
        """Points after the layer; ``near`` (K, N) and what each edge is like, ``edges`` (K, N, channels).

        Neighbours come first, so that what is added and averaged lies in long rows.
        """
        normed = self.norm(points)
        said = self.edge(edges) + self.own(normed)
        said = said + self.theirs(normed).index_select(0, near.flatten()).view_as(said)
        points = points + self.heard(functional.gelu(said).mean(dim=0))
        out: Tensor = points + self.feed_forward(self.feed_forward_norm(points))
        return out


class PointRefiner(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers' own pairing
    """Corrections of a cloud's points.

    Parameters
    ----------
    dim : int
        Channels of a point inside.
    neighbours : int
        Neighbours that a point hears in a layer.
    strides : sequence of int
        For each layer, which neighbours: every one, every third, ...
    most_points : int
        Points of the densest clouds that it was trained on; a denser one is corrected in that many at a time.
    passes : int
        How often it corrects a cloud.
    """

    @register_to_config
    def __init__(
        self,
        *,
        dim: int = 48,
        neighbours: int = 12,
        strides: Sequence[int] = (1, 3, 6, 3, 1),
        most_points: int = 4096,  # noqa: ARG002  # kept in the configuration
        passes: int = 2,  # noqa: ARG002
    ) -> None:
        super().__init__()
        self.point_in = nn.Linear(6, dim)  # colour and normal: where a point lies, its edges tell
        self.layers = nn.ModuleList(EdgeLayer(dim) for _ in strides)
        self.out_norm = nn.LayerNorm(dim)
        self.out = nn.Linear(dim, 9)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)
        self.reach = (neighbours - 1) * max(strides) + 1

    def forward(self, cloud: Tensor) -> Tensor:
        """The cloud, (N, 9), after one correction.

        xyz in the model frame, sRGB in [0, 1], unit normals, float32.
        """
        graph = NeighbourGraph.of(cloud[:, :3].numpy(force=True), self.reach)
        near, count = graph.near.to(cloud.device), self.config["neighbours"]
        xyz, rgb, normals = cloud.split(3, dim=-1)
        points = self.point_in(torch.cat([2 * rgb - 1, normals], dim=-1))
        views = {stride: near[:, : count * stride : stride].T.contiguous() for stride in set(self.config["strides"])}
        edges = {stride: _edges(xyz / graph.unit, rgb, normals, view) for stride, view in views.items()}
        for layer, stride in zip(self.layers, self.config["strides"], strict=True):
            points = layer(points, views[stride], edges[stride])
        move, shade, turn = self.out(self.out_norm(points)).float().split(3, dim=-1)
        corrected = [xyz + graph.unit * move, (rgb + shade).clamp(0, 1), functional.normalize(normals + turn, dim=-1)]
        return torch.cat(corrected, dim=-1)

    @torch.inference_mode()
    def refined(self, cloud: Tensor) -> Tensor:
        """The cloud, (N, 9), after all corrections.

        A cloud that is denser than those of the training is dealt out, as cards are, to clouds that are not: any part
        of a cloud's points is a cloud of the same shape.
        """
        hands = -(-len(cloud) // self.config["most_points"])
        out = torch.empty_like(cloud)
        for hand in range(hands):
            part = cloud[hand::hands]
            for _ in range(self.config["passes"]):
                part = self(part)
            out[hand::hands] = part
        return out


def _edges(scaled: Tensor, rgb: Tensor, normals: Tensor, near: Tensor) -> Tensor:
    """What each edge is like, (K, N, 13).

    Where it goes and how far, how both normals stand to it and to each other, the neighbour's normal, and how its
    colour differs.
    """
    way = scaled[near] - scaled
    theirs = normals[near]
    angles = torch.stack([(a * b).sum(dim=-1) for a, b in ((way, normals), (way, theirs), (normals, theirs))], dim=-1)
    return torch.cat([way, way.norm(dim=-1, keepdim=True), angles, theirs, rgb[near] - rgb], dim=-1)
