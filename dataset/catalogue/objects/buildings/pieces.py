"""Solids that several buildings share: roofs, battlements, arches, windows and hinges."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...curves import arc
from ...mesh import Floats, Joint, Mesh, turn
from ...solids import box, lathe, loft


def roof_shell(profile: ArrayLike, thickness: float, length: float, *, along: str = "y") -> Mesh:
    """Roof of even thickness whose under side follows a line over the walls.

    profile : (K, 2) from the left eave to the right one: x and z for a ridge along "y", y and z for one along "x"
    length : from one gable end to the other, centred at 0
    """
    low = np.asarray(profile, float)
    steps = np.diff(low, axis=0)
    normals = np.c_[-steps[:, 1], steps[:, 0]] / np.linalg.norm(steps, axis=1, keepdims=True)
    before, after = np.concatenate([normals[:1], normals]), np.concatenate([normals, normals[-1:]])
    # A mitre: both neighbours of a bend keep their thickness.
    mitre = (before + after) / (1.0 + (before * after).sum(axis=1, keepdims=True))
    high = low + thickness * mitre
    rings = [
        [(a[0], -length / 2, a[1]), (a[0], length / 2, a[1]), (b[0], length / 2, b[1]), (b[0], -length / 2, b[1])]
        for a, b in zip(low, high, strict=True)
    ]
    mesh = loft(rings)
    return mesh.rotated("z", np.pi / 2) if along == "x" else mesh


def gable(half: float, base: float, rise: float, overhang: float, sink: float = 0.0) -> Floats:
    """Profile (3, 2) of a gable roof over walls of half width `half`, sunk into their slopes by `sink`."""
    slope = rise / half
    eave = base - overhang * slope - sink
    return np.array([(-half - overhang, eave), (0.0, base + rise - sink), (half + overhang, eave)])


def hip_roof(size: ArrayLike, ridge: ArrayLike, base: float, eave: float, rise: float) -> Mesh:
    """Roof with four slopes, (x, y) `size` at its upright eave and `ridge` at its top."""
    rings = []
    for extent, z in ((size, base), (size, base + eave), (ridge, base + rise)):
        x, y = np.asarray(extent, float) / 2
        rings.append([(-x, -y, z), (x, -y, z), (x, y, z), (-x, y, z)])
    return loft(rings)


def battlement(half: float, thickness: float, levels: tuple[float, float, float], *, square: bool = False) -> Mesh:
    """Crown of eight merlons on a tower of radius `half`; `levels` are its foot, its notches and its top."""
    foot, notch, top = levels
    middle = ((0.0, top),) if square else ()
    rings = []
    for center in np.arange(8) * (np.pi / 4):
        for turned_by, height in ((-0.21, notch), (-0.17, top), *middle, (0.17, top), (0.21, notch)):
            cos, sin = np.cos(center + turned_by), np.sin(center + turned_by)
            reach = 1.0 / max(abs(cos), abs(sin)) if square else 1.0
            radii = np.array([half - thickness, half - thickness, half, half]) * reach
            rings.append(np.c_[radii * cos, radii * sin, [foot, height, height, foot]])
    return loft(rings, closed=True)


def battlement_wall(length: float, thickness: float, levels: tuple[float, float, float], merlons: int) -> Mesh:
    """Straight wall along X with merlons on it; `levels` are its foot, its notches and its top."""
    foot, notch, top = levels
    pitch = length / merlons
    edge = 0.06 * pitch
    rings = []
    for center in (np.arange(merlons) + 0.5) * pitch - length / 2:
        quarter = pitch * 0.28
        for x, z in ((-quarter - edge, notch), (-quarter, top), (quarter, top), (quarter + edge, notch)):
            y = thickness / 2
            rings.append([(center + x, -y, foot), (center + x, y, foot), (center + x, y, z), (center + x, -y, z)])
    # The first and the last notch reach to the wall's ends.
    for ring, x in ((rings[0], -length / 2), (rings[-1], length / 2)):
        ring[:] = [(x, y, z) for _, y, z in ring]
    return loft(rings)


def arch(width: float, height: float, pointed: bool = False) -> Floats:
    """Outline (N, 2) of a doorway on z = 0 with a round or a pointed top."""
    half = width / 2
    if pointed:
        side = arc(width, 0.0, np.pi / 3, 5) - np.array([half, 0.0])
        top = np.concatenate([side, (side * np.array([-1.0, 1.0]))[-2::-1]])
    else:
        top = arc(half, 0.0, np.pi, 9)
    spring = max(height - float(top[:, 1].max()), 0.2 * height)
    return np.concatenate([[(-half, 0.0), (half, 0.0)], top + np.array([0.0, spring])])


def window(width: float, height: float, out: float) -> tuple[Mesh, tuple[Mesh, ...]]:
    """Frame and two panes of a window towards -Y in a wall at y = 0, of which the panes stand out by `out`."""
    deep = 0.5 * width
    frame = box((width, deep, height), (0, deep / 2 - 0.45 * out, 0))
    pane = (0.36 * width, deep, 0.8 * height)
    panes = tuple(box(pane, (side * 0.22 * width, deep / 2 - out, 0)) for side in (-1, 1))
    return frame, panes


def hinge(x: float, y: float, z: float, side: int) -> Joint:
    """Joint of a door in a front wall: hung on its left (-1) or right (1) edge at x, it opens towards -Y."""
    return turn((x, y, z), (0.0, 0.0, 1.0), *((-1.9, 0.0) if side < 0 else (0.0, 1.9)))


def sided(profile: ArrayLike, sides: int, *, round_from: int = 12) -> Mesh:
    """Lathe about Z with few `sides`, one of them towards -Y, whose flats lie at the profile's radii."""
    flat = np.asarray(profile, float).copy()
    if sides < round_from:
        flat[:, 0] /= np.cos(np.pi / sides)
    return lathe(flat, segments=sides).rotated("z", np.pi / sides - np.pi / 2)


