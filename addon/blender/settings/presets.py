"""Presets and the panel's settings: the one put into the other, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...core.pipelines import Quality
from ...core.request import Output
from ...core.saved_presets import BUILT_IN, SETTINGS, PresetFolder, SavedPreset
from .. import environment

if TYPE_CHECKING:
    from pathlib import Path

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
    values, usual = _values(settings), settings.preset
    said = {each: value for each, value in values.items() if each not in _NUMBERS or value != getattr(usual, each)}
    triangles, flat = _finish(settings)
    return SavedPreset(name, description, Quality[settings.quality], said, triangles, flat).validated()


def followed(settings: POINTSMITH_PG_settings) -> str:
    """Return the name of the first preset whose every word the panel says; empty for none."""
    values, finish = _values(settings), _finish(settings)
    usual = {each: getattr(settings.preset, each) for each in _NUMBERS}
    for preset in (*BUILT_IN, *known_presets()):
        wanted = {**values, **usual, **preset.settings}
        if (preset.quality.name, preset.triangles, preset.flat, wanted) == (settings.quality, *finish, values):
            return preset.name
    return ""


def known_presets() -> list[SavedPreset]:
    """Return the artist's own; the files are read again only when the folder has changed."""
    global _read  # noqa: PLW0603 - one folder per Blender
    own = own_presets()
    try:
        changed = own.folder.stat().st_mtime_ns
    except OSError:
        return []
    if _read is None or _read[:2] != (own.folder, changed):
        _read = (own.folder, changed, own.all())
    return _read[2]


_read: tuple[Path, int, list[SavedPreset]] | None = None


def _values(settings: POINTSMITH_PG_settings) -> dict[str, Any]:
    values = {each: getattr(settings, each) for each in SETTINGS}
    values["output"] = str(Output[settings.output])
    # Blender keeps single precision: 1.2 comes back as 1.2000000477.
    return {each: round(value, 6) if isinstance(value, float) else value for each, value in values.items()}


def _finish(settings: POINTSMITH_PG_settings) -> tuple[int, bool]:
    placement: Any = settings.placement
    return (placement.triangles if placement.reduce else 0), bool(placement.flat)
