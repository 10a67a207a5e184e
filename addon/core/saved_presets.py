"""Presets of the panel: named sets of settings, some that ship, and the artist's own as files of JSON.

JSON and not Blender's preset files, which are Python programs: these hold numbers, can be passed on, and are checked
as strictly as any request when they are read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import readers
from .destination import Destination
from .errors import ErrorCode, PointsmithError
from .files import atomic_text
from .pipelines import Quality
from .request import GenerationRequest

SETTINGS = ("steps", "guidance_scale", "points", "surface_resolution", "sharp", "output", "size")
"""What a preset may say of a request beside its quality; the prompt, the seed and the model stay the artist's."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class SavedPreset:
    """A named set of settings.

    Attributes
    ----------
    name, description
        For the artist.
    quality
        Applied first: it fills what `settings` does not say with what it means for the chosen model.
    settings
        Names out of `SETTINGS` -> values as in a request's JSON.
    triangles, flat
        See `Destination`.
    """

    name: str
    description: str = ""
    quality: Quality = Quality.STANDARD
    settings: Mapping[str, Any] = field(default_factory=dict)
    triangles: int = 0
    flat: bool = False

    @classmethod
    def from_json(cls, record: object) -> SavedPreset:
        """Read a JSON object. Raises PointsmithError BAD_SETTING."""
        if not isinstance(record, dict):
            raise readers.refused("a preset must be an object")
        readers.known_keys("setting of a preset", record, set(cls.__dataclass_fields__))
        settings = record.get("settings", {})
        if not isinstance(settings, dict):
            raise readers.refused("the preset's settings must be an object")
        return cls(
            checked_name(readers.text("the preset's name", record.get("name"))),
            readers.text("the preset's description", record.get("description", "")),
            readers.choice(Quality, "quality", record.get("quality", Quality.STANDARD)),
            settings,
            readers.integer("triangles", record.get("triangles", 0)),
            readers.switch("flat", record.get("flat", False)),
        ).validated()

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `from_json` of it is equal to this preset."""
        return {
            "name": self.name,
            "description": self.description,
            "quality": str(self.quality),
            "settings": dict(self.settings),
            "triangles": self.triangles,
            "flat": self.flat,
        }

    def validated(self) -> SavedPreset:
        """Return this preset, or raise BAD_SETTING for values that no request may have."""
        readers.known_keys("setting of a preset", dict(self.settings), set(SETTINGS))
        GenerationRequest.from_json({"prompt": "a chair", **self.settings})
        Destination.from_json({"triangles": self.triangles})
        return self


def checked_name(name: str) -> str:
    """Return a preset's name without spaces around it. Raises BAD_SETTING for an empty or overlong one."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise readers.refused(f"a preset needs a name of 1 to {LONGEST_NAME} letters")
    return name


BUILT_IN: tuple[SavedPreset, ...] = (
    SavedPreset(
        "Low Poly Prop",
        "600 triangles with flat faces: for games, and for styles that show their edges",
        Quality.STANDARD,
        {"sharp": True, "output": "mesh"},
        triangles=600,
        flat=True,
    ),
    SavedPreset(
        "Game Prop",
        "5,000 smooth triangles",
        Quality.STANDARD,
        {"surface_resolution": 160, "sharp": True, "output": "mesh"},
        triangles=5000,
    ),
    SavedPreset(
        "Background",
        "Quick, and light enough to fill a street with: 1,500 triangles",
        Quality.DRAFT,
        {"points": 2048, "output": "mesh"},
        triangles=1500,
    ),
    SavedPreset("Toy", "As large as a hand, with rounded edges", Quality.STANDARD, {"size": 0.15, "output": "mesh"}),
    SavedPreset(
        "Furniture",
        "As high as a chair, with sharp edges",
        Quality.STANDARD,
        {"size": 0.9, "surface_resolution": 160, "sharp": True, "output": "mesh"},
    ),
    SavedPreset(
        "Hero", "As fine as it gets, for the foreground", Quality.FINE, {"surface_resolution": 256, "output": "mesh"}
    ),
    SavedPreset("Point Sketch", "Only the points, in a moment", Quality.DRAFT, {"output": "points"}),
)
"""What ships; it can be neither overwritten nor removed."""


def built_in(name: str) -> SavedPreset | None:
    """Return the shipped preset of this name, in any capitals; None where there is none."""
    return next((each for each in BUILT_IN if each.name.casefold() == name.casefold()), None)


@dataclass(frozen=True, slots=True)
class PresetFolder:
    """The artist's own presets, a file each."""

    folder: Path

    def all(self) -> list[SavedPreset]:
        """Return them by name; files that cannot be read are passed over."""
        found = []
        for file in self.folder.glob("*.json"):
            try:
                found.append(_read(file))
            except PointsmithError:
                continue
        return sorted(found, key=lambda preset: preset.name.casefold())

    def find(self, name: str) -> SavedPreset:
        """Return a preset by its name, the shipped ones first. Raises BAD_SETTING."""
        found = built_in(name)
        if found is not None:
            return found
        file = self._file(name)
        if not file.is_file():
            raise readers.refused(f"there is no preset “{name}”")
        return _read(file)

    def save(self, preset: SavedPreset) -> Path:
        """Write a preset, over an own one of the same name. Raises BAD_SETTING, NOT_WRITABLE."""
        name = checked_name(preset.name)
        if built_in(name) is not None:
            raise readers.refused(f"the preset “{name}” comes with Pointsmith; take another name")
        text = json.dumps(preset.validated().to_json(), ensure_ascii=False, indent=2)
        file = self._file(name)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            atomic_text(file, f"{text}\n")
        except OSError as error:
            raise PointsmithError(ErrorCode.NOT_WRITABLE, str(file)) from error
        return file

    def remove(self, name: str) -> None:
        """Delete an own preset. Raises BAD_SETTING for a shipped one or none, NOT_WRITABLE."""
        if built_in(name) is not None:
            raise readers.refused(f"the preset “{name}” comes with Pointsmith and stays")
        try:
            self._file(name).unlink()
        except FileNotFoundError:
            raise readers.refused(f"there is no preset “{name}”") from None
        except OSError as error:
            raise PointsmithError(ErrorCode.NOT_WRITABLE, str(self._file(name))) from error

    def _file(self, name: str) -> Path:
        # Disks that do not tell capitals apart must not tell names apart that we do.
        same = name.casefold()
        letters = re.sub(r"[^\w-]+", "-", same, flags=re.ASCII).strip("-")[:40]
        return self.folder / f"{letters or 'preset'}-{hashlib.sha256(same.encode()).hexdigest()[:8]}.json"


def _read(file: Path) -> SavedPreset:
    try:
        return SavedPreset.from_json(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise PointsmithError(ErrorCode.BAD_SETTING, f"the preset {file.name} cannot be read") from error
