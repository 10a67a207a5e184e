"""The worker's loop: load once, then one job after the other."""

from __future__ import annotations

import errno
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import ErrorCode, PointsmithError
from ..core.messages import Cancelled, Failed, Generate, Notice, Preview, Progress, Result, Stage
from ..core.request import GenerationRequest, Output
from ..core.surface_settings import SurfaceSettings
from .channel import Channel
from .estimate import Estimate

if TYPE_CHECKING:
    from ..core.cloud import PointCloud
    from .pipelines.registry import Loaded

_PREVIEW_SECONDS = 0.2


class JobCancelledError(Exception):
    """Raised between two steps of a job that was cancelled."""


def serve(channel: Channel, idle_seconds: float) -> int:
    """Answer commands until none came for `idle_seconds`; returns the exit code."""
    models = Models()
    estimate = Estimate()
    while (command := channel.next_job(idle_seconds)) is not None:
        try:
            run = Run(channel, command, estimate)
            result = run(models)
        except JobCancelledError:
            channel.send(Cancelled(command.job))
        except PointsmithError as error:
            channel.send(Failed(command.job, error.code, error.detail))
        except Exception as error:  # whatever it is, the artist hears of it
            traceback.print_exc(file=sys.stderr)
            failure = explain(error, command)
            channel.send(Failed(command.job, failure.code, failure.detail))
        else:
            channel.send(result)
        sys.stderr.flush()
    return 0


class Models:
    """The pipelines that are loaded; torch is imported with the first."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[str, str], Loaded] = {}

    def get(self, request: GenerationRequest) -> Loaded:
        """Return the request's pipeline on its device, loading it when it is not there.

        Raises
        ------
        PointsmithError
            SETUP_FAILED, NO_SUCH_DEVICE, WRONG_WEIGHTS, BAD_SETTING.
        """
        try:
            from .devices import choose_device  # noqa: PLC0415 - torch comes after hello
            from .pipelines.registry import load  # noqa: PLC0415
        except ImportError as error:
            reason = f"the worker's packages are incomplete ({error})"
            raise PointsmithError(ErrorCode.SETUP_FAILED, reason) from error
        device = choose_device(request.device)
        key = (request.pipeline, str(device))
        if key not in self._loaded:
            # One model at a time: the memory belongs to the artist.
            self._loaded.clear()
            self._loaded[key] = load(request.pipeline, device)
        return self._loaded[key]


class Run:
    """One job: from the command to the result's files."""

    def __init__(self, channel: Channel, command: Generate, estimate: Estimate) -> None:
        self._channel = channel
        self._job = command.job
        self._folder = Path(command.folder)
        self._request = GenerationRequest.from_json(command.request)
        self._clock = estimate.begin(self._request)
        self._previews = 0
        self._preview_due = 0.0

    def __call__(self, models: Models) -> Result:
        """Run the job.

        Raises
        ------
        PointsmithError, JobCancelledError
        """
        request = self._request
        self._progress(Stage.LOADING, 0, 1)
        self._channel.loading = self._job
        try:
            loaded = models.get(request)
        finally:
            self._channel.loading = None
        self._progress(Stage.LOADING, 1, 1)
        for text in loaded.notices(request):
            self._channel.send(Notice(self._job, text))
        cloud = loaded.generate(request, self._progress, self._preview)
        cloud_file = self._folder / "cloud.npz"
        cloud.save(cloud_file)
        mesh_file = ""
        if request.output != Output.POINTS:
            mesh_file = str(self._surface(cloud))
        seconds = self._clock.finish()
        return Result(self._job, str(cloud_file), mesh_file, loaded.device_name, loaded.model_hash, seconds)

    def _surface(self, cloud: PointCloud) -> Path:
        from .surface import surface_from_cloud  # noqa: PLC0415 - scipy comes after hello

        self._progress(Stage.SURFACE, 0, 1)
        mesh = surface_from_cloud(cloud, SurfaceSettings(self._request.surface_resolution), self._check)
        path = self._folder / "mesh.npz"
        mesh.save(path)
        self._progress(Stage.SURFACE, 1, 1)
        return path

    def _check(self) -> None:
        if self._channel.is_cancelled(self._job):
            raise JobCancelledError

    def _progress(self, stage: Stage, step: int, steps: int) -> None:
        self._check()
        fraction, seconds_left = self._clock.advance(stage, step, steps)
        self._channel.send(Progress(self._job, stage, step, steps, fraction, seconds_left))

    def _preview(self, cloud: PointCloud) -> None:
        now = time.monotonic()
        if now < self._preview_due:
            return
        self._preview_due = now + _PREVIEW_SECONDS
        path = self._folder / f"preview-{self._previews}.npz"
        self._previews += 1
        cloud.save(path)
        self._channel.send(Preview(self._job, str(path)))


def explain(error: Exception, command: Generate) -> PointsmithError:
    """Find the failure of the closed list behind an exception."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return PointsmithError(ErrorCode.DISK_FULL, command.folder)
    if isinstance(error, PermissionError):
        return PointsmithError(ErrorCode.NOT_WRITABLE, command.folder)
    if isinstance(error, MemoryError) or "out of memory" in str(error) or "can't allocate memory" in str(error):
        from .memory import smaller_setting  # noqa: PLC0415 - torch comes after hello

        return PointsmithError(ErrorCode.OUT_OF_MEMORY, smaller_setting(command.request))
    reason = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return PointsmithError(ErrorCode.INTERNAL, reason.rstrip(". "))
