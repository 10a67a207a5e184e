"""The sixteen named colours of display-referred sRGB: how they are drawn and how they are read back.

Hue is in degrees, saturation and value in [0, 1], all of display-referred sRGB.
"""

from __future__ import annotations

import colorsys

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .mesh import RGB
from .streams import between

NAMES = (
    "red",
    "orange",
    "yellow",
    "green",
    "blue",
    "purple",
    "pink",
    "brown",
    "white",
    "gray",
    "black",
    "turquoise",
    "lime",
    "navy",
    "maroon",
    "beige",
)

# Hue, saturation and value ranges to draw from. Each lies well inside the region that `names_of` gives its name.
RANGES: dict[str, tuple[tuple[float, float], tuple[float, float], tuple[float, float]]] = {
    "red": ((-8, 6), (0.80, 0.97), (0.65, 0.92)),
    "orange": ((24, 34), (0.85, 1.0), (0.90, 1.0)),
    "yellow": ((48, 58), (0.70, 0.95), (0.90, 1.0)),
    "green": ((95, 140), (0.55, 0.90), (0.40, 0.80)),
    "blue": ((208, 238), (0.65, 0.95), (0.50, 0.95)),
    "purple": ((264, 286), (0.50, 0.85), (0.45, 0.80)),
    "pink": ((318, 342), (0.30, 0.60), (0.90, 1.0)),
    "brown": ((18, 30), (0.55, 0.80), (0.32, 0.50)),
    "white": ((0, 360), (0.0, 0.04), (0.93, 1.0)),
    "gray": ((0, 360), (0.0, 0.06), (0.42, 0.66)),
    "black": ((0, 360), (0.0, 0.30), (0.03, 0.12)),
    "turquoise": ((170, 184), (0.55, 0.90), (0.70, 0.95)),
    "lime": ((74, 86), (0.65, 0.95), (0.80, 1.0)),
    "navy": ((216, 240), (0.70, 0.95), (0.25, 0.36)),
    "maroon": ((-10, 2), (0.70, 0.95), (0.30, 0.44)),
    "beige": ((32, 46), (0.20, 0.36), (0.80, 0.95)),
}

# Upper hue bound of each saturated colour, in order; above the last one it is red again.
_HUES = (
    (14, "red"),
    (41, "orange"),
    (68, "yellow"),
    (91, "lime"),
    (160, "green"),
    (195, "turquoise"),
    (252, "blue"),
    (306, "purple"),
    (346, "pink"),
)


def draw(name: str, rng: np.random.Generator) -> RGB:
    """A colour of that name, sRGB in [0, 1]."""
    hue, saturation, value = (between(rng, *limits) for limits in RANGES[name])
    return colorsys.hsv_to_rgb((hue / 360.0) % 1.0, saturation, value)


def indices_of(rgb: ArrayLike) -> NDArray[np.int64]:
    """Index into `NAMES` for each colour.

    rgb : (..., 3) sRGB in [0, 1]
    """
    color = np.clip(np.asarray(rgb, float), 0.0, 1.0)
    value, low = color.max(-1), color.min(-1)
    spread = value - low
    safe = np.where(spread > 0, spread, 1.0)
    red, green, blue = color[..., 0], color[..., 1], color[..., 2]
    sixth = np.where(
        value == red,
        ((green - blue) / safe) % 6,
        np.where(value == green, (blue - red) / safe + 2, (red - green) / safe + 4),
    )
    hue = 60.0 * np.where(spread > 0, sixth, 0.0)
    saturation = spread / np.where(value > 0, value, 1.0)

    bounds = np.array([bound for bound, _ in _HUES])
    order = np.array([NAMES.index(name) for _, name in _HUES] + [NAMES.index("red")])
    index = order[np.searchsorted(bounds, hue, side="right")]
    # A dark orange is brown, a pale red is pink; a little of either side of orange goes with it.
    index = np.where((hue >= 8) & (hue < 48) & (value < 0.68), NAMES.index("brown"), index)
    index = np.where(((hue < 14) | (hue >= 346)) & (saturation < 0.62) & (value > 0.75), NAMES.index("pink"), index)
    index = np.where((hue < 8) | (hue >= 340), np.where(value < 0.54, NAMES.index("maroon"), index), index)
    index = np.where((hue >= 195) & (hue < 252) & (value < 0.43), NAMES.index("navy"), index)
    index = np.where((hue >= 68) & (hue < 91) & (value < 0.65), NAMES.index("green"), index)
    index = np.where((hue >= 22) & (hue < 56) & (saturation < 0.46) & (value >= 0.68), NAMES.index("beige"), index)
    index = np.where(saturation < 0.14, NAMES.index("gray"), index)
    index = np.where((saturation < 0.14) & (value > 0.82), NAMES.index("white"), index)
    return np.where(value < 0.22, NAMES.index("black"), index)


def name_of(rgb: ArrayLike) -> str:
    """The name of one colour (3,), sRGB in [0, 1]."""
    return NAMES[int(indices_of(rgb))]
