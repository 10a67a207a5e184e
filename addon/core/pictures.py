"""Small pictures for the panel: the object of a picture on a checkerboard, with the drawn box. numpy only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .cutout import WHOLE, Box

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

SIDE = 224
_SQUARE = 14
"""Side of the checkerboard's squares in pixels."""
_LIGHT, _DARK = 0.42, 0.30
_BOX = (1.0, 0.62, 0.1)
"""Blender's selection orange: seen on light and on dark pictures."""


def fitted(pixels: Bytes, side: int = SIDE) -> Floats:
    """Return a picture, (H, W, C) uint8, so that its longer side is `side`, (h, w, C) in [0, 1].

    Shrunk pixels are means of up to four samples, which is enough at these sizes.
    """
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    size = max(1, round(height * scale)), max(1, round(width * scale))
    total = np.zeros((*size, pixels.shape[2]), np.float32)
    offsets = (0.25, 0.75) if scale < 1 else (0.5,)
    for down in offsets:
        rows = ((np.arange(size[0]) + down) * height / size[0]).astype(np.intp).clip(0, height - 1)
        for right in offsets:
            columns = ((np.arange(size[1]) + right) * width / size[1]).astype(np.intp).clip(0, width - 1)
            total += pixels[rows[:, None], columns]
    return np.asarray(total / np.float32(255 * len(offsets) ** 2), np.float32)


def checkerboard(height: int, width: int) -> Floats:
    """Return the pattern that stands for nothing, (height, width, 3)."""
    rows, columns = np.arange(height)[:, None] // _SQUARE, np.arange(width)[None, :] // _SQUARE
    grey = np.where((rows + columns) % 2, np.float32(_LIGHT), np.float32(_DARK))
    return np.repeat(grey[..., None], 3, axis=2)


def on_checkerboard(pixels: Bytes, box: Box = WHOLE, side: int = SIDE) -> Floats:
    """Return the object of a picture with straight alpha, (H, W, 4) uint8, on a checkerboard: (side, side, 4).

    The picture is centred, what it does not fill is clear, and a box that is not the whole of it is outlined. Rows
    come from the bottom, as Blender keeps pictures.
    """
    small = fitted(pixels, side)
    height, width = small.shape[:2]
    alpha = small[..., 3:]
    drawn = small[..., :3] * alpha + checkerboard(height, width) * (1 - alpha)
    if box != WHOLE:
        _outline(drawn, box)
    return _square(drawn, side)


def before(pixels: Bytes, box: Box = WHOLE, side: int = SIDE) -> Floats:
    """Return the picture as it was, otherwise as `on_checkerboard`."""
    drawn = fitted(pixels[..., :3], side)
    if box != WHOLE:
        _outline(drawn, box)
    return _square(drawn, side)


def faded(pixels: Bytes, share: float = 0.3) -> Floats:
    """Return the picture (H, W, 4) with what is not the object faded into a checkerboard, opaque, rows from the bottom.

    share : what is left of the background.
    """
    picture = pixels.astype(np.float32) / np.float32(255)
    alpha = picture[..., 3:] * (1 - share) + share
    drawn = picture[..., :3] * alpha + checkerboard(*pixels.shape[:2]) * (1 - alpha)
    return np.ascontiguousarray(np.concatenate([drawn, np.ones_like(alpha)], axis=-1)[::-1])


def _outline(drawn: Floats, box: Box) -> None:
    height, width = drawn.shape[:2]
    thick = max(2, max(height, width) // 80)
    left, right = (min(int(side * width), width - 1) for side in (box[0], box[2]))
    top, bottom = (min(int(side * height), height - 1) for side in (box[1], box[3]))
    for rows, columns in (
        (slice(top, top + thick), slice(left, right + 1)),
        (slice(max(0, bottom - thick + 1), bottom + 1), slice(left, right + 1)),
        (slice(top, bottom + 1), slice(left, left + thick)),
        (slice(top, bottom + 1), slice(max(0, right - thick + 1), right + 1)),
    ):
        drawn[rows, columns] = _BOX


def _square(drawn: Floats, side: int) -> Floats:
    height, width = drawn.shape[:2]
    square = np.zeros((side, side, 4), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width, :3] = drawn
    square[top : top + height, left : left + width, 3] = 1.0
    return np.ascontiguousarray(square[::-1])
