"""A reference image of any size and mode as the square cut-out that the image encoder was trained on."""

import numpy as np
from PIL import Image

from ...core.cutout import AUTOMATIC, CutOut
from .cutout import alpha_of
from .pixels import BadImageError, Floats, read_pixels

__all__ = ["MARGIN", "OPAQUE", "SIZE", "BadImageError", "prepare_image"]

SIZE = 64
MARGIN = 0.08
"""Empty border on each side, as a share of the object's longer side."""
NEUTRAL = 0.5
"""Grey behind the object: 0 once the colours are scaled to [-1, 1]."""
OPAQUE = 0.05
"""Alpha above which a pixel belongs to the object."""


def prepare_image(image: Image.Image, corrections: CutOut = AUTOMATIC) -> Floats:
    """The object of ``image``, cut out as `cutout.cut_out` does, centred and scaled.

    Returns
    -------
    (4, 64, 64) float32 in [-1, 1]
        RGB over neutral grey, and alpha.

    Raises
    ------
    BadImageError
        If the image cannot be read, or shows no object.
    """
    pixels = read_pixels(image)
    alpha = alpha_of(pixels, corrections)
    rows, columns = (np.flatnonzero((alpha > OPAQUE).any(axis=axis)) for axis in (1, 0))
    if rows.size < 2 or columns.size < 2:
        raise BadImageError("There is no object in the reference image: it is blank, transparent or a line.")
    cut_out = np.concatenate([(pixels[..., :3] - NEUTRAL) * alpha[..., None], alpha[..., None]], axis=-1)
    cut_out = cut_out[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    square = _resize(_centre(cut_out), SIZE)
    square[..., :3] *= 2
    square[..., 3] = 2 * square[..., 3] - 1
    return np.ascontiguousarray(square.transpose(2, 0, 1).clip(-1, 1))


def _centre(cut_out: Floats) -> Floats:
    """The cut-out, (h, w, 4), in the middle of a transparent square with a margin."""
    height, width, channels = cut_out.shape
    side = round(max(height, width) * (1 + 2 * MARGIN))
    square = np.zeros((side, side, channels), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = cut_out
    return square


def _resize(square: Floats, size: int) -> Floats:
    """Each channel, (side, side, C), resampled to (size, size, C) in floating point (premultiplied: no halo)."""
    planes = [
        np.asarray(Image.fromarray(plane).resize((size, size), Image.Resampling.BILINEAR))
        for plane in np.moveaxis(square, -1, 0)
    ]
    return np.stack(planes, axis=-1)
