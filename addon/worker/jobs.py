"""Jobs in the worker: from a command to the files of its result."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..core.cloud import PointCloud
from ..core.draw_request import DrawRequest
from ..core.errors import ErrorCode, PointsmithError
from ..core.files import atomic_write
from ..core.mesh import TriangleMesh
from ..core.messages import Draw, Drawn, Generate, Notice, Order, Preview, Progress, Result, Stage, Surface
from ..core.model_store import ModelStore
from ..core.pipelines import require
from ..core.request import GenerationRequest, Output
from ..core.surface_request import SurfaceRequest
from .channel import Channel
from .estimate import Estimate, JobClock, drawing_plan, generation_plan, surface_plan

if TYPE_CHECKING:
    from ..core.surface_settings import SurfaceSettings
    from .drawing import Drawer
    from .pipelines.registry import Loaded, ReportProgress

_PREVIEW_SECONDS = 0.2


class JobCancelledError(Exception):
    """Raised between two steps of a job that was cancelled."""


class Models(Protocol):
    """Where a job gets its pipeline."""

    def get(self, request: GenerationRequest, store: ModelStore, report: ReportProgress) -> Loaded:
        """Return the request's pipeline on its device, with published weights from `store`."""

    def drawer(self, request: DrawRequest) -> Drawer:
        """Return the request's text-to-image model on its device."""


def job_of(channel: Channel, command: Order, estimate: Estimate) -> GenerationJob | SurfaceJob | DrawJob:
    """The job that a command asks for. Raises PointsmithError for a request or a cloud that cannot be read."""
    if isinstance(command, Surface):
        return SurfaceJob(channel, command, estimate)
    if isinstance(command, Draw):
        return DrawJob(channel, command, estimate)
    return GenerationJob(channel, command, estimate)


class _Job:
    _clock: JobClock

    def __init__(self, channel: Channel, command: Order) -> None:
        self._channel = channel
        self._job = command.job
        self._folder = Path(command.folder)

    def _surface(self, cloud: PointCloud, settings: SurfaceSettings, *, trust_normals: bool = True) -> str:
        from .surface import surface_from_cloud  # noqa: PLC0415 - scipy comes after hello

        self._progress(Stage.SURFACE, 0, 1)
        return self._keep(surface_from_cloud(cloud, settings, self._check, trust_normals=trust_normals))

    def _keep(self, mesh: TriangleMesh) -> str:
        path = self._folder / "mesh.npz"
        mesh.save(path)
        self._progress(Stage.SURFACE, 1, 1)
        return str(path)

    def _check(self) -> None:
        if self._channel.is_cancelled(self._job):
            raise JobCancelledError

    def _progress(self, stage: Stage, step: int, steps: int) -> None:
        self._check()
        fraction, seconds_left = self._clock.advance(stage, step, steps)
        self._channel.send(Progress(self._job, stage, step, steps, fraction, seconds_left))


class SurfaceJob(_Job):
    """A surface around a cloud that is there."""

    def __init__(self, channel: Channel, command: Surface, estimate: Estimate) -> None:
        super().__init__(channel, command)
        self._request = SurfaceRequest.from_json(command.request)
        self._file = command.cloud
        try:
            self._cloud = PointCloud.load(Path(command.cloud))
        except (OSError, ValueError, KeyError) as error:
            raise PointsmithError(ErrorCode.INTERNAL, f"the cloud cannot be read ({error})") from error
        self._clock = estimate.begin(surface_plan(self._request, len(self._cloud)))

    def __call__(self, _models: Models) -> Result:
        """Run the job. Raises PointsmithError, JobCancelledError."""
        request = self._request
        try:
            mesh = self._surface(self._cloud, request.settings, trust_normals=not request.estimate_normals)
        except PointsmithError as error:
            if error.code is not ErrorCode.EMPTY_RESULT:
                raise
            raise PointsmithError(ErrorCode.BAD_CLOUD, "its points do not make a surface") from error
        return Result(self._job, self._file, mesh, "CPU", "", self._clock.finish())


class GenerationJob(_Job):
    """An object from nothing."""

    def __init__(self, channel: Channel, command: Generate, estimate: Estimate) -> None:
        super().__init__(channel, command)
        self._request = GenerationRequest.from_json(command.request)
        self._store = ModelStore(Path(command.models))
        self._clock = estimate.begin(generation_plan(self._request))
        self._previews = 0
        self._preview_due = 0.0

    def __call__(self, models: Models) -> Result:
        """Run the job. Raises PointsmithError, JobCancelledError."""
        request = self._request
        require(request, self._store)
        self._progress(Stage.LOADING, 0, 1)
        self._channel.loading = self._job
        try:
            loaded = models.get(request, self._store, self._progress)
        finally:
            self._channel.loading = None
        self._progress(Stage.LOADING, 1, 1)
        for text in loaded.notices(request):
            self._channel.send(Notice(self._job, text))
        made = loaded.generate(request, self._progress, self._preview)
        cloud_file = self._folder / "cloud.npz"
        made.cloud.save(cloud_file)
        mesh = ""
        if request.output != Output.POINTS:
            mesh = self._surface(made.cloud, request.surface) if made.mesh is None else self._keep(made.mesh)
        seconds = self._clock.finish()
        return Result(self._job, str(cloud_file), mesh, loaded.device_name, loaded.model_hash, seconds)

    def _preview(self, cloud: PointCloud) -> None:
        now = time.monotonic()
        if now < self._preview_due:
            return
        self._preview_due = now + _PREVIEW_SECONDS
        path = self._folder / f"preview-{self._previews}.npz"
        self._previews += 1
        cloud.save(path)
        self._channel.send(Preview(self._job, str(path)))


class DrawJob(_Job):
    """A picture from words."""

    def __init__(self, channel: Channel, command: Draw, estimate: Estimate) -> None:
        super().__init__(channel, command)
        self._request = DrawRequest.from_json(command.request)
        self._clock = estimate.begin(drawing_plan(self._request))

    def __call__(self, models: Models) -> Drawn:
        """Run the job. Raises PointsmithError, JobCancelledError."""
        self._progress(Stage.LOADING, 0, 1)
        self._channel.loading = self._job
        try:
            drawer = models.drawer(self._request)
        finally:
            self._channel.loading = None
        self._progress(Stage.LOADING, 1, 1)
        for text in drawer.notices(self._request):
            self._channel.send(Notice(self._job, text))
        request = drawer.filled(self._request)
        picture = drawer.draw(request, lambda step: self._progress(Stage.DRAWING, step, request.steps))
        if request.cut_out and "A" not in picture.getbands():
            self._channel.send(Notice(self._job, "No object could be told from the background: it is not cut off."))
        path = self._folder / "picture.png"
        with atomic_write(path) as file:
            picture.save(file, "PNG")
        return Drawn(self._job, str(path), request.to_json(), drawer.device_name, self._clock.finish())
