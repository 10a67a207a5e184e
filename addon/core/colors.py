"""Display-referred sRGB and scene-linear colour (IEC 61966-2-1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def srgb_to_linear(srgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Decode sRGB in [0, 1], any shape, to linear light in [0, 1], float32."""
    low = srgb / 12.92
    high = ((np.maximum(srgb, 0.0) + 0.055) / 1.055) ** 2.4
    return np.where(srgb <= 0.04045, low, high).astype(np.float32)


def linear_to_srgb(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """Encode linear light in [0, 1], any shape, as sRGB in [0, 1], float32."""
    low = linear * 12.92
    high = 1.055 * np.maximum(linear, 0.0) ** (1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, low, high).astype(np.float32)
