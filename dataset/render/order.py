"""What is to be made of one object: the order that a command line or a line of the server's input gives."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from addon.core.cameras import POSES

from ..catalogue.categories import CATEGORIES

LIGHTS = ("basic", "varied", "uniform", "random", "camera")


class OrderError(Exception):
    """An order that cannot be carried out; the text is one sentence."""


@dataclass(frozen=True)
class Order:
    """One object, its views and its points.

    file : a model file, or None
    category, seed_of_object : an object of the catalogue, where there is no file
    views, size, samples : how many pictures, their side, rays a pixel
    poses, light : rules by name
    seed : where cameras and lamps stand, which points are drawn
    points : 0 makes no cloud
    interior : points inside the solid, besides
    direct : points from the asset's surface instead of the views
    split : copied into the record
    """

    file: Path | None = None
    category: str = ""
    seed_of_object: int = 0
    views: int = 20
    size: int = 512
    samples: int = 8
    poses: str = "random"
    light: str = "basic"
    seed: int = 0
    points: int = 16_384
    interior: int = 0
    direct: bool = False
    split: str = ""

    def __post_init__(self) -> None:
        """Refuse what would fail later, with less to say."""
        if self.file is None and self.category not in CATEGORIES:
            raise OrderError(f"The catalogue has no category {self.category!r}.")
        for name, least, most in (("views", 0, 10_000), ("size", 8, 8192), ("samples", 1, 65_536)):
            if not least <= getattr(self, name) <= most:
                raise OrderError(f"{name} must be from {least} to {most}, not {getattr(self, name)}.")
        if self.points < 0 or self.interior < 0:
            raise OrderError("points and interior must not be negative.")
        for name, known in (("poses", tuple(POSES)), ("light", LIGHTS)):
            if getattr(self, name) not in known:
                raise OrderError(f"{name} must be one of {', '.join(known)}, not {getattr(self, name)!r}.")
        if self.direct and self.file is not None:
            raise OrderError("The direct path makes objects of the catalogue only.")
        if not self.direct and self.views == 0 and (self.points or self.interior):
            raise OrderError("Without views there are no points, but for the direct path.")

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Order:
        """Read a job of the server's protocol; a key it does not name keeps its default. Raises OrderError."""
        source = record.get("input")
        if not isinstance(source, dict) or not ("file" in source or {"category", "seed"} <= source.keys()):
            raise OrderError('input must be {"category": ..., "seed": ...} or {"file": ...}.')
        values: dict[str, Any] = {"file": Path(source["file"])} if "file" in source else {}
        if not values:
            values = {"category": str(source["category"]), "seed_of_object": int(source["seed"])}
        kinds = {"int": int, "str": str, "bool": bool}
        for field in fields(cls):
            if field.name in record and field.name not in ("file", "category", "seed_of_object"):
                try:
                    values[field.name] = kinds[str(field.type)](record[field.name])
                except (TypeError, ValueError) as error:
                    raise OrderError(f"{field.name} cannot be {record[field.name]!r}.") from error
        return cls(**values)
