"""One engine, two drivers: `step` from a timer in the window, `wait` where there is none."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ..core.cloud import PointCloud
from ..core.environment import WorkerEnvironment
from ..core.errors import ErrorCode, PointsmithError
from ..core.messages import (
    PROTOCOL,
    Cancel,
    Cancelled,
    Drawn,
    Failed,
    Hello,
    Message,
    Notice,
    Preview,
    Progress,
    Result,
)
from ..core.model_store import ModelStore
from ..core.reference import ReferenceImage
from ..core.request import GenerationRequest
from ..core.version import version
from . import records
from .cut_outs import CutOutOrders
from .folders import new_folder
from .job import Job, JobState, Request
from .worker_options import WorkerOptions
from .worker_process import WorkerProcess

CANCEL_SECONDS = 5.0
"""A worker that does not answer Cancel for so long is ended."""
HELLO_SECONDS = 60.0
"""A worker that says nothing for so long after its start is ended; a cold disk can take many seconds."""
_POLL_SECONDS = 0.02


class JobEngine:
    """Runs one job at a time in a worker that it starts on first use and keeps warm.

    Parameters
    ----------
    environment
        Returns the worker's environment when one is needed.
    jobs_folder
        Returns the folder where jobs keep their files while they run.
    idle_seconds
        Returns after how long without work the worker ends.
    models
        Returns the folder of the published models.
    options
        How the worker is run, and how its results are taken.
    """

    def __init__(
        self,
        environment: Callable[[], WorkerEnvironment],
        jobs_folder: Callable[[], Path],
        idle_seconds: Callable[[], float],
        models: Callable[[], ModelStore],
        options: WorkerOptions | None = None,
    ) -> None:
        self._environment = environment
        self._jobs_folder = jobs_folder
        self._idle_seconds = idle_seconds
        self._models = models
        self._options = options or WorkerOptions()
        self._worker: WorkerProcess | None = None
        self._read: dict[str, records.Results] = {}
        self._hello_due = 0.0
        self._greeted = False
        self._cancel_due = 0.0
        self.current: Job | None = None
        self.cut_outs = CutOutOrders(jobs_folder)
        self.revision = 0

    @property
    def worker_running(self) -> bool:
        """Whether there is a worker, warm or starting."""
        return self._worker is not None and self._worker.alive

    @property
    def worker_pid(self) -> int | None:
        """The worker's process id."""
        return self._worker.pid if self._worker is not None else None

    @property
    def worker_greeted(self) -> bool:
        """Whether the worker, or the last one when there is none, came as far as saying hello."""
        return self._greeted

    def submit(self, requests: Request | Sequence[GenerationRequest], cloud: PointCloud | Path | None = None) -> Job:
        """Start a job and return it at once; `cloud`, or its file, is what a `SurfaceRequest` is about.

        Several objects can be one job when their requests are of one kind (`core.batches`).

        Raises
        ------
        PointsmithError
            BAD_SETTING while another job runs, or for requests that are not of one kind; NOT_SET_UP, WORKER_DIED,
            DISK_FULL, NOT_WRITABLE, EMPTY_PROMPT.
        """
        if self.current is not None and not self.current.finished:
            raise PointsmithError(ErrorCode.BAD_SETTING, "another job is still running")
        members = records.members(requests)
        self.step()
        if self._worker is None:
            self._start_worker()
        job = Job(members, new_folder(self._jobs_folder()))
        self.current = job
        self._send(records.command(job, cloud, self._models(), self._options))
        self.revision += 1
        return job

    def show_cut_out(self, image: ReferenceImage) -> str:
        """Ask for an image's cut-out, beside any job; `cut_outs.take` answers under the key that is returned.

        Raises PointsmithError NOT_SET_UP, WORKER_DIED, NOT_WRITABLE.
        """
        self.step()
        order = self.cut_outs.order(image)
        if self._worker is None:
            self._start_worker()
        self._send(order)
        return order.job

    def step(self) -> None:
        """Take in what the worker said and end what takes too long. Never blocks."""
        if self._worker is None:
            return
        messages, ended = self._worker.events()
        for message in messages:
            self._receive(message)
            if self._worker is None:
                return
        now = time.monotonic()
        if ended:
            self._worker_is_gone()
        elif not self._greeted and now > self._hello_due:
            self._end_worker(PointsmithError(ErrorCode.WORKER_SILENT, str(self._worker.log)))
        elif self._is(JobState.CANCELLING) and now > self._cancel_due:
            self._end_worker(None)

    def wait(self, job: Job, on_change: Callable[[Job], None] | None = None) -> Job:
        """Block until the job is finished; an interrupt cancels it and is raised again."""
        seen = -1
        try:
            while not job.finished:
                self.step()
                if on_change is not None and self.revision != seen:
                    seen = self.revision
                    on_change(job)
                time.sleep(_POLL_SECONDS)
        except KeyboardInterrupt:
            self.cancel()
            while not job.finished:
                self.step()
                time.sleep(_POLL_SECONDS)
            raise
        return job

    def cancel(self) -> None:
        """Ask the current job to stop between two steps; `step` ends a worker that does not answer in time."""
        job = self.current
        if job is not None and job.state is JobState.RUNNING:
            job.state = JobState.CANCELLING
            self._cancel_due = time.monotonic() + CANCEL_SECONDS
            self._send(Cancel(job.id))
            self.revision += 1

    def free(self) -> None:
        """End the worker, which gives its memory back; a running job is cancelled by it."""
        if self._worker is not None:
            self._end_worker(None)

    def close(self) -> None:
        """End everything, at once."""
        self.free()
        self.cut_outs.close()

    def _start_worker(self) -> None:
        environment = self._environment()
        if not environment.is_ready:
            raise PointsmithError(ErrorCode.NOT_SET_UP)
        log = environment.logs / self._options.log
        try:
            self._worker = WorkerProcess(
                environment.python, log, self._idle_seconds(), self._read_result, self._options.variables
            )
        except OSError as error:
            raise PointsmithError(ErrorCode.WORKER_DIED, f"{log} ({error.strerror})") from error
        self._greeted = False
        self._hello_due = time.monotonic() + HELLO_SECONDS

    def _send(self, command: Message) -> None:
        if self._worker is not None:
            self._worker.send(command)

    def _is(self, state: JobState) -> bool:
        return self.current is not None and self.current.state is state

    def _receive(self, message: Message) -> None:
        if isinstance(message, Hello):
            self._greeted = True
            if message.protocol != PROTOCOL or message.version != version():
                reason = f"{message.version}, this extension is {version()}"
                self._end_worker(PointsmithError(ErrorCode.WORKER_VERSION, reason))
            return
        if self.cut_outs.receive(message):
            return
        job = self.current
        if job is None or job.finished or getattr(message, "job", job.id) != job.id:
            return
        self.revision += 1
        if isinstance(message, Progress):
            job.stage, job.step, job.steps = message.stage, message.step, message.steps
            job.fraction, job.seconds_left = message.fraction, message.seconds_left
            job.member, job.members = message.member, message.members
        elif isinstance(message, Preview):
            if job.preview is not None:
                # Elsewhere than on POSIX somebody may be reading it: then it goes with the job's folder.
                with contextlib.suppress(OSError):
                    job.preview.unlink(missing_ok=True)
            job.preview = Path(message.clouds)
            job.preview_number += 1
        elif isinstance(message, Notice):
            job.notices.append(message.text)
        elif isinstance(message, Result | Drawn):
            self._take_result(job)
        elif isinstance(message, Cancelled):
            self._finish(job, JobState.CANCELLED)
        elif isinstance(message, Failed):
            self._fail(job, message)

    def _read_result(self, message: Message) -> None:
        """Read a result's files before it is told of; on the thread that reads the pipe."""
        if isinstance(message, Result | Drawn):
            self._read[message.job] = records.results(message, as_files=self._options.files)

    def _take_result(self, job: Job) -> None:
        if job.state is JobState.CANCELLING:
            # It was done before it heard of the cancel: the artist's last word counts.
            self._finish(job, JobState.CANCELLED)
            return
        results = self._read.pop(job.id)
        if not isinstance(results, PointsmithError) and len(results) != len(job.requests):
            detail = f"{len(results)} results for {len(job.requests)} requests"
            results = PointsmithError(ErrorCode.INTERNAL, detail)
        if isinstance(results, PointsmithError):
            job.error = results
            self._finish(job, JobState.FAILED)
            return
        job.results = results
        if job.result is None:
            job.error = next(each for each in job.results if isinstance(each, PointsmithError))
            self._finish(job, JobState.FAILED)
            return
        job.fraction, job.seconds_left = 1.0, 0.0
        self._finish(job, JobState.DONE)

    def _fail(self, job: Job, message: Failed) -> None:
        job.error = records.failure(message)
        self._finish(job, JobState.FAILED)

    def _finish(self, job: Job, state: JobState) -> None:
        job.state = state
        job.preview = None
        self._read.clear()
        if not (self._options.files and state is JobState.DONE):
            shutil.rmtree(job.folder, ignore_errors=True)
        self.revision += 1

    def _worker_is_gone(self) -> None:
        """The pipe has ended: in the middle of a job that is a failure, otherwise the worker was idle long enough."""
        worker = self._worker
        error = None
        if worker is not None and self._is(JobState.RUNNING):
            error = PointsmithError(ErrorCode.WORKER_DIED, str(worker.log))
        self._end_worker(error)

    def _end_worker(self, error: PointsmithError | None) -> None:
        """End the worker; a job that was running fails with `error`, or is cancelled when there is none."""
        worker, self._worker = self._worker, None
        if worker is not None:
            if self.current is not None and not self.current.finished:
                worker.kill()
            worker.stop()
            self.cut_outs.fail(error or PointsmithError(ErrorCode.WORKER_DIED, str(worker.log)))
        job = self.current
        if job is not None and not job.finished:
            job.error = error
            self._finish(job, JobState.FAILED if error is not None else JobState.CANCELLED)
        self.revision += 1
