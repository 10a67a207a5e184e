"""Reference pictures as the published networks know them: one object, whole, in front of white."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ...core.cutout import AUTOMATIC, CutOut
from ..conditioning.cutout import alpha_of
from ..conditioning.pixels import BadImageError, read_pixels

_SHARE = 0.72
"""How much of the picture's side the object takes up: its share in the pictures that OpenAI published with the code."""
_OPAQUE = 0.05
"""Alpha above which a pixel belongs to the object."""


def framed(image: Image.Image, corrections: CutOut = AUTOMATIC) -> Image.Image:
    """The object of a picture of any size, mode and background, cut out, on a white square.

    Raises
    ------
    BadImageError
        If the picture cannot be read, or shows no object.
    """
    pixels = read_pixels(image)
    alpha = alpha_of(pixels, corrections)
    rows, columns = (np.flatnonzero((alpha > _OPAQUE).any(axis=axis)) for axis in (1, 0))
    if rows.size < 2 or columns.size < 2:
        raise BadImageError("There is no object in the reference image: it is blank, transparent or a line.")
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    cut_out = 1 + (pixels[box][..., :3] - 1) * alpha[box][..., None]
    height, width = cut_out.shape[:2]
    side = round(max(height, width) / _SHARE)
    square = np.ones((side, side, 3), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = cut_out
    return Image.fromarray((square.clip(0, 1) * 255).round().astype(np.uint8))
