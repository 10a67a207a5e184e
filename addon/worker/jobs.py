"""Jobs in the worker: from a command to the files of its result."""

from __future__ import annotations

from pathlib import Path

from ..core.cloud import PointCloud
from ..core.draw_request import DrawRequest
from ..core.errors import ErrorCode, PointsmithError
from ..core.files import atomic_write
from ..core.messages import Draw, Drawn, Member, Notice, Order, Result, Stage, Surface
from ..core.surface_request import SurfaceRequest
from .channel import Channel
from .estimate import Estimate, drawing_plan, surface_plan
from .generation import GenerationJob
from .job import Models, RunningJob


def job_of(channel: Channel, command: Order, estimate: Estimate) -> GenerationJob | SurfaceJob | DrawJob:
    """The job that a command asks for. Raises PointsmithError for a request or a cloud that cannot be read."""
    if isinstance(command, Surface):
        return SurfaceJob(channel, command, estimate)
    if isinstance(command, Draw):
        return DrawJob(channel, command, estimate)
    return GenerationJob(channel, command, estimate)


class SurfaceJob(RunningJob):
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
        self._progress(Stage.SURFACE, 0, 1)
        try:
            mesh = self._surface(self._cloud, request.settings, trust_normals=not request.estimate_normals)
        except PointsmithError as error:
            if error.code is not ErrorCode.EMPTY_RESULT:
                raise
            raise PointsmithError(ErrorCode.BAD_CLOUD, "its points do not make a surface") from error
        path = self._folder / "mesh.npz"
        mesh.save(path)
        self._progress(Stage.SURFACE, 1, 1)
        return Result(self._job, (Member(self._file, str(path)),), "CPU", "", self._clock.finish())


class DrawJob(RunningJob):
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
