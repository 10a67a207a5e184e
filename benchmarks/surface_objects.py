"""Objects that training leaves out, as true surfaces and as clouds at three levels of noise. T triangles, N points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from skimage.color import rgb2lab

from addon.core.cloud import PointCloud
from dataset.catalogue.asset import Asset
from dataset.catalogue.generate import generate
from dataset.points import Surface, outer_surface, sample
from dataset.recipe import Item, load

Floats = NDArray[np.float64]

BORDER = 0.02
"""How far a border between two colours reaches to either side, in the longest side."""
_OTHER_PAINT = 20.0
"""CIE76 difference from which two paints are two."""
RECIPE = Path(__file__).parents[1] / "dataset" / "splits" / "wide.json"


@dataclass(frozen=True)
class Noise:
    """What is wrong with a cloud: standard deviation of positions (of the longest side) and of colours (of sRGB).

    Normals are `degrees` wrong on average, and a share `flipped` of them is turned over.
    """

    shift: float
    degrees: float
    flipped: float
    color: float


LEVELS = {
    "none": Noise(0.0, 0.0, 0.0, 0.0),
    "light": Noise(0.0025, 15.0, 0.01, 0.02),
    "generated": Noise(0.006, 28.0, 0.03, 0.04),
}
"""The last is what a generator's clouds are like."""


@dataclass(frozen=True, eq=False)
class Object:
    """An object of the catalogue with its true outer surface."""

    asset: Asset
    surface: Surface

    @property
    def name(self) -> str:
        """Category and seed."""
        return f"{self.asset.category}:{self.asset.seed}"

    @cached_property
    def truth(self) -> Samples:
        """100,000 points spread evenly over the true surface."""
        triangles = self.surface.triangles
        chosen, xyz, normals = evenly(triangles, 100_000)
        part_ids = self.surface.part_ids[chosen]
        rgb = np.empty_like(xyz)
        for part, paint in enumerate(self.asset.paints):
            rgb[part_ids == part] = paint.colors_at(xyz[part_ids == part])
        return Samples(xyz, normals, rgb, part_ids)

    def cloud(self, noise: Noise, count: int = 4096) -> PointCloud:
        """Points as the dataset draws them, the same every time, with `noise`."""
        rng = np.random.default_rng(self.asset.seed)
        true = sample(self.asset, self.surface, count, rng)
        tangent = np.cross(true.normals, rng.normal(size=(count, 3)))
        tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
        angle = np.radians(noise.degrees) * np.sqrt(np.pi / 2) * np.abs(rng.normal(size=(count, 1)))
        normals = np.cos(angle) * true.normals + np.sin(angle) * tangent
        normals[rng.random(count) < noise.flipped] *= -1
        positions = true.xyz + rng.normal(0, 1, (count, 3)) * noise.shift
        colors = np.clip(true.rgb + rng.normal(0, 1, (count, 3)) * noise.color, 0, 1)
        names = tuple(part.name for part in self.asset.parts)
        channels = np.concatenate([positions, colors, normals], axis=1).astype(np.float32)
        return PointCloud.from_channels(channels, true.part_ids, names)


@dataclass(frozen=True, eq=False)
class Samples:
    """Points (N, 3) of a surface with unit normals, colours (sRGB in [0, 1]) and parts (N,)."""

    xyz: Floats
    normals: Floats
    rgb: Floats
    part_ids: NDArray[np.uint8]

    @cached_property
    def lab(self) -> Floats:
        """Colours (N, 3) in CIELAB, D65."""
        lab: Floats = rgb2lab(self.rgb)
        return lab

    @cached_property
    def near_border(self) -> NDArray[np.bool_]:
        """Which points (N,) have another part with another paint within `BORDER`."""
        found = np.zeros(len(self.xyz), np.bool_)
        for part in np.unique(self.part_ids):
            (mine,), (others,) = np.nonzero(self.part_ids == part), np.nonzero(self.part_ids != part)
            if len(others):
                distance, nearest = cKDTree(self.xyz[others]).query(self.xyz[mine], distance_upper_bound=BORDER)
                there = np.isfinite(distance)
                other = self.lab[others[nearest[there]]]
                found[mine[there]] = np.linalg.norm(other - self.lab[mine[there]], axis=1) > _OTHER_PAINT
        return found


def evenly(triangles: Floats, count: int) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Draw points by area: their triangles (count,), places (count, 3) and unit normals (count, 3)."""
    rng = np.random.default_rng(0)
    a, b, c = np.asarray(triangles, np.float64).transpose(1, 0, 2)
    cross = np.cross(b - a, c - a)
    doubled = np.linalg.norm(cross, axis=1)
    chosen = rng.choice(len(doubled), count, p=doubled / doubled.sum())
    root, v = np.sqrt(rng.random((count, 1))), rng.random((count, 1))
    places = (1 - root) * a[chosen] + root * (1 - v) * b[chosen] + root * v * c[chosen]
    return chosen, places, cross[chosen] / doubled[chosen, None]


def test_items(count: int) -> list[Item]:
    """Objects of the frozen test split and of the categories that training never sees, every category in turn."""
    recipe = load(RECIPE)
    items = recipe.of_split("test")[: len(recipe.splits["test"].objects)] + recipe.of_split("categories")[:7]
    return [items[round(i)] for i in np.linspace(0, len(items) - 1, count)] if count < len(items) else items


def make(item: Item) -> Object:
    """Build an object. Raises `dataset.points.UnionError`."""
    asset = generate(item.category, item.seed)
    return Object(asset, outer_surface(asset))
