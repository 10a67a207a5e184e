"""From an opaque picture to the alpha of its object."""

import cv2
import numpy as np

from ....core.cutout import WHOLE, Box
from ..box import Place, box_place
from . import busy, smooth
from .colors import Floats, border, shrunk

SIDE = 320
"""The object is looked for in a picture no larger than this, which bounds the time."""
SMALLEST = 8
"""A picture with a shorter side holds no object that could be told from a background."""
SPECK = 0.03
"""Parts smaller than this share of the largest are dropped."""
PINHOLE = 0.001
"""Holes smaller than this share of the object are filled."""
SOFT = 0.6
"""Standard deviation, in pixels, of the blur that smooths the edge's stairs."""
STRAIGHT = 0.2
"""What that blur leaves beside a straight edge, which stays as sharp and where it is."""
LEAST, MOST = 0.003, 0.95
"""Shares of the picture between which an object's area lies; a box may be filled by it."""
AROUND = 0.1
"""What is seen around a drawn box, as a share of its sides: there is background."""


class Foreground:
    """What in a picture is the object, for any threshold: what takes time is done once.

    Without a box the object is looked for everywhere. With one, a smooth background is that of the whole picture, so
    that the box may cut through the object; otherwise it is what lies just outside the box.

    Parameters
    ----------
    rgb
        (H, W, 3) display-referred sRGB in [0, 1].
    box
        The object lies within.
    """

    def __init__(self, rgb: Floats, box: Box = WHOLE) -> None:
        height, width = self._shape = rgb.shape[:2]
        self._inside = np.zeros(self._shape, np.bool_)
        self._inside[box_place(box, height, width)] = True
        self._around: Place = (slice(None), slice(None))
        small = shrunk(rgb, SIDE)
        self._likeness: Floats | None = None
        if min(small.shape[:2]) < SMALLEST:
            return
        background = smooth.fit_background(small)
        if box != WHOLE and not background.explains_border:
            self._around = box_place(box, height, width, AROUND)
            small = shrunk(rgb[self._around], SIDE)
            if min(small.shape[:2]) < SMALLEST:
                return
            background = smooth.fit_background(small)
        within = self._inside[self._around].astype(np.uint8)
        self._within = cv2.resize(within, small.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0
        self._smooth = background.explains_border
        if self._smooth:
            self._likeness = smooth.likeness(small, background)
        else:
            self._likeness = busy.likeness(small, self._within)

    def alpha(self, threshold: float) -> Floats:
        """The object's alpha, (H, W) in [0, 1].

        All ones within the box where no object can be told from its background; all zeros where a smooth background is
        all there is.
        """
        found = self._found(threshold)
        if found is None:
            return self._inside.astype(np.float32)
        alpha = np.zeros(self._shape, np.float32)
        height, width = alpha[self._around].shape
        alpha[self._around] = cv2.resize(found, (width, height), interpolation=cv2.INTER_LINEAR)
        return np.where(self._inside, alpha, np.float32(0))

    def _found(self, threshold: float) -> Floats | None:
        """The alpha in the smaller picture; None where no object can be told."""
        if self._likeness is None:
            return None
        mask = (self._likeness > threshold) & self._within
        if self._smooth and not mask.any():
            return np.zeros(mask.shape, np.float32)
        mask = _sound(mask)
        most = MOST if self._within.all() else 1.0
        if not LEAST < mask.sum() / max(1, self._within.sum()) <= most or mask[border(mask.shape, 0)].mean() > MOST:
            return None
        blurred = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), SOFT, borderType=cv2.BORDER_REPLICATE)
        return np.asarray(((blurred - STRAIGHT) / (1 - 2 * STRAIGHT)).clip(0, 1), np.float32)


def _sound(mask: np.ndarray) -> np.ndarray:
    """The mask without specks and pinholes; larger holes, as a handle has, stay."""
    largest = _areas(mask)[0].max(initial=0)
    kept = _without(mask, SPECK * largest)
    return ~_without(~kept, PINHOLE * np.count_nonzero(kept))


def _areas(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Area of each connected part, and the part of each pixel; 0 is what is not in the mask."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    return areas, labels


def _without(mask: np.ndarray, area: float) -> np.ndarray:
    """The mask's parts of at least ``area`` pixels."""
    areas, labels = _areas(mask)
    return np.asarray((areas >= max(area, 1))[labels] & mask)
