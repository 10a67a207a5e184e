"""How a worker is run, and how its results are taken: differently in a window and in a farm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """What an engine does with its worker.

    Attributes
    ----------
    variables
        Environment variables of the worker's process, over those of this one.
    log
        Name of the file, in the environment's logs, that takes what the worker prints.
    previews
        Whether clouds are shown while they take shape.
    surfaces
        Whether the worker closes surfaces around the clouds it makes; without, it makes only a model's own meshes.
    files
        Results are left as files (`job.ResultFiles`), in the job's folder: whoever takes them removes it. Otherwise
        they are read, and the folder goes when the job ends.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    log: str = "worker.log"
    previews: bool = True
    surfaces: bool = True
    files: bool = False
