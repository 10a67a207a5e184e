"""Which pixels of a picture show the object: its alpha, and the artist's corrections to it."""

import math

import numpy as np
from PIL import Image

from ...core.cutout import Box, CutOut
from .pixels import BadImageError, Floats, read_pixels

AUTOMATIC = CutOut()
TRANSPARENT = 0.95
"""Alpha below which a pixel shows that the picture brings its own cut-out."""
MARGIN = 0.06
"""What is seen around a drawn box, as a share of its sides: there is background."""


def cut_out(image: Image.Image, corrections: CutOut = AUTOMATIC) -> Floats:
    """The object's alpha, in a picture of any size, mode and background.

    Transparency is the cut-out if there is any. Otherwise it is what differs from a smooth background (plain or a
    gradient, soft shadows allowed), and in front of a busy one what GrabCut finds. A picture in which no object can
    be told from its background is the object as a whole.

    Returns
    -------
    (H, W) float32 in [0, 1]
        Of the upright picture, made no larger than `pixels.WORKING_SIZE`.

    Raises
    ------
    BadImageError
        If the picture cannot be read.
    """
    return alpha_of(read_pixels(image), corrections)


def brings_alpha(pixels: Floats) -> bool:
    """Whether a picture (H, W, 4) has transparency, which then is its cut-out."""
    return bool(pixels[..., 3].min() < TRANSPARENT)


def alpha_of(pixels: Floats, corrections: CutOut = AUTOMATIC) -> Floats:
    """As `cut_out`, of pixels (H, W, 4) that `read_pixels` has made."""
    height, width = pixels.shape[:2]
    box, threshold = corrections.box, corrections.threshold
    inside = _rows_and_columns(box, height, width, 0.0)
    if brings_alpha(pixels) and not corrections.ignore_alpha:
        # The share that threshold has becomes one half; the usual threshold leaves alpha as it is.
        alpha = pixels[..., 3] ** np.float32(math.log(0.5) / math.log(threshold))
    else:
        from .foreground import foreground  # noqa: PLC0415 - OpenCV takes a while; most pictures bring their alpha

        around = _rows_and_columns(box, height, width, MARGIN)
        alpha = np.zeros((height, width), np.float32)
        alpha[around] = foreground(pixels[around][..., :3], threshold)
    if corrections.invert:
        alpha = 1 - alpha
    kept = np.zeros_like(alpha)
    kept[inside] = alpha[inside]
    return kept


def _rows_and_columns(box: Box, height: int, width: int, margin: float) -> tuple[slice, slice]:
    """Where a box lies in a picture, with a margin as a share of its own sides."""
    left, top, right, bottom = box
    across, down = (right - left) * margin, (bottom - top) * margin
    rows = slice(max(0, math.floor((top - down) * height)), min(height, math.ceil((bottom + down) * height)))
    columns = slice(max(0, math.floor((left - across) * width)), min(width, math.ceil((right + across) * width)))
    return rows, columns