def grille(u: ArrayLike, z: ArrayLike, filled: ArrayLike, depth: float, *, radius: float = 0.0) -> Mesh:
    """Plate with rectangular holes as one solid: lattices, ladders, railings.

    u, z : (M + 1,) and (N + 1,) borders of the cells, rising; x and z of a flat plate centred on y = 0
    filled : (M, N) which cells are solid; solid cells must not touch at a corner only
    radius : with one, a ring about Z whose middle has it; u (M,) are then angles, the last cell ends at the first
    """
    solid = np.asarray(filled, bool)
    us, zs = np.asarray(u, float), np.asarray(z, float)
    columns = len(solid)
    ring = radius > 0.0
    index = np.arange(len(us) * len(zs) * 2).reshape(len(us), len(zs), 2)
    i, j = np.nonzero(solid)
    right = (i + 1) % columns if ring else i + 1
    padded = np.pad(solid, 1)
    if ring:
        padded[0, 1:-1], padded[-1, 1:-1] = solid[-1], solid[0]
    (fa, ba), (fb, bb) = index[i, j].T, index[right, j].T
    (fd, bd), (fc, bc) = index[i, j + 1].T, index[right, j + 1].T
    quads = [np.stack([fa, fb, fc, fd], -1), np.stack([ba, bd, bc, bb], -1)]
    sides = ((-1, 0, (fa, fd, bd, ba)), (1, 0, (fb, bb, bc, fc)), (0, -1, (fa, ba, bb, fb)), (0, 1, (fd, fc, bc, bd)))
    for di, dj, corners in sides:
        quads.append(np.stack(corners, -1)[~padded[i + 1 + di, j + 1 + dj]])
    quad = np.concatenate(quads)
    used, faces = np.unique(np.concatenate([quad[:, [0, 1, 2]], quad[:, [0, 2, 3]]]), return_inverse=True)
    a, b, c = (grid.ravel()[used] for grid in np.meshgrid(us, zs, [-depth / 2, depth / 2], indexing="ij"))
    vertices = np.stack([(radius - c) * np.cos(a), (radius - c) * np.sin(a), b] if ring else [a, c, b], -1)
    return Mesh(vertices, np.ascontiguousarray(faces.reshape(-1, 3), dtype=np.int32))


def lattice(width: float, height: float, holes: tuple[int, int], bar: float, depth: float) -> Mesh:
    """Upright plate centred at 0 with columns and rows of `holes` between bars."""
    borders = []
    for extent, count in zip((width, height), holes, strict=True):
        starts = np.linspace(-extent / 2, extent / 2 - bar, count + 1)
        borders.append(np.stack([starts, starts + bar], -1).ravel())
    filled = np.ones((2 * holes[0] + 1, 2 * holes[1] + 1), bool)
    filled[1::2, 1::2] = False
    return grille(borders[0], borders[1], filled, depth)


def railing(radius: float, low: float, high: float, posts: int, bar: float) -> Mesh:
    """Ring of `posts` under a rail, both `bar` thick, about Z."""
    half = 0.5 * bar / radius
    steps = np.array([-half, half, np.pi / posts])
    angles = (np.arange(posts)[:, None] * (2 * np.pi / posts) + steps).ravel()
    filled = np.zeros((3 * posts, 2), bool)
    filled[::3, 0] = filled[:, 1] = True
    return grille(angles, (low, high - bar, high), filled, bar, radius=radius)
