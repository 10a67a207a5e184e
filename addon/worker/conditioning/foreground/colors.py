"""Colours and places of a picture's pixels, as the search for the object needs them."""

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


def lab_of(rgb: Floats) -> Floats:
    """CIE L*a*b* over 100, (H, W, 3), of display-referred sRGB in [0, 1]: distances are as people see them."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB), np.float32) / np.float32(100)


def shrunk(rgb: Floats, side: int) -> Floats:
    """The picture, (H, W, C), averaged so that no side is longer than ``side``."""
    height, width = rgb.shape[:2]
    factor = side / max(height, width)
    if factor >= 1:
        return np.ascontiguousarray(rgb)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.float32)


def border(shape: tuple[int, ...], share: float) -> Mask:
    """The pixels, (H, W), within ``share`` of the shorter side from the edge; at least one pixel deep."""
    depth = max(1, round(min(shape[:2]) * share))
    mask = np.ones(shape[:2], np.bool_)
    mask[depth:-depth, depth:-depth] = False
    return mask
