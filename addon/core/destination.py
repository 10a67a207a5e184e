"""Where a result goes in the scene, as plain data that survives undo, saving and loading."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from . import readers

Place = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Destination:
    """A place in the scene.

    Attributes
    ----------
    location
        Where the middle of the object's base comes to stand, in scene units.
    collection
        Name of the collection that takes it, made where there is none; empty for the active one.
    """

    location: Place = (0.0, 0.0, 0.0)
    collection: str = ""

    @classmethod
    def from_json(cls, record: object) -> Destination:
        """Read a JSON object. Raises PointsmithError BAD_SETTING."""
        if not isinstance(record, dict):
            raise readers.refused("a destination must be an object")
        readers.known_keys("setting of a destination", record, {"location", "collection"})
        location = record.get("location", (0.0, 0.0, 0.0))
        if not isinstance(location, list | tuple) or len(location) != 3:
            raise readers.refused("location must be three numbers")
        x, y, z = (readers.number("location", value) for value in location)
        return cls((x, y, z), readers.text("collection", record.get("collection", "")))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `from_json` of it is equal to this destination."""
        return {**asdict(self), "location": list(self.location)}
