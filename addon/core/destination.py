"""Where a result goes in the scene, as plain data that survives undo, saving and loading."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from . import readers

Place = tuple[float, float, float]

TRIANGLES = (12, 5_000_000)
"""How few and how many triangles a result can be reduced to."""
MAX_TAGS = 32


class Then(StrEnum):
    """What becomes of the object whose place is taken."""

    HIDE = "hide"
    REMOVE = "remove"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Box:
    """A box to fill. Its own frame is the destination's: the middle of its bottom lies at the location.

    Attributes
    ----------
    size
        Its sides along its own X, Y and Z, in scene units; a side of 0 sets no limit.
    stretch
        Fill it on every axis; otherwise keep the object's proportions and stay inside.
    """

    size: Place
    stretch: bool = False

    @classmethod
    def from_json(cls, record: object) -> Box:
        """Read a JSON object. Raises PointsmithError BAD_SETTING."""
        known = _record("a box", record, {"size", "stretch"})
        size = _three("the box's size", known.get("size"))
        if not all(math.isfinite(side) and side >= 0 for side in size) or not any(size):
            raise readers.refused("the box's size must be three lengths, one of them more than 0")
        return cls(size, readers.switch("stretch", known.get("stretch", False)))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `from_json` of it is equal to this box."""
        return {"size": list(self.size), "stretch": self.stretch}


@dataclass(frozen=True, slots=True)
class AssetPlace:
    """How a result becomes an asset.

    Attributes
    ----------
    library
        Name of the artist's asset library that takes a copy; empty to mark it in this file alone.
    catalog
        Path of its catalogue, such as "Props/Furniture"; empty for one that its words decide.
    tags
        Beside those that its words give.
    """

    library: str = ""
    catalog: str = ""
    tags: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, record: object) -> AssetPlace:
        """Read a JSON object. Raises PointsmithError BAD_SETTING."""
        known = _record("an asset", record, {"library", "catalog", "tags"})
        tags = known.get("tags", [])
        if not isinstance(tags, list | tuple) or len(tags) > MAX_TAGS:
            raise readers.refused(f"tags must be a list of at most {MAX_TAGS} words")
        return cls(
            readers.text("library", known.get("library", "")),
            readers.text("catalog", known.get("catalog", "")),
            tuple(readers.text("a tag", tag) for tag in tags),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `from_json` of it is equal to this."""
        return {"library": self.library, "catalog": self.catalog, "tags": list(self.tags)}


@dataclass(frozen=True, slots=True)
class Destination:
    """A place in the scene, and what is done with a result there.

    Attributes
    ----------
    location
        Where the middle of the object's base comes to stand, in scene units.
    collection
        Name of the collection that takes it, made where there is none; empty for the active one.
    rotation
        XYZ Euler angles in radians; the object's up is +Z, its front -Y.
    box
        A box to fill instead of the size that the request asks for.
    replace
        Name of the object whose place it takes: its name, parent and collections; empty for none.
    then
        What becomes of that object.
    triangles
        At most so many; 0 leaves the surface as it is.
    flat
        Show every face flat, as low-poly models are.
    asset
        How it becomes an asset; None for a plain object.
    """

    location: Place = (0.0, 0.0, 0.0)
    collection: str = ""
    rotation: Place = (0.0, 0.0, 0.0)
    box: Box | None = None
    replace: str = ""
    then: Then = Then.HIDE
    triangles: int = 0
    flat: bool = False
    asset: AssetPlace | None = None

    @classmethod
    def from_json(cls, record: object) -> Destination:
        """Read a JSON object; what an older record does not name is left at its default.

        Raises
        ------
        PointsmithError
            BAD_SETTING.
        """
        known = _record("a destination", record, set(cls.__dataclass_fields__))
        nowhere = (0.0, 0.0, 0.0)
        triangles = readers.integer("triangles", known.get("triangles", 0))
        if triangles:
            readers.in_range("triangles", triangles, TRIANGLES)
        box, asset = known.get("box"), known.get("asset")
        return cls(
            location=_three("location", known.get("location", nowhere)),
            collection=readers.text("collection", known.get("collection", "")),
            rotation=_three("rotation", known.get("rotation", nowhere)),
            box=None if box is None else Box.from_json(box),
            replace=readers.text("replace", known.get("replace", "")),
            then=readers.choice(Then, "then", known.get("then", Then.HIDE)),
            triangles=triangles,
            flat=readers.switch("flat", known.get("flat", False)),
            asset=None if asset is None else AssetPlace.from_json(asset),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `from_json` of it is equal to this destination."""
        return {
            "location": list(self.location),
            "collection": self.collection,
            "rotation": list(self.rotation),
            "box": None if self.box is None else self.box.to_json(),
            "replace": self.replace,
            "then": str(self.then),
            "triangles": self.triangles,
            "flat": self.flat,
            "asset": None if self.asset is None else self.asset.to_json(),
        }


def _record(what: str, record: object, known: set[str]) -> dict[str, Any]:
    if not isinstance(record, dict):
        raise readers.refused(f"{what} must be an object")
    readers.known_keys(f"setting of {what}", record, known)
    return record


def _three(name: str, value: object) -> Place:
    if not isinstance(value, list | tuple) or len(value) != 3:
        raise readers.refused(f"{name} must be three numbers")
    x, y, z = (readers.number(name, each) for each in value)
    return x, y, z
