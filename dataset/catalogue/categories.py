"""The table of categories: which module makes each, what it may be called, and its natural colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .mesh import Description, Part
from .objects import (
    airplane,
    bed,
    bottle,
    car,
    chair,
    hammer,
    house,
    lamp,
    mug,
    mushroom,
    rocket,
    table,
    tree,
    vase,
)


@dataclass(frozen=True)
class Category:
    """One kind of object.

    nouns : names that fit every object of the kind, beside the category's own
    natural : pairs of primary and secondary colour that are drawn more often
    """

    family: str
    sample_params: Callable[[np.random.Generator], Any]
    build: Callable[[Any], tuple[Part, ...]]
    describe: Callable[[Any], Description]
    nouns: tuple[str, ...] = ()
    natural: tuple[tuple[str, str], ...] = ()


CATEGORIES: dict[str, Category] = {
    "chair": Category("furniture", chair.sample_params, chair.build, chair.describe, ("seat",)),
    "table": Category("furniture", table.sample_params, table.build, table.describe),
    "bed": Category("furniture", bed.sample_params, bed.build, bed.describe),
    "lamp": Category("furniture", lamp.sample_params, lamp.build, lamp.describe, ("light",)),
    "mug": Category("vessels", mug.sample_params, mug.build, mug.describe, ("cup", "coffee mug")),
    "bottle": Category("vessels", bottle.sample_params, bottle.build, bottle.describe),
    "vase": Category("vessels", vase.sample_params, vase.build, vase.describe, ("flower vase",)),
    "hammer": Category("tools", hammer.sample_params, hammer.build, hammer.describe, ("tool",), (("gray", "brown"),)),
    "car": Category("vehicles", car.sample_params, car.build, car.describe, ("automobile", "vehicle")),
    "airplane": Category("vehicles", airplane.sample_params, airplane.build, airplane.describe, ("plane", "aircraft")),
    "rocket": Category(
        "vehicles", rocket.sample_params, rocket.build, rocket.describe, ("spaceship",), (("white", "red"),)
    ),
    "house": Category("buildings", house.sample_params, house.build, house.describe, ("home", "building")),
    "tree": Category("nature", tree.sample_params, tree.build, tree.describe, (), (("green", "brown"),)),
    "mushroom": Category(
        "nature", mushroom.sample_params, mushroom.build, mushroom.describe, ("toadstool",), (("red", "white"),)
    ),
}
