"""One finished object from its category and seed."""

from __future__ import annotations

from .asset import Asset
from .categories import CATEGORIES
from .mesh import normalised
from .paint import draw_scheme, paints
from .params import draw


def generate(category: str, seed: int) -> Asset:
    """Draw, build, normalise and paint an object."""
    kind = CATEGORIES[category]
    params = draw(kind.params, category, seed)
    parts = normalised(kind.build(params))
    scheme = draw_scheme(category, seed, kind.natural, kind.finishes)
    return Asset(category, seed, parts, paints(parts, scheme, category, seed), scheme, params, kind.words(params))
