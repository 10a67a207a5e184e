"""What a machine has: the worker's environment, a Blender, room for what is not published yet."""

from __future__ import annotations

import getpass
import importlib.util
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ...core.environment import WorkerEnvironment
from ...core.errors import ErrorCode, PointsmithError
from ...core.model_store import ModelStore
from ...core.version import ROOT
from .settings import RaySettings

ENVIRONMENT, BLENDER, MODELS = "POINTSMITH_ENVIRONMENT", "POINTSMITH_BLENDER", "POINTSMITH_MODELS"
"""Variables of a machine that has things elsewhere than the driver's; they count first."""


@dataclass(frozen=True, slots=True)
class Share:
    """What of a machine a maker has: a GPU or none, CPU cores, and which of the machine's makers it is."""

    gpu: bool = False
    cores: int = 1
    number: int = 0


@dataclass(frozen=True, slots=True)
class NodeEnvironment(WorkerEnvironment):
    """An environment that several makers of a machine use.

    Attributes
    ----------
    number
        Of the maker, which has logs of its own.
    interpreter
        The Python that Ray runs in, where it is taken though Pointsmith has not set it up; None otherwise.
    """

    number: int = 0
    interpreter: Path | None = None

    @property
    def python(self) -> Path:
        """The interpreter that runs the worker."""
        return self.interpreter or WorkerEnvironment(self.folder).python

    @property
    def logs(self) -> Path:
        """Logs of this maker's worker and Blender."""
        return temporary() / "logs" / str(self.number)

    @property
    def is_ready(self) -> bool:
        """Whether it has what the worker imports."""
        if self.interpreter is None:
            return WorkerEnvironment(self.folder).is_ready
        return all(importlib.util.find_spec(name) is not None for name in ("torch", "diffusers", "safetensors"))


def environment(settings: RaySettings, share: Share) -> WorkerEnvironment:
    """Return the environment of this machine's worker: the variable's, the driver's folder, the one that Ray runs in.

    Raises
    ------
    PointsmithError
        NOT_SET_UP.
    """
    named = os.environ.get(ENVIRONMENT)
    folders = [Path(named).absolute()] if named else [settings.environment, Path(sys.prefix).parent]
    candidates = [NodeEnvironment(folder, share.number) for folder in folders]
    if not named:
        candidates.append(NodeEnvironment(Path(sys.prefix).parent, share.number, Path(sys.executable)))
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
