"""Fetching a model as Blender sees it: a child of the worker's interpreter. Knows no bpy."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ...core.environment import WorkerEnvironment
from ...core.errors import ErrorCode
from ...core.version import ROOT
from ..child_run import ChildRun

PROGRAM = ROOT / "addon" / "worker" / "published" / "__main__.py"
"""What fetches; `PYTHON PROGRAM fetch MODEL --store FOLDER` does the same by hand."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where models come from, as the preferences say.

    Attributes
    ----------
    mirror
        Address that stands in for the publishers', or nothing.
    proxy
        Address of a proxy, or nothing for the system's.
    file
        A file or folder on this computer instead of the network, or nothing.
    """

    mirror: str = ""
    proxy: str = ""
    file: str = ""


class FetchRun(ChildRun):
    """A running download, or the loading of a file.

    Parameters
    ----------
    environment
        The worker's, which is set up.
    store
        Folder of the models.
    model
        Its id.
    source
        Where it comes from.

    Attributes
    ----------
    done, total
        Bytes of the model.
    speed
        Bytes a second, 0 while unknown.
    seconds_left
        Or None while unknown.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE, DOWNLOAD_FAILED when the child does not start.
    """

    def __init__(self, environment: WorkerEnvironment, store: Path, model: str, source: Source) -> None:
        self.done = 0
        self.total = 0
        self.speed = 0.0
        self.seconds_left: float | None = None
        command = [str(environment.python), "-I", "-u", str(PROGRAM), "fetch", model, "--store", str(store)]
        command += ["--parent", str(os.getpid())]
        if source.mirror:
            command += ["--mirror", source.mirror]
        if source.file:
            command += ["--from-file", source.file]
        # Not on the command line, which every user of the machine may read: a proxy's address may hold a password.
        names = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY") if source.proxy else ()
        variables = dict.fromkeys(names, source.proxy)
        log = environment.logs / f"models-{model.replace('/', '--').replace(':', '-')}.log"
        super().__init__(command, log, ErrorCode.DOWNLOAD_FAILED, variables)

    @property
    def fraction(self) -> float:
        """How much is done, in [0, 1]."""
        return min(1.0, self.done / self.total) if self.total > 0 else 0.0

    def take_progress(self, record: Mapping[str, object]) -> None:
        """Read "done", "total", "speed" and "seconds_left"."""
        if record.get("kind") != "progress":
            return
        self.done = int(_number(record.get("done")) or 0)
        self.total = int(_number(record.get("total")) or 0)
        self.speed = _number(record.get("speed")) or 0.0
        self.seconds_left = _number(record.get("seconds_left"))


def _number(value: object) -> float | None:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if plain and math.isfinite(value) and value >= 0 else None  # type: ignore[arg-type,operator]
