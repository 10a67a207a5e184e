"""Vertex groups as one table of weights, read and written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import bpy
    from numpy.typing import NDArray

_STEPS = 64
"""Weights that were interpolated are rounded to this part of one: Blender writes one weight at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """names: of G groups; weights: (V, G) float32 in [0, 1]."""

    names: tuple[str, ...]
    weights: NDArray[np.float32]


def groups_of(item: bpy.types.Object) -> Groups:
    """Read an object's vertex groups."""
    names = tuple(group.name for group in item.vertex_groups)
    mesh = item.data
    weights = np.zeros((len(mesh.vertices), len(names)), np.float32)  # type: ignore[union-attr]
    if names:
        entries = [
            (number, entry.group, entry.weight)
            for number, vertex in enumerate(mesh.vertices)  # type: ignore[union-attr]
            for entry in vertex.groups
        ]
        if entries:
            vertex, group, weight = zip(*entries, strict=True)
            weights[list(vertex), list(group)] = weight
    return Groups(names, weights)


def write_groups(item: bpy.types.Object, names: tuple[str, ...], weights: NDArray[np.float32]) -> None:
    """Make an object's vertex groups these, in this order, from (V, G) weights."""
    item.vertex_groups.clear()
    steps = np.rint(weights * _STEPS).astype(np.int32)
    for index, name in enumerate(names):
        group = item.vertex_groups.new(name=name)
        for step in np.unique(steps[:, index]):
            if step:
                group.add(np.nonzero(steps[:, index] == step)[0].tolist(), float(step) / _STEPS, "REPLACE")
