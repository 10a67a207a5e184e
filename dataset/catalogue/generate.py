"""One finished object from its category and seed."""

from __future__ import annotations

from .categories import CATEGORIES
from .mesh import Asset, normalised
from .palette import NAMES, NEUTRALS, draw
from .streams import chance, pick, stream

NATURAL = 0.25
"""How often an object of a kind with natural colours wears them."""


def generate(category: str, seed: int) -> Asset:
    """Draw, build, normalise and colour an object."""
    kind = CATEGORIES[category]
    params = kind.sample_params(stream(category, seed, "params"))
    names = stream(category, seed, "color names")
    primary = pick(names, NAMES)
    secondary = pick(names, [name for name in NAMES if name != primary])
    if kind.natural and chance(names, NATURAL):
        primary, secondary = pick(names, kind.natural)
    shades = stream(category, seed, "colors")
    colors = {"primary": draw(primary, shades), "secondary": draw(secondary, shades), **NEUTRALS}
    return Asset(category, seed, normalised(kind.build(params)), colors, primary, secondary, kind.describe(params))
