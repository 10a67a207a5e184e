"""Shapes that several vehicles share: bodies lofted along their length, wings, wheels that turn."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...mesh import Mesh, Part, turn
from ...solids import frustum, lathe, loft, rod


def sections(rows: ArrayLike, cut: float) -> Mesh:
    """Body along Y through rectangles with cut corners.

    rows : (K, 4) of y, width, lowest and highest z, y rising
    cut : how much of each corner is cut away
    """
    rings = []
    for y, width, low, high in np.asarray(rows, float).tolist():
        x, z = width / 2, (high - low) / 2
        c = min(cut, 0.9 * min(x, z))
        outline = [(x - c, -z), (x, c - z), (x, z - c), (x - c, z)]
        outline += [(-u, -v) for u, v in outline]
        rings.append([(-u, y, v + (low + high) / 2) for u, v in outline])
    return loft(rings)


def wing(root: float, tip: float, reach: float, sweep: float, thickness: float) -> Mesh:
    """Flat wing from the origin out along +X, its front edge towards -Y, its tip `sweep` further back."""
    rings = []
    for x, chord, y, scale in ((0.0, root, 0.0, 1.0), (reach, tip, sweep, 0.75)):
        c, t = chord / 2, thickness / 2 * scale
        profile = [(-c, -0.3 * t), (-0.6 * c, -t), (0.5 * c, -t), (c, -0.3 * t)]
        profile += [(-u, -v) for u, v in profile]
        rings.append([(x, y + u, v) for u, v in profile])
    return loft(rings)


Place = tuple[float, float, float, float]
"""Where a wheel stands on the floor: its x, its y, its radius and its width."""


def tyre(radius: float, width: float, *, segments: int = 20) -> Mesh:
    """Upright disc with cut edges, its axle along X; fewer faces than `solids.wheel`, as vehicles have many."""
    half, cut = width / 2, 0.14 * width
    profile = [(0, -half), (radius - cut, -half), (radius, cut - half), (radius, half - cut), (radius - cut, half)]
    return lathe([*profile, (0, half)], segments=segments).rotated("y", np.pi / 2)


def treaded(radius: float, width: float, depth: float, treads: int) -> Mesh:
    """Upright tyre whose rim has `treads` teeth of that depth, bent in the middle; its axle is X."""
    pitch = 2 * np.pi / treads
    starts = np.arange(treads)[:, None] * pitch + np.array([0.0, 0.42, 0.56, 0.86]) * pitch
    reach = np.tile([radius, radius, radius - depth, radius - depth], treads)
    rings = []
    for x, twist in ((-width / 2, 0.0), (0.0, 0.35 * pitch), (width / 2, 0.0)):
        angles = starts.ravel() + twist
        rings.append(np.c_[np.full(4 * treads, x), reach * np.cos(angles), reach * np.sin(angles)])
    return loft(rings)


def rolling(name: str, place: Place, role: str = "dark") -> Part:
    """One wheel that turns."""
    x, y, radius, width = place
    solid = tyre(radius, width).moved((x, y, radius))
    return Part(name, role, (solid,), label="wheel", joint=turn((x, y, radius), (1, 0, 0)))


def axle(name: str, place: Place, role: str = "dark", *, floor: float = 0.0, segments: int = 20) -> Part:
    """Two wheels at -x and x that turn with the bar between them."""
    x, y, radius, width = place
    solid = tyre(radius, width, segments=segments)
    height = floor + radius
    bar = rod((-x, y, height), (x, y, height), max(0.3 * radius, 0.3 * width), segments=8)
    solids = (solid.moved((x, y, height)), solid.moved((-x, y, height)), bar)
    return Part(name, role, solids, label="wheel", count=2, joint=turn((0, y, height), (1, 0, 0)))


def hubcaps(places: list[Place], share: float, proud: float, role: str) -> Part:
    """Round caps on the outside of wheels.

    share : of the wheel's radius
    proud : how far a cap stands out of its wheel
    """
    caps = []
    for x, y, r, w in places:
        cap = frustum(r * share, r * share, 0, w / 2 + proud, segments=12).rotated("y", np.pi / 2)
        caps.append((cap if x > 0 else cap.mirrored("x")).moved((x, y, r)))
    return Part("hubcaps", role, tuple(caps), label="hubcap", count=len(caps))


def open_box(rows: ArrayLike) -> Mesh:
    """Box or tray through level rectangles (K, 3) of x size, y size and z: up outside, then down inside."""
    rings = [[(sx * x / 2, sy * y / 2, z) for sx, sy in _CORNERS] for x, y, z in np.asarray(rows, float).tolist()]
    return loft(rings)


_CORNERS = ((-1, -1), (1, -1), (1, 1), (-1, 1))
