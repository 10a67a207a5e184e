"""What a machine has: the worker's environment, a Blender, room for what is not published yet."""

from __future__ import annotations

import getpass
import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path

from ...core.environment import WorkerEnvironment
from ...core.errors import ErrorCode, PointsmithError
from ...core.model_store import ModelStore
from ...core.version import ROOT
from .settings import RaySettings

ENVIRONMENT, BLENDER, MODELS = "POINTSMITH_ENVIRONMENT", "POINTSMITH_BLENDER", "POINTSMITH_MODELS"
"""Variables of a machine that has things elsewhere than the driver's; they count first."""


class ThisPython(WorkerEnvironment):
    """The Python that Ray runs in, which has the worker's packages without having been set up by Pointsmith."""

    @property
    def python(self) -> Path:
        """The interpreter."""
        return Path(sys.executable)

    @property
    def is_ready(self) -> bool:
        """Whether it has what the worker imports first."""
        return all(importlib.util.find_spec(name) is not None for name in ("torch", "diffusers", "safetensors"))


def environment(settings: RaySettings, scratch: Path) -> WorkerEnvironment:
    """Return the environment of this machine's worker: the variable's, the driver's folder, the one that Ray runs in.

    Raises
    ------
    PointsmithError
        NOT_SET_UP.
    """
    named = os.environ.get(ENVIRONMENT)
    if named:
        found = WorkerEnvironment(Path(named).absolute())
        if found.is_ready:
            return found
        raise PointsmithError(ErrorCode.NOT_SET_UP)
    folders = (settings.environment, Path(sys.prefix).parent)
    candidates = [*(WorkerEnvironment(folder) for folder in folders), ThisPython(scratch)]
    for found in candidates:
        if found.is_ready:
            return found
    raise PointsmithError(ErrorCode.NOT_SET_UP)


def blender(settings: RaySettings) -> str:
    """Return this machine's Blender, or Python with the module bpy: the variable's, the driver's, the one on the PATH.

    Raises
    ------
    PointsmithError
        BAD_SETTING.
    """
    named = os.environ.get(BLENDER)
    for candidate in (named,) if named else (settings.blender, "blender"):
        found = shutil.which(candidate) if candidate else None
        if found is not None:
            return found
    reason = f"{BLENDER} names {named}, which is no program" if named else f"there is no Blender; name it in {BLENDER}"
    raise PointsmithError(ErrorCode.BAD_SETTING, reason)


def models(settings: RaySettings) -> ModelStore:
    """Return this machine's folder of published models: the variable's, or the driver's."""
    return ModelStore(Path(os.environ.get(MODELS) or settings.models))


def exporter(program: str) -> list[str]:
    """Return how to start an exporter (`blender.headless.exporter`) in a Blender, or in a Python with its module."""
    batch = [str(ROOT / "addon" / "blender" / "batch.py"), "--", "--exporter", "--parent", str(os.getpid())]
    if "python" in Path(program).name.lower():
        return [program, *batch]
    return [program, "--background", "--factory-startup", "--python", *batch]


def temporary() -> Path:
    """Return the folder of what is not published yet: in the machine's temporary one, for each user."""
    return Path(tempfile.gettempdir()) / f"pointsmith-ray-{getpass.getuser()}"
