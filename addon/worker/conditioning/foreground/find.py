"""From an opaque picture to the alpha of its object."""

import cv2
import numpy as np

from ....core.cutout import Box
from ..box import Place, box_place
from . import busy, smooth
from .colors import Floats, Mask, border, shrunk

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
AROUND = 0.15
"""What is seen around a drawn box, as a share of its sides: there is background."""


def foreground(rgb: Floats, threshold: float) -> Floats:
    """Alpha, (H, W) in [0, 1], of the object in display-referred sRGB (H, W, 3) in [0, 1].

    All ones where no object can be told from its background; all zeros where a smooth background is all there is.
    """
    return _found(rgb, threshold, np.ones(rgb.shape[:2], np.bool_))


def foreground_in_box(rgb: Floats, threshold: float, box: Box) -> Floats:
    """As `foreground`, of the object that lies within a box; all zeros outside it.

    A smooth background is that of the whole picture, so that the box may cut through the object; otherwise it is what
    lies just outside the box.
    """
    height, width = rgb.shape[:2]
    alpha = np.zeros((height, width), np.float32)
    inside = np.zeros((height, width), np.bool_)
    inside[box_place(box, height, width)] = True
    if smooth.fit_background(shrunk(rgb, SIDE)).explains_border:
        around: Place = (slice(None), slice(None))
    else:
        around = box_place(box, height, width, AROUND)
    alpha[around] = _found(rgb[around], threshold, inside[around])
    return np.where(inside, alpha, np.float32(0))


def _found(rgb: Floats, threshold: float, inside: Mask) -> Floats:
    """The alpha of what is found where ``inside`` (H, W) says that the object may be."""
    whole = np.ones(rgb.shape[:2], np.float32)
    small = shrunk(rgb, SIDE)
    if min(small.shape[:2]) < SMALLEST:
        return whole
    within = cv2.resize(inside.astype(np.uint8), small.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0
    background = smooth.fit_background(small)
    if background.explains_border:
        mask = (smooth.likeness(small, background) > threshold) & within
        if not mask.any():
            return np.zeros_like(whole)
    else:
        mask = (busy.likeness(small, within) > threshold) & within
    mask = _sound(mask)
    if not LEAST < mask.sum() / within.sum() <= (MOST if within.all() else 1):
        return whole
    if mask[border(mask.shape, 0)].mean() > MOST:
        return whole
    blurred = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), SOFT, borderType=cv2.BORDER_REPLICATE)
    alpha = ((blurred - STRAIGHT) / (1 - 2 * STRAIGHT)).clip(0, 1)
    return np.asarray(cv2.resize(alpha, rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)


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
