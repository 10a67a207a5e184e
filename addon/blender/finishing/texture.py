"""Colours on triangles become the bytes of a square picture, with borders that no seam shows through."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...core.colors import linear_to_srgb
from .raster import covered, dilate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_CHUNK = 1 << 20
_FINE = 1 << 16
_ENCODED = np.rint(255 * linear_to_srgb(np.linspace(0, 1, _FINE, dtype=np.float32))).astype(np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Texels:
    """P texels that triangles cover: triangle (P,), weights (P, 3) of its corners."""

    triangle: NDArray[np.int32]
    weights: Floats


def margin(size: int) -> int:
    """Return how many texels around a chart are filled and kept free: 4 at 1K, and as far in every size."""
    return max(4, size // 256)


def rasterise(uv: NDArray[np.float64], size: int, colors_at: Callable[[Texels], Floats]) -> NDArray[np.uint8]:
    """Return a picture (size, size, 3), uint8, display-referred sRGB, first row at v = 0.

    Parameters
    ----------
    uv : (T, 3, 2)
        Charts at least `margin(size)` texels from each other; what lies outside [0, 1] is left out.
    size
        Texels a side.
    colors_at
        Returns scene-linear RGB (P, 3) for the texels it is asked for.
    """
    corners = uv * size
    triangle, x, y = covered(corners, size, size)
    image = np.zeros((size * size, 3), np.uint8)
    filled = np.zeros(size * size, np.bool_)
    index = y.astype(np.int64) * size + x
    origin = corners[:, 0]
    edges = corners[:, 1:] - origin[:, None]
    area = edges[:, 0, 0] * edges[:, 1, 1] - edges[:, 0, 1] * edges[:, 1, 0]
    inverse = np.stack([edges[:, 1, 1], -edges[:, 1, 0], -edges[:, 0, 1], edges[:, 0, 0]], axis=1)
    inverse = (inverse / np.where(np.abs(area) < 1e-12, 1.0, area)[:, None]).astype(np.float32)
    for start in range(0, len(triangle), _CHUNK):
        here = slice(start, start + _CHUNK)
        owner = triangle[here]
        dx = (x[here] + 0.5 - origin[owner, 0]).astype(np.float32)
        dy = (y[here] + 0.5 - origin[owner, 1]).astype(np.float32)
        part = inverse[owner]
        second, third = part[:, 0] * dx + part[:, 1] * dy, part[:, 2] * dx + part[:, 3] * dy
        weights = np.clip(np.stack([1 - second - third, second, third], axis=1), 0, 1)
        weights /= weights.sum(axis=1, keepdims=True)
        image[index[here]] = encoded(colors_at(Texels(owner, weights)))
    filled[index] = True
    if len(index):
        image[~filled] = np.rint(image[index].mean(axis=0)).astype(np.uint8)
    dilate(image, filled, size, margin(size))
    return image.reshape(size, size, 3)


def encoded(linear: Floats) -> NDArray[np.uint8]:
    """Encode scene-linear values as sRGB bytes."""
    picked: NDArray[np.uint8] = _ENCODED[np.clip(linear * (_FINE - 1) + 0.5, 0, _FINE - 1).astype(np.int32)]
    return picked


def png(image: NDArray[np.uint8]) -> bytes:
    """Return a PNG file of (H, W, 3) bytes whose first row is the lowest one (PNG 1.2; filter Sub)."""
    height, width, _ = image.shape
    rows = np.empty((height, 1 + 3 * width), np.uint8)
    rows[:, 0] = 1
    flat = image[::-1].reshape(height, 3 * width)
    rows[:, 1:4] = flat[:, :3]
    np.subtract(flat[:, 3:], flat[:, :-3], out=rows[:, 4:])

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = zlib.compress(rows.tobytes(), 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", content) + chunk(b"IEND", b"")
