"""The object before a smooth background: one colour, a gradient, soft shadows."""

from dataclasses import dataclass

import cv2
import numpy as np

from .barrier import barrier, contrast
from .colors import Floats, border, lab_of, shrunk

BORDER = 0.04
BARRIER_SIDE = 256
LEAST_DISTANCE = 0.06
"""Colour distance (CIE L*a*b* over 100) from the background at which a pixel is as likely the object's."""
PLAIN_RANGE = 0.05
CERTAIN = 4.0
"""Multiple of it from which a pixel is the object's without an edge around it, in front of a gradient."""
LEAST_BARRIER = 0.045
"""Contrast around a pixel at which it is as likely the object's as a shadow's or a gradient's."""
LEAST_SLOPE, MOST_SLOPE = 0.02, 0.06
"""Bounds of the contrast between neighbours that shadows, gradients and noise may have."""
FRINGE = 0.5
"""Share of the largest distance nearby below which an outline's pixel is background."""
DARKEST = 0.25
"""Share of the light that a shadow leaves at least."""
SHADOW_TINT = 0.05
"""How far a shadow's colour may be from the darkened background's, RGB in [0, 1]."""
SMOOTH_SPREAD = 0.03
OUTLIERS = 0.35
"""Share of the border that the object may cover."""


@dataclass(frozen=True)
class Background:
    """A surface of second degree through the border's colours.

    colors : (H, W, 3) display-referred sRGB
    spread : of the border's colours about it, a standard deviation that outliers do not sway, L*a*b* over 100
    outliers : share of the border that it does not explain
    """

    colors: Floats
    spread: float
    outliers: float

    @property
    def is_plain(self) -> bool:
        """Whether it is one colour all over."""
        lab = lab_of(self.colors).reshape(-1, 3)
        return float(np.linalg.norm(np.ptp(lab, axis=0))) < PLAIN_RANGE

    @property
    def explains_border(self) -> bool:
        """Whether there is a smooth background."""
        return self.spread < SMOOTH_SPREAD and self.outliers < OUTLIERS


def fit_background(rgb: Floats) -> Background:
    """Fit the surface by least squares, reweighted (Cauchy) so that an object at the border does not count."""
    height, width = rgb.shape[:2]
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    edge = border(rgb.shape, BORDER)
    known, colors = terms[edge], rgb[edge].astype(np.float64)
    weights = np.ones(len(known))
    for _ in range(8):
        factors = np.linalg.lstsq(known * weights[:, None], colors * weights[:, None], rcond=None)[0]
        misfit = np.linalg.norm(known @ factors - colors, axis=1)
        scale = 3 * max(float(np.median(misfit)), 0.004)
        weights = 1 / np.sqrt(1 + (misfit / scale) ** 2)
    surface = np.asarray((terms @ factors).clip(0, 1), np.float32)
    distance = np.linalg.norm(lab_of(surface) - lab_of(rgb), axis=-1)[edge]
    spread = 1.48 * float(np.median(distance))
    return Background(surface, spread, float((distance > max(4 * spread, LEAST_DISTANCE)).mean()))


def likeness(rgb: Floats, background: Background) -> Floats:
    """How sure each pixel of ``rgb`` is the object's, (H, W) in [0, 1]; one half where it may as well not be.

    It is the distance from the background's colour; what may be a shadow must have an edge around it as well.
    """
    distance = np.linalg.norm(lab_of(rgb) - lab_of(background.colors), axis=-1)
    distance /= max(LEAST_DISTANCE, 4 * background.spread)
    unsure = _may_be_shadow(rgb, background.colors)
    if not background.is_plain:
        # The middle of a gradient does not follow from its border.
        unsure |= distance < CERTAIN
    distance = np.where(unsure, np.minimum(distance, _edged(rgb, background)), distance)
    distance = _without_fringe(np.asarray(distance, np.float32))
    return np.asarray(distance / (1 + distance), np.float32)


def _without_fringe(distance: Floats) -> Floats:
    """Distances lowered at the outline, where a pixel that is mostly background is tinted by the object beside it."""
    near = np.ones((5, 5), np.uint8)
    outline = cv2.erode(distance, near) < 1
    mixed = distance / np.maximum(FRINGE * cv2.dilate(distance, near), 1e-6)
    return np.where(outline & (mixed < 1), np.minimum(distance, mixed), distance)


def _may_be_shadow(rgb: Floats, behind: Floats) -> np.ndarray:
    """Where a pixel has the background's colour, darkened."""
    light = (rgb * behind).sum(axis=-1) / np.maximum((behind * behind).sum(axis=-1), 1e-4)
    tint = np.linalg.norm(rgb - light[..., None] * behind, axis=-1)
    return np.asarray((light > DARKEST) & (light < 1.02) & (tint < SHADOW_TINT))


def _edged(rgb: Floats, background: Background) -> Floats:
    """Contrast between a pixel and the border, (H, W); 1 is as likely the object."""
    small, behind = shrunk(rgb, BARRIER_SIDE), shrunk(background.colors, BARRIER_SIDE)
    difference = lab_of(small) - lab_of(behind)
    noise = float(np.quantile(contrast(difference)[border(small.shape, BORDER)], 0.9))
    found = barrier(difference, min(max(LEAST_SLOPE, 1.2 * noise), MOST_SLOPE), block=2) / np.float32(LEAST_BARRIER)
    return np.asarray(cv2.resize(found, rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)
