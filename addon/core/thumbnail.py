"""A cloud as a small picture: its points as shaded discs under a soft light, on a transparent ground.

Discs that lie in the surface ("surfels", Pfister et al. 2000, Surfels: Surface Elements as Rendering Primitives), a
depth buffer, and two things that make a shape readable at 128 pixels: creases are darkened where the depth buffer is
deeper than around it (Luft et al. 2006, Image Enhancement by Unsharp Masking the Depth Buffer), and a soft shadow on
the ground.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .colors import linear_to_srgb, srgb_to_linear

if TYPE_CHECKING:
    from .cloud import PointCloud

_Floats = NDArray[np.float32]

_SOLID = 0.35
"""Weight of the discs on a pixel from which on it is opaque; below it fades, which makes smooth edges."""
_MOST_POINTS = 8192
"""More discs than this do not show at 256 pixels."""
_MARGIN = 0.07
_AZIMUTH, _ELEVATION = math.radians(32.0), math.radians(20.0)
"""From where the camera looks: from the front (-Y), a little from the right (+X) and from above."""
_LIGHTS = (((-0.45, 0.62, 0.64), 0.78), ((0.85, 0.1, 0.5), 0.2), ((0.0, 1.0, 0.0), 0.12))
"""Key, fill and sky, in the camera's axes right, up, near; directions and strengths."""
_AMBIENT = 0.24
_CREASE, _SHADOW = 0.55, 0.42
"""How dark a crease and the ground below the object get."""


