"""How points become a mesh: what an artist chooses, without generating again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from . import readers

RESOLUTION = (32, 512)


@dataclass(frozen=True, slots=True)
class SurfaceSettings:
    """Immutable; `validated` proves it before it goes anywhere.

    Attributes
    ----------
    resolution
        Voxels along the longest side of the object.
    sharp
        Edges and corners as sharp as the points' normals say, instead of rounded by a voxel or two.
    open_holes
        Leave out what no point lies near, as for a scan that shows one side; the mesh is not closed then.
    """

    resolution: int = 128
    sharp: bool = False
    open_holes: bool = False

    @classmethod
    def from_json(cls, record: object) -> SurfaceSettings:
        """Read a JSON object, refuse unknown keys and wrong types, and validate.

        Raises
        ------
        PointsmithError
            BAD_SETTING.
        """
        if isinstance(record, SurfaceSettings):
            return record.validated()
        if not isinstance(record, dict):
            raise readers.refused("surface must be an object")
        readers.known_keys("setting of a surface", record, {field.name for field in fields(cls)})
        values: dict[str, Any] = {name: _READERS[name](name, value) for name, value in record.items()}
        return cls(**values).validated()

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `from_json` of it is equal to these settings."""
        return asdict(self)

    def validated(self) -> SurfaceSettings:
        """Return these settings, or raise BAD_SETTING."""
        readers.in_range("surface resolution", self.resolution, RESOLUTION)
        return self


def _resolution(_: str, value: object) -> int:
    return readers.integer("surface resolution", value)


_READERS = {"resolution": _resolution, "sharp": readers.switch, "open_holes": readers.switch}
