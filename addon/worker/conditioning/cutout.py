"""Which pixels of a picture show the object: its alpha, and the artist's corrections to it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from ...core.cutout import AUTOMATIC, Box, CutOut
from .box import box_place
from .pixels import Floats, read_pixels

if TYPE_CHECKING:
    from .foreground import Foreground

TRANSPARENT = 0.95
"""Alpha below which a pixel shows that the picture brings its own cut-out."""


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


def alpha_of(pixels: Floats, corrections: CutOut = AUTOMATIC, seen: dict[Box, Foreground] | None = None) -> Floats:
    """As `cut_out`, of pixels (H, W, 4) that `read_pixels` has made; `seen` keeps what was found in them."""
    threshold, box = corrections.threshold, corrections.box
    if brings_alpha(pixels) and not corrections.ignore_alpha:
        # The share that threshold has becomes one half; the usual threshold leaves alpha as it is.
        alpha = pixels[..., 3] ** np.float32(math.log(0.5) / math.log(threshold))
    else:
        from .foreground import Foreground  # noqa: PLC0415 - OpenCV takes a while; most pictures bring their alpha

        seen = {} if seen is None else seen
        if box not in seen:
            seen[box] = Foreground(np.ascontiguousarray(pixels[..., :3]), box)
        alpha = seen[box].alpha(threshold)
    if corrections.invert:
        alpha = 1 - alpha
    kept = np.zeros_like(alpha)
    inside = box_place(box, *alpha.shape)
    kept[inside] = alpha[inside]
    return kept
