"""Presets and the panel's settings: the one put into the other, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...core.pipelines import Quality
from ...core.request import Output
from ...core.saved_presets import SETTINGS, PresetFolder, SavedPreset
from .. import environment

if TYPE_CHECKING:
    from .panel import POINTSMITH_PG_settings

_NUMBERS = ("steps", "guidance_scale", "points", "surface_resolution")
"""What a quality fills: said by a preset only where it differs."""


def own_presets() -> PresetFolder:
    """Return the artist's own, in the extension's folder, where they outlive updates."""
    return PresetFolder(environment.user_folder("presets"))


def put(settings: POINTSMITH_PG_settings, preset: SavedPreset) -> None:
    """Put a preset into the panel; prompt, seed, model and place stay."""
    settings.quality = preset.quality.name
    settings.apply_preset()
    for name, value in preset.settings.items():
        setattr(settings, name, Output(value).name if name == "output" else value)
    placement: Any = settings.placement
    placement.reduce = bool(preset.triangles)
    if preset.triangles:
        placement.triangles = preset.triangles
    placement.flat = preset.flat


def taken(settings: POINTSMITH_PG_settings, name: str, description: str = "") -> SavedPreset:
    """Return a preset of what the panel says. Raises PointsmithError BAD_SETTING."""
    quality = Quality[settings.quality]
    usual = settings.preset
    values = {each: getattr(settings, each) for each in SETTINGS}
    values["output"] = str(Output[settings.output])
    # Blender keeps single precision: 1.2 comes back as 1.2000000477.
    values = {each: round(value, 6) if isinstance(value, float) else value for each, value in values.items()}
    for each in _NUMBERS:
        if values[each] == getattr(usual, each):
            del values[each]
    placement: Any = settings.placement
    triangles = placement.triangles if placement.reduce else 0
    return SavedPreset(name, description, quality, values, triangles, placement.flat).validated()


def follows(settings: POINTSMITH_PG_settings, preset: SavedPreset) -> bool:
    """Whether the panel says what a preset says."""
    now = taken(settings, preset.name)
    wanted = {each: value for each, value in preset.settings.items() if now.settings.get(each, value) != value}
    missing = {each for each in _NUMBERS if (each in now.settings) and each not in preset.settings}
    same = (now.quality, now.triangles, now.flat) == (preset.quality, preset.triangles, preset.flat)
    return same and not wanted and not missing
