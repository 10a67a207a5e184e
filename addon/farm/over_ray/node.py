"""What a machine has: the worker's environment, a Blender, room for what is not published yet."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from ...core import locks
from ...core.environment import WorkerEnvironment
from ...core.errors import ErrorCode, PointsmithError
from ...core.model_store import ModelStore
from .settings import RaySettings

ENVIRONMENT, BLENDER, MODELS = "POINTSMITH_ENVIRONMENT", "POINTSMITH_BLENDER", "POINTSMITH_MODELS"
"""Variables of a machine that has things elsewhere than the driver's; they count first."""
_SCRATCH, _LOCK = "pointsmith-ray-", "in-use"
_NEW_SECONDS = 5.0


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


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a new folder in the machine's temporary one; remove it, and what makers left there that were killed.

    A living maker holds a lock in its own. Raises OSError.
    """
    temporary = Path(tempfile.gettempdir())
    for old in temporary.glob(f"{_SCRATCH}*"):
        with contextlib.suppress(OSError):
            # One that is new may not hold its lock yet.
            if time.time() - old.stat().st_mtime > _NEW_SECONDS:
                with locks.locked(old / _LOCK, None):
                    shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=temporary))
    try:
        with locks.locked(folder / _LOCK, None):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
