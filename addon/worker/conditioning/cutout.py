"""Which pixels of a picture show the object: its alpha, and the artist's corrections to it."""

import math

import numpy as np
from PIL import Image

from .pixels import BadImageError, Floats, read_pixels

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the picture's width and height, the origin at the top left."""

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
TRANSPARENT = 0.95
"""Alpha below which a pixel shows that the picture brings its own cut-out."""
MARGIN = 0.06
"""What is seen around a drawn box, as a share of its sides: there is background."""


def cut_out(image: Image.Image, *, threshold: float = 0.5, invert: bool = False, box: Box = WHOLE) -> Floats:
    """The object's alpha, in a picture of any size, mode and background.

    Transparency is the cut-out if there is any. Otherwise it is what differs from a smooth background (plain or a
    gradient, soft shadows allowed), and in front of a busy one what GrabCut finds. A picture in which no object can
    be told from its background is the object as a whole.

    threshold : in (0, 1). How far a pixel must differ to be the object's: less keeps more.
    invert : take the background for the object.
    box : the object lies within; what lies outside is background.

    Returns
    -------
    (H, W) float32 in [0, 1]
        Of the upright picture, made no larger than `pixels.WORKING_SIZE`.

    Raises
    ------
    BadImageError
        If the picture cannot be read, or a correction makes no sense.
    """
    return alpha_of(read_pixels(image), threshold=threshold, invert=invert, box=box)


def alpha_of(pixels: Floats, *, threshold: float = 0.5, invert: bool = False, box: Box = WHOLE) -> Floats:
    """As `cut_out`, of pixels (H, W, 4) that `read_pixels` has made."""
    if not 0 < threshold < 1:
        raise BadImageError("The cut-out's threshold must lie between 0 and 1.")
    height, width = pixels.shape[:2]
    inside = _rows_and_columns(box, height, width, 0.0)
    if pixels[..., 3].min() < TRANSPARENT:
        # The share that threshold has becomes one half; the usual threshold leaves alpha as it is.
        alpha = pixels[..., 3] ** np.float32(math.log(0.5) / math.log(threshold))
    else:
        from .foreground import foreground  # noqa: PLC0415 - OpenCV takes a while; most pictures bring their alpha

        around = _rows_and_columns(box, height, width, MARGIN)
        alpha = np.zeros((height, width), np.float32)
        alpha[around] = foreground(pixels[around][..., :3], threshold)
    if invert:
        alpha = 1 - alpha
    kept = np.zeros_like(alpha)
    kept[inside] = alpha[inside]
    return kept


def _rows_and_columns(box: Box, height: int, width: int, margin: float) -> tuple[slice, slice]:
    """Where a box lies in a picture, with a margin as a share of its own sides."""
    left, top, right, bottom = box
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise BadImageError("The box must have its corners within the picture, and a width and a height.")
    across, down = (right - left) * margin, (bottom - top) * margin
    rows = slice(max(0, math.floor((top - down) * height)), min(height, math.ceil((bottom + down) * height)))
    columns = slice(max(0, math.floor((left - across) * width)), min(width, math.ceil((right + across) * width)))
    return rows, columns
