"""The Utah teapot, from the control points that Martin Newell published (1975).

Ten bicubic Bezier patches and their mirror images: six profiles that turn about Z, the handle and the spout, each
half. Spout at +X, +Z up, in Newell's own lengths.
"""

from __future__ import annotations

import numpy as np

from ..catalogue.mesh import Floats, Ints

QUARTER = 0.56
"""Newell's control arm of a quarter circle; the best fit to a circle would be 0.5523."""

# Radius and height of the four control points of each profile.
_PROFILES = {
    "rim": ((1.4, 2.4), (1.3375, 2.53125), (1.4375, 2.53125), (1.5, 2.4)),
    "upper body": ((1.5, 2.4), (1.75, 1.875), (2.0, 1.35), (2.0, 0.9)),
    "lower body": ((2.0, 0.9), (2.0, 0.45), (1.5, 0.225), (1.5, 0.15)),
    "knob": ((0.0, 3.15), (0.8, 3.15), (0.0, 2.7), (0.2, 2.55)),
    "lid": ((0.2, 2.55), (0.4, 2.4), (1.3, 2.4), (1.3, 2.25)),
    "bottom": ((1.5, 0.15), (1.5, 0.075), (1.425, 0.0), (0.0, 0.0)),
}

# For each of the four cross-sections along it: x and z of the inner and of the outer edge, and the half width.
_HANDLE = (
    ((-1.6, 2.025, -1.5, 2.25, 0.3), (-2.3, 2.025, -2.5, 2.25, 0.3), (-2.7, 2.025, -3.0, 2.25, 0.3)),
    ((-2.7, 1.8, -3.0, 1.8, 0.3),),
    ((-2.7, 1.575, -3.0, 1.35, 0.3), (-2.5, 1.125, -2.65, 0.9375, 0.3), (-2.0, 0.9, -1.9, 0.6, 0.3)),
)
_SPOUT = (
    ((1.7, 1.425, 1.7, 0.6, 0.66), (2.6, 1.425, 3.1, 0.825, 0.66), (2.3, 2.1, 2.4, 2.025, 0.25)),
    ((2.7, 2.4, 3.3, 2.4, 0.25),),
    ((2.8, 2.475, 3.525, 2.49375, 0.25), (2.9, 2.475, 3.45, 2.5125, 0.15), (2.8, 2.4, 3.2, 2.4, 0.15)),
)


def teapot(steps: int = 8) -> tuple[Floats, Ints]:
    """Vertices (V, 3) and triangles (T, 3) turned outwards, each patch cut into `steps` x `steps` squares.

    Equal vertices of neighbouring patches are one. The shape is as Newell made it: the handle and the spout end
    inside the body, and the lid does not touch the rim.
    """
    patches = [patch for profile in _PROFILES.values() for patch in _turned(np.array(profile))]
    patches += [half for limb in (_HANDLE, _SPOUT) for half in _limb(limb)]
    t = np.linspace(0.0, 1.0, steps + 1)
    basis = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    points = np.einsum("iu,jv,pijc->puvc", basis, basis, np.array(patches)).reshape(-1, 3)
    first = np.arange(steps)[:, None] * (steps + 1) + np.arange(steps)
    square = np.stack([first, first + steps + 1, first + steps + 2, first + 1], -1).reshape(-1, 4)
    squares = (np.arange(len(patches))[:, None, None] * (steps + 1) ** 2 + square).reshape(-1, 4)
    faces = np.concatenate([squares[:, [0, 1, 2]], squares[:, [0, 2, 3]]])
    _, kept, merged = np.unique(points.round(9), axis=0, return_index=True, return_inverse=True)
    faces = merged.reshape(-1)[faces]
    # Where a patch ends in one point, some triangles have no area.
    faces = faces[[len(set(face)) == 3 for face in faces.tolist()]]
    return points[kept], np.ascontiguousarray(faces, dtype=np.int32)


def _turned(profile: Floats) -> list[Floats]:
    """Four patches (4, 4, 3) about Z: rows along the profile, columns along the turn."""
    arm = np.array([(1.0, 0.0), (1.0, QUARTER), (QUARTER, 1.0), (0.0, 1.0)])
    quarter = np.empty((4, 4, 3))
    quarter[..., :2] = profile[:, None, :1] * arm
    quarter[..., 2] = profile[:, None, 1]
    patches = []
    for _ in range(4):
        patches.append(quarter)
        quarter = quarter[..., [1, 0, 2]] * (-1.0, 1.0, 1.0)
    return patches


def _limb(sections: tuple[tuple[tuple[float, ...], ...], ...]) -> list[Floats]:
    """Both halves of two patches: rows along the limb, columns around it from the inner to the outer edge."""
    before, middle, after = sections
    out = []
    for rows in ((*before, *middle), (*middle, *after)):
        patch = np.array([[(x, 0, z), (x, -w, z), (u, -w, v), (u, 0, v)] for x, z, u, v, w in rows])
        out += [patch[:, ::-1], patch * (1.0, -1.0, 1.0)]
    return out
