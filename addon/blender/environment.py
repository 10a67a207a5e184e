"""Which folders the extension uses: the worker's environment, and the files of jobs."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ..core.environment import WorkerEnvironment
from ..core.model_store import ModelStore
from ..core.request import Device, GenerationRequest
from ..core.version import ROOT

if TYPE_CHECKING:
    from .preferences import POINTSMITH_AP_preferences

ROOT_PACKAGE = (__package__ or "").removesuffix(".addon.blender")
"""Name of the extension's package: `bl_ext.<repository>.pointsmith` once installed."""

ENVIRONMENT_VARIABLE = "POINTSMITH_ENVIRONMENT"
"""Names the folder of the worker's environment, before any preference."""

MODELS_VARIABLE = "POINTSMITH_MODELS"
"""Names the folder of the published models, before any preference."""

DEFAULT_IDLE_MINUTES = 10.0


def preferences() -> POINTSMITH_AP_preferences | None:
    """Return the add-on's preferences, or None where the extension is not enabled (batch runs from a checkout)."""
    every: Any = bpy.context.preferences
    addon = every.addons.get(ROOT_PACKAGE)
    found: POINTSMITH_AP_preferences | None = addon.preferences if addon is not None else None
    return found


def user_folder(name: str) -> Path:
    """Return the writable folder `name` of this extension; it may not exist yet."""
    try:
        return Path(bpy.utils.extension_path_user(ROOT_PACKAGE, path=name))
    except ValueError:
        # A checkout is no extension: it keeps the same folders where vendor_install.py does.
        return ROOT / ".pointsmith" / name if name != "environment" else ROOT / ".pointsmith"


def default_environment() -> WorkerEnvironment:
    """Return the worker's environment where nobody has chosen one."""
    return WorkerEnvironment(user_folder("environment"))


def environment() -> WorkerEnvironment:
    """Return the worker's environment: the variable's, else the preference's, else the default."""
    override = os.environ.get(ENVIRONMENT_VARIABLE)
    if override:
        return WorkerEnvironment(Path(override).absolute())
    chosen = preferences()
    if chosen is not None and chosen.environment_folder:
        return WorkerEnvironment(Path(bpy.path.abspath(chosen.environment_folder)).absolute())
    return default_environment()


def wheels_folder() -> str:
    """Return the folder that set-up installs from, or an empty text for the network."""
    chosen = preferences()
    return bpy.path.abspath(chosen.wheels_folder) if chosen is not None else ""


def model_store() -> ModelStore:
    """Return the folder of the published models: the variable's, else the preference's, else the extension's own."""
    override = os.environ.get(MODELS_VARIABLE)
    if override:
        return ModelStore(Path(override).absolute())
    chosen = preferences()
    if chosen is not None and chosen.models_folder:
        return ModelStore(Path(bpy.path.abspath(chosen.models_folder)).absolute())
    return ModelStore(user_folder("models"))


def jobs_folder() -> Path:
    """Return where jobs keep their files while they run."""
    return user_folder("jobs")


def images_folder() -> Path:
    """Return where pictures that only Blender holds are kept, so that a result can be made again."""
    return user_folder("images")


def gallery_folder() -> Path:
    """Return where clouds lie that were not picked yet: Blender's temporary folder, which goes when Blender ends."""
    return Path(bpy.app.tempdir) / "pointsmith-gallery"


def history_folder() -> Path:
    """Return where pictures of the last results are kept."""
    return user_folder("history")


def idle_seconds() -> float:
    """Return after how many seconds without work the worker ends."""
    chosen = preferences()
    return 60.0 * (chosen.idle_minutes if chosen is not None else DEFAULT_IDLE_MINUTES)


def with_preferences(request: GenerationRequest) -> GenerationRequest:
    """Return the request with the preferred device where it leaves the choice."""
    chosen = preferences()
    if chosen is None or request.device is not Device.AUTO:
        return request
    return replace(request, device=Device[chosen.device])
