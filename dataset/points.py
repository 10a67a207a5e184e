"""The outer surface of an object as points with colour, normal and part.

The closed parts are united first, so that what lies inside another part is gone. `shares.py` says how many points a
part gets; inside a part they are spread evenly by area.
"""

from __future__ import annotations

from dataclasses import dataclass

import manifold3d  # type: ignore[import-not-found]
import numpy as np
from numpy.typing import NDArray

from .catalogue.asset import Asset
from .catalogue.mesh import Floats
from .shares import part_counts


class UnionError(Exception):
    """An object whose parts could not be united into one sound surface."""


@dataclass(frozen=True, eq=False)
class Surface:
    """The outer surface.

    triangles : (T, 3, 3) float64, counter-clockwise seen from outside
    part_ids : (T,) uint8, index into the asset's parts
    """

    triangles: Floats
    part_ids: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Cloud:
    """Points on the outer surface.

    xyz : (N, 3) float64 in the unit cube
    rgb : (N, 3) float64, display-referred sRGB in [0, 1]
    normals : (N, 3) float64, of unit length, outward
    part_ids : (N,) uint8
    """

    xyz: Floats
    rgb: Floats
    normals: Floats
    part_ids: NDArray[np.uint8]

    def packed(self) -> NDArray[np.float16]:
        """Columns xyz, rgb, normal: (N, 9) float16."""
        return np.concatenate([self.xyz, self.rgb, self.normals], axis=1).astype(np.float16)


def outer_surface(asset: Asset) -> Surface:
    """Unite the parts and drop the walls of enclosed hollows. Raises `UnionError`."""
    solids, owners = [], {}
    for part_id, part in enumerate(asset.parts):
        for solid in part.solids:
            original = manifold3d.Manifold.reserve_ids(1)
            mesh = manifold3d.Mesh64(
                np.ascontiguousarray(solid.vertices),
                solid.faces.astype(np.uint64),
                run_index=np.array([0, solid.faces.size], dtype=np.uint64),
                run_original_id=np.array([original], dtype=np.uint32),
            )
            manifold = manifold3d.Manifold(mesh)
            if manifold.status() != manifold3d.Error.NoError:
                raise UnionError(f"{part.name}: {manifold.status()}")
            owners[original] = part_id
            solids.append(manifold)
    united = manifold3d.Manifold.batch_boolean(solids, manifold3d.OpType.Add)
    shells = [shell for shell in united.decompose() if shell.volume() > 0]
    if not shells:
        raise UnionError("nothing is left")
    triangles, part_ids = zip(*(_triangles(shell, owners) for shell in shells), strict=True)
    surface = Surface(np.concatenate(triangles), np.concatenate(part_ids))
    missing = set(range(len(asset.parts))) - set(surface.part_ids.tolist())
    if missing:
        raise UnionError(f"hidden: {', '.join(asset.parts[part_id].name for part_id in sorted(missing))}")
    return surface


def _triangles(shell: manifold3d.Manifold, owners: dict[int, int]) -> tuple[Floats, NDArray[np.uint8]]:
    mesh = shell.to_mesh64()
    ends = np.asarray(mesh.run_index, dtype=np.int64) // 3
    runs = np.array([owners[original] for original in mesh.run_original_id], dtype=np.uint8)
    corners: Floats = np.asarray(mesh.vert_properties, dtype=np.float64)[:, :3][
        np.asarray(mesh.tri_verts, dtype=np.int64)
    ]
    return corners, np.repeat(runs, ends[1:] - ends[:-1])


def sample(asset: Asset, surface: Surface, count: int, rng: np.random.Generator) -> Cloud:
    """Draw `count` points of the surface, in random order, so that any first `n` are a fair sample."""
    a, b, c = surface.triangles.transpose(1, 0, 2)
    cross = np.cross(b - a, c - a)
    doubled = np.linalg.norm(cross, axis=1)
    area = np.bincount(surface.part_ids, weights=doubled, minlength=len(asset.parts))
    chosen = _chosen(doubled, surface.part_ids, part_counts(area, count), rng)
    u, v = rng.random((2, count, 1))
    # The square root makes the spread over a triangle even.
    root = np.sqrt(u)
    xyz = (1 - root) * a[chosen] + root * (1 - v) * b[chosen] + root * v * c[chosen]
    part_ids = surface.part_ids[chosen]
    rgb = np.empty_like(xyz)
    for part_id, paint in enumerate(asset.paints):
        mine = part_ids == part_id
        rgb[mine] = paint.colors_at(xyz[mine])
    return Cloud(xyz, rgb, cross[chosen] / doubled[chosen, None], part_ids)


def _chosen(
    weights: Floats, part_ids: NDArray[np.uint8], counts: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Triangles by weight, as many of each part as `counts` says, shuffled."""
    order = np.argsort(part_ids, kind="stable")
    reach = np.cumsum(weights[order])
    ends = np.cumsum(np.bincount(part_ids, minlength=len(counts)))
    picked = []
    for part, count in enumerate(counts):
        first, last = (ends[part - 1] if part else 0), ends[part]
        low = reach[first - 1] if first else 0.0
        at = np.searchsorted(reach, rng.uniform(low, reach[last - 1], count), side="right") if count else np.empty(0)
        picked.append(order[np.clip(at.astype(np.int64), first, last - 1)])
    return rng.permutation(np.concatenate(picked))
