"""What all jobs of the worker do alike: report, hear of a cancel, close a surface."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..core.cloud import PointCloud
from ..core.draw_request import DrawRequest
from ..core.messages import Order, Progress, Stage
from ..core.model_store import ModelStore
from ..core.request import GenerationRequest
from .channel import Channel
from .estimate import JobClock

if TYPE_CHECKING:
    from ..core.mesh import TriangleMesh
    from ..core.surface_settings import SurfaceSettings
    from .batching import BatchLimits
    from .drawing import Drawer
    from .pipelines.registry import Loaded, ReportProgress


class JobCancelledError(Exception):
    """Raised between two steps of a job that was cancelled."""


class Models(Protocol):
    """Where a job gets its pipeline."""

    limits: BatchLimits

    def get(self, request: GenerationRequest, store: ModelStore, report: ReportProgress) -> Loaded:
        """Return the request's pipeline on its device, with published weights from `store`."""

    def drawer(self, request: DrawRequest) -> Drawer:
        """Return the request's text-to-image model on its device."""


class RunningJob:
    """A job and its pipe to Blender."""

    _clock: JobClock

    def __init__(self, channel: Channel, command: Order) -> None:
        self._channel = channel
        self._job = command.job
        self._folder = Path(command.folder)

    def _surface(self, cloud: PointCloud, settings: SurfaceSettings, *, trust_normals: bool = True) -> TriangleMesh:
        from .surface import surface_from_cloud  # noqa: PLC0415 - scipy comes after hello

        return surface_from_cloud(cloud, settings, self._check, trust_normals=trust_normals)

    def _check(self) -> None:
        if self._channel.is_cancelled(self._job):
            raise JobCancelledError

    def _progress(self, stage: Stage, step: int, steps: int, part: int = 0, members: int = 1) -> None:
        """Tell how far a stage is; `part` is which of several of that stage, counted from 0 (`estimate.Phase`).

        Raises JobCancelledError.
        """
        self._check()
        fraction, seconds_left = self._clock.advance(stage, step, steps, part)
        member = part + 1 if members > 1 else 1
        self._channel.send(Progress(self._job, stage, step, steps, fraction, seconds_left, member, members))