def thumbnail(cloud: PointCloud, size: int = 128) -> NDArray[np.uint8]:
    """Return a picture of a cloud, seen from the front, a little from the right and from above.

    Parameters
    ----------
    cloud
        In the model frame; points without a normal (length zero) are lit as if they faced the camera.
    size
        Pixels along a side.

    Returns
    -------
    (size, size, 4) uint8, rows from the top: display-referred sRGB and straight alpha. Transparent when there are no
    points.
    """
    if not len(cloud):
        return np.zeros((size, size, 4), np.uint8)
    step = -(-len(cloud) // _MOST_POINTS)
    positions, axes = cloud.positions[::step], _camera()
    seen = positions @ axes.T
    normals = cloud.normals[::step] @ axes.T
    # A normal that points away belongs to a thin wall's other side, or was guessed wrong: what is seen faces us.
    normals[normals[:, 2] < 0] *= -1
    normals[np.einsum("ij,ij->i", normals, normals) < 0.25] = 0, 0, 1
    on_screen, scale = _fitted(seen, size)
    radius = min(max(_disc_radius(positions) * scale, 1.3), size / 12)
    colors = srgb_to_linear(cloud.colors[::step]) * _light(normals)[:, None]
    order = np.argsort(on_screen[:, 2])
    light, alpha, depth = _splatted(on_screen[order], normals[order], colors[order], radius, size)
    light *= (1 - _CREASE * _creases(depth))[..., None] * alpha
    floor = _shadow(positions, axes, seen, size)[..., None] * (1 - alpha)
    whole = alpha + floor
    result = np.empty((size, size, 4), np.uint8)
    result[..., :3] = linear_to_srgb(np.clip(light / np.maximum(whole, 1e-6), 0, 1)) * 255 + 0.5
    result[..., 3:] = whole * 255 + 0.5
    return result


def _camera() -> _Floats:
    """Return the camera's axes right, up and near as rows, in the model frame."""
    a, e = _AZIMUTH, _ELEVATION
    near = np.array([math.sin(a) * math.cos(e), -math.cos(a) * math.cos(e), math.sin(e)])
    right = np.array([math.cos(a), math.sin(a), 0.0])
    return np.stack([right, np.cross(near, right), near]).astype(np.float32)


def _fitted(seen: _Floats, size: int) -> tuple[_Floats, float]:
    """Return (N, 3) column, row from the top and depth, all in pixels, and pixels for each unit of the frame."""
    low, high = seen.min(axis=0), seen.max(axis=0)
    longest = max(float((high - low)[:2].max()), 1e-6)
    scale = (1 - 2 * _MARGIN) * size / longest
    result = (seen - (low + high) / 2) * np.float32(scale)
    result[:, 1] *= -1
    result[:, :2] += size / 2
    return result, scale


def _disc_radius(positions: _Floats) -> float:
    """Return how large discs must be to touch, in the frame's units: from the area that the points seem to cover."""
    count = len(positions)
    cells = min(max(int(math.sqrt(count) / 4), 4), 48)
    low = positions.min(axis=0)
    step = max(float((positions - low).max()), 1e-6) / cells
    grid = np.minimum(((positions - low) / step).astype(np.int64), cells - 1)
    filled = len(np.unique(grid @ np.array([1, cells, cells * cells])))
    # A plane that crosses a grid of cells fills about one and a half cells for each cell's face of area.
    return 1.4 * math.sqrt(filled * step * step / 1.5 / count)


def _splatted(
    points: _Floats, normals: _Floats, colors: _Floats, radius: float, size: int
) -> tuple[_Floats, _Floats, _Floats]:
    """Draw discs, which come from far to near.

    Returns
    -------
    light : (size, size, 3) float32
        The mean colour of the discs that lie nearest.
    alpha : (size, size, 1) float32
        How far they cover the pixel.
    depth : (size, size) float32
        Grows towards the camera; 0 where there is no disc.
    """
    reach = math.ceil(radius)
    line = size + 2 * reach
    # Columns and rows of the pixels that a disc may cover, from the one with its centre.
    around = np.array(
        [(x, y) for y in range(-reach, reach + 1) for x in range(-reach, reach + 1) if math.hypot(x, y) < radius + 0.7],
        np.float32,
    )
    corner = np.floor(points[:, :2])
    offset = corner + np.float32(0.5) - points[:, :2]
    x, y = offset[:, :1] + around[:, 0], offset[:, 1:] + around[:, 1]
    lean = -normals[:, :2] / np.maximum(normals[:, 2:], 0.35)
    rise = lean[:, :1] * x + lean[:, 1:] * y
    near = 1 - (x * x + y * y + rise * rise) / np.float32(radius * radius)
    hit = near > 0
    steps = (around @ np.array([1, line])).astype(np.int32)
    start = ((corner + reach) @ np.array([1, line])).astype(np.int32)
    at = (start[:, None] + steps)[hit]
    height = (points[:, 2:] - points[:, 2].min() + np.float32(2 * radius) + rise)[hit]
    depth = np.zeros(line * line, np.float32)
    # Of several discs on one pixel the last one written stays, which is the nearest.
    depth[at] = height
    weight = near[hit]
    cover = np.bincount(at, weight, line * line)
    front = height > depth[at] - np.float32(1.5 * radius)
    at, weight = at[front], weight[front]
    rows = np.nonzero(hit)[0][front]
    total = np.bincount(at, weight, line * line)
    channels = [
        np.bincount(at, weight * colors[rows, each], line * line) / np.maximum(total, 1e-9) for each in range(3)
    ]
    inside = slice(reach, reach + size)
    light, alpha, depth = (
        each.reshape(line, line, -1)[inside, inside].astype(np.float32)
        for each in (np.stack(channels, axis=-1), np.clip(cover / _SOLID, 0, 1), depth)
    )
    return light, alpha, depth[..., 0]


def _light(normals: _Floats) -> _Floats:
    """Return (N,) how bright each point is."""
    total = np.full(len(normals), _AMBIENT, np.float32)
    for direction, strength in _LIGHTS:
        unit = np.array(direction, np.float32) / np.linalg.norm(direction)
        total += np.float32(strength) * np.maximum(normals @ unit.astype(np.float32), 0)
    return total


def _creases(depth: _Floats) -> _Floats:
    """Return (size, size) in [0, 1] how much deeper each pixel lies than those around it."""
    reach = max(len(depth) // 28, 1)
    covered = depth > 0
    around = _blurred(depth, reach) / np.maximum(_blurred(covered.astype(np.float32), reach), 1e-6)
    return np.where(covered, np.clip((around - depth) / (2.5 * reach), 0, 1), 0).astype(np.float32)


def _shadow(positions: _Floats, axes: _Floats, seen: _Floats, size: int) -> _Floats:
    """Return (size, size) how dark the ground is below the points."""
    dropped = positions.copy()
    height = dropped[:, 2] - dropped[:, 2].min()
    dropped[:, 2] -= height
    low, high = seen.min(axis=0), seen.max(axis=0)
    scale = (1 - 2 * _MARGIN) * size / max(float((high - low)[:2].max()), 1e-6)
    on_screen = (dropped @ axes.T - (low + high) / 2) * np.float32(scale)
    x = np.clip(on_screen[:, 0] + size / 2, 0, size - 1).astype(np.int64)
    y = np.clip(size / 2 - on_screen[:, 1], 0, size - 1).astype(np.int64)
    reached = np.zeros(size * size, np.float32)
    # What is high above the ground shades it less.
    order = np.argsort(-height)
    reached[(y * size + x)[order]] = np.clip(1 - height[order] / 0.5, 0.15, 1)
    soft = _blurred(_blurred(reached.reshape(size, size), max(size // 32, 1)), max(size // 24, 1))
    edge = np.minimum(np.arange(size), np.arange(size)[::-1]) / max(size * _MARGIN, 1)
    fade = np.clip(edge, 0, 1).astype(np.float32)
    dark: _Floats = (np.clip(soft * 2.2, 0, 1) * _SHADOW * fade[:, None] * fade[None, :]).astype(np.float32)
    return dark


def _blurred(values: _Floats, reach: int) -> _Floats:
    """Return the mean over a square of 2 reach + 1 elements, twice, so that it has no corners."""
    for _ in range(2):
        for axis in (0, 1):
            padded = np.pad(values, [(reach + 1, reach) if each == axis else (0, 0) for each in (0, 1)])
            sums = np.cumsum(padded, axis=axis, dtype=np.float64)
            wide = 2 * reach + 1
            late, early = (sums[wide:], sums[:-wide]) if axis == 0 else (sums[:, wide:], sums[:, :-wide])
            values = ((late - early) / wide).astype(np.float32)
    return values
