"""The things that the model can make, by family, and the colours that it knows, as an artist looks for them."""

from __future__ import annotations

from functools import cache

from .lexicon import Kind
from .understanding import shipped

FAMILIES: dict[str, tuple[str, ...]] = {
    "Furniture": (
        *("chair", "stool", "bench", "sofa", "table", "desk", "bed", "lamp", "bookshelf", "dresser", "wardrobe"),
        *("chest", "clock"),
    ),
    "Vessels": (
        *("barrel", "bottle", "bowl", "bucket", "candlestick", "goblet", "mug", "pan", "pitcher", "pot", "teapot"),
        *("vase", "watering can"),
    ),
    "Tools": (
        *("hammer", "screwdriver", "axe", "saw", "wrench", "shovel", "pickaxe", "anvil", "toolbox", "padlock", "key"),
        *("flashlight", "sword"),
    ),
    "Vehicles": (
        *("car", "truck", "bus", "airplane", "rocket", "helicopter", "submarine", "locomotive", "sailboat", "tank"),
        *("tractor", "hot air balloon", "wheelbarrow"),
    ),
    "Buildings": (
        *("house", "castle", "church", "windmill", "lighthouse", "street lamp", "mailbox", "fire hydrant"),
        *("traffic light", "well", "water tower", "barn", "skyscraper"),
    ),
    "Plants and Food": (
        *("tree", "palm tree", "cactus", "flower", "mushroom", "apple", "pumpkin", "carrot", "cake", "ice cream"),
        "burger",
    ),
    "Animals and Toys": ("fish", "dog", "horse", "duck", "turtle", "snowman", "teddy bear", "robot"),
    "Shapes": (
        *("cube", "cylinder", "slab", "hexagon", "drum", "post", "ball", "cone", "pyramid", "dome", "egg", "ring"),
        "star",
    ),
}
"""Names of the lexicon's objects; in words, not in pictures, because the model's own words are these."""

COLORS: dict[str, tuple[float, float, float]] = {
    "red": (0.80, 0.11, 0.12),
    "orange": (0.95, 0.50, 0.10),
    "yellow": (0.97, 0.83, 0.15),
    "green": (0.20, 0.60, 0.22),
    "blue": (0.12, 0.32, 0.80),
    "purple": (0.50, 0.20, 0.65),
    "pink": (0.96, 0.56, 0.70),
    "brown": (0.45, 0.28, 0.14),
    "white": (0.95, 0.95, 0.93),
    "gray": (0.52, 0.53, 0.55),
    "black": (0.09, 0.09, 0.10),
    "turquoise": (0.18, 0.70, 0.68),
    "lime": (0.60, 0.82, 0.20),
    "navy": (0.10, 0.15, 0.40),
    "maroon": (0.45, 0.10, 0.16),
    "beige": (0.86, 0.78, 0.62),
}
"""The colours that the model knows by name, display-referred sRGB in [0, 1] for their swatches."""

FINISHES = ("matte", "glossy", "metal", "wooden", "striped", "checkered")
SIZES = ("big", "small", "tall", "short", "wide", "narrow", "long", "round", "square", "thick", "thin")
"""Shapes and sizes that were said of objects in training."""

ABSTRACT = "Shapes"
"""The family that a surprise is not drawn from."""


@cache
def known_families() -> dict[str, tuple[str, ...]]:
    """Return the families with the names that the shipped model has words for; raises as `shipped` does."""
    return {family: known for family, names in FAMILIES.items() if (known := tuple(filter(_is_known, names)))}


def family_of(name: str) -> str:
    """Return the family of an object's name; empty for one that is in none."""
    return next((family for family, names in FAMILIES.items() if name in names), "")


def kind_of(word: str) -> Kind | None:
    """Return whether a word of the menus is an object, a colour or an attribute; None for another one."""
    if family_of(word):
        return Kind.OBJECT
    if word in COLORS:
        return Kind.COLOUR
    return Kind.ATTRIBUTE if word in FINISHES + SIZES else None


def _is_known(name: str) -> bool:
    return shipped().knows(name.split())
