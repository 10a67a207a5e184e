"""The pipelines by name: what a request may ask for, and how each is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import torch

from ...core.cloud import PointCloud
from ...core.errors import ErrorCode, PointsmithError
from ...core.mesh import TriangleMesh
from ...core.messages import Stage
from ...core.request import GenerationRequest
from .bundled_job import BundledJob

ReportProgress = Callable[[Stage, int, int], None]
"""Called with stage, step, steps after every step; raises to cancel."""
ReportPreview = Callable[[PointCloud], None]
"""Called with the cloud so far."""


class Made(NamedTuple):
    """What a pipeline made, in the model frame."""

    cloud: PointCloud
    mesh: TriangleMesh | None = None  # where the pipeline has a surface of its own


class Loaded(Protocol):
    """A pipeline in memory, on its device."""

    @property
    def device_name(self) -> str:
        """The device's name for the artist."""

    @property
    def model_hash(self) -> str:
        """SHA-256 that names the weights, 64 hex digits."""

    def notices(self, request: GenerationRequest) -> list[str]:
        """What the artist should know before the run."""

    def generate(self, request: GenerationRequest, progress: ReportProgress, preview: ReportPreview) -> PointCloud:
        """Answer the request with a cloud of `request.points` points."""


_LOADERS: dict[str, Callable[[torch.device], Loaded]] = {"bundled": BundledJob.load}


def load(name: str, device: torch.device) -> Loaded:
    """Load a pipeline.

    Raises
    ------
    PointsmithError
        BAD_SETTING for an unknown name, WRONG_WEIGHTS when its files are not what they should be.
    """
    if name not in _LOADERS:
        reason = f"there is no model “{name}”, only {', '.join(_LOADERS)}"
        raise PointsmithError(ErrorCode.BAD_SETTING, reason)
    return _LOADERS[name](device)
