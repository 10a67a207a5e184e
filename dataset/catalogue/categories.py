"""The table of categories, by family."""

from __future__ import annotations

from .kinds import Kind
from .objects import abstract, buildings, furniture, living, tools, vehicles, vessels

FAMILIES: dict[str, tuple[Kind, ...]] = {
    "furniture": furniture.KINDS,
    "vessels and tableware": vessels.KINDS,
    "tools and hardware": tools.KINDS,
    "vehicles": vehicles.KINDS,
    "buildings and street": buildings.KINDS,
    "nature, food, animals and toys": living.KINDS,
    "abstract": abstract.KINDS,
}

CATEGORIES: dict[str, Kind] = {kind.name: kind for kinds in FAMILIES.values() for kind in kinds}
