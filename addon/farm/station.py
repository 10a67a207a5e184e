"""One worker and the jobs it holds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..core import batches
from ..core.environment import WorkerEnvironment
from ..core.errors import ErrorCode, PointsmithError
from ..core.messages import Stage
from ..core.model_store import ModelStore
from ..core.surface_request import SurfaceRequest
from ..jobs.engine import JobEngine
from ..jobs.job import DrawnPicture, Job, JobResult, ResultFiles
from ..jobs.worker_options import WorkerOptions
from .batch_size import BatchSize
from .crew import Post
from .pool import Kind
from .work import Work

STUCK_SECONDS = 1800.0
"""A worker that reports nothing for so long in the middle of a job is ended: that counts as its death."""
STARTS = 3
"""Times in a row that a worker may end before it says hello."""
_GONE = frozenset({ErrorCode.WORKER_DIED, ErrorCode.WORKER_SILENT})
_IDLE_SECONDS = 24 * 3600.0
_CPU_POINTS = 8192
"""Points a thread, of all members together, that the bundled network is fastest with; see `worker.pipelines`."""

Made = ResultFiles | DrawnPicture | PointsmithError


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of the jobs that a station held.

    Attributes
    ----------
    results
        What was made of each, or its own failure; empty when they failed together.
    error
        What they failed of together.
    died, started
        Whether the worker ended on them, and whether it had come as far as to begin.
    folder, log
        Hold the results' files, and what the worker printed.
    notices
        What was told of all of them.
    """

    works: list[Work]
    results: tuple[Made, ...] = ()
    error: PointsmithError | None = None
    died: bool = False
    started: bool = True
    folder: Path | None = None
    log: Path = Path()
    notices: tuple[str, ...] = ()


class Station:
    """A worker that is started when there is work, and again when it ended.

    Parameters
    ----------
    name
        For its log's file and for messages.
    post
        Where it works.
    environment, models, folder
        Of the worker, of published models, and where its jobs' folders are made.
    """

    def __init__(self, name: str, post: Post, environment: WorkerEnvironment, models: ModelStore, folder: Path) -> None:
        self.name, self.post = name, post
        self.log = environment.logs / f"{name}.log"
        options = WorkerOptions(post.variables, self.log.name, previews=False, surfaces=post.gpu is None, files=True)
        self._engine = JobEngine(lambda: environment, lambda: folder, lambda: _IDLE_SECONDS, lambda: models, options)
        self._sizes: dict[Kind, BatchSize] = {}
        self._job: Job | None = None
        self._revision, self._heard = -1, 0.0
        self._starts = 0
        self._free_since: float | None = None
        self.kind: Kind | None = None
        self.works: list[Work] = []
        self.gaps: list[float] = []

    @property
    def busy(self) -> bool:
        """Whether it holds jobs."""
        return self._job is not None

    @property
    def is_making(self) -> bool:
        """Whether it is past the start of its worker and the loading of the model."""
        return self._job is not None and self._job.stage not in {Stage.STARTING, Stage.LOADING}

    @property
    def worker_pid(self) -> int | None:
        """Process id of its worker; None while there is none."""
        return self._engine.worker_pid

    @property
    def told(self) -> str:
        """What it does, in a few words; "" while it does nothing."""
        if self._job is None:
            return ""
        title = batches.title([work.job.request for work in self.works])
        return f"{title}, {self._job.stage.label} {self._job.fraction:.0%}"

    def most(self, work: Work) -> int:
        """How many jobs like this one it should be given at once."""
        return 1 if work.draws else self._size(work).size

    def start(self, works: list[Work]) -> Ended | None:
        """Let the worker begin with jobs of one kind; return what became of them where it cannot.

        Raises
        ------
        PointsmithError
            NOT_SET_UP; WORKER_DIED when it could not be started several times.
        """
        first = works[0]
        draw = first.job.draw
        self.kind = first.kind
        if first.draws and draw is not None:
            return self._begin(works, lambda: self._engine.submit(draw))
        return self._begin(works, lambda: self._engine.submit([work.job.request for work in works]))

    def start_surface(self, work: Work) -> Ended | None:
        """Let the worker close the surface around a cloud. Returns and raises what `start` does."""
        assert work.made is not None
        request, cloud = work.job.request, work.made.cloud
        asked = SurfaceRequest(request.title, request.surface)
        return self._begin([work], lambda: self._engine.submit(asked, cloud))

    def step(self) -> Ended | None:
        """Return what became of the jobs it holds, None while it is at them. Never blocks.

        Raises
        ------
        PointsmithError
            WORKER_DIED, WORKER_SILENT when the worker could not be started several times.
        """
        job = self._job
        if job is None:
            return None
        self._engine.step()
        now = time.monotonic()
        if self._engine.revision != self._revision:
            self._revision, self._heard = self._engine.revision, now
        elif now - self._heard > STUCK_SECONDS:
            self._engine.free()
        if not job.finished:
            return None
        works, self._job, self.works = self.works, None, []
        self._free_since = now
        return self._ended(job, works)

    def close(self) -> None:
        """End the worker."""
        self._engine.close()

    def _begin(self, works: list[Work], submit: Callable[[], Job]) -> Ended | None:
        now = time.monotonic()
        try:
            self._job = submit()
        except PointsmithError as error:
            if error.code in _GONE:
                return self._not_started(works, error)
            return Ended(works, error=error)
        self.works = works
        self._revision, self._heard = -1, now
        if self._free_since is not None:
            self.gaps.append(now - self._free_since)
        return None

    def _ended(self, job: Job, works: list[Work]) -> Ended:
        if job.results:
            self._starts = 0
            results = tuple(each for each in job.results if not isinstance(each, JobResult))
            first = next((each for each in results if isinstance(each, ResultFiles)), None)
            if first is not None and not works[0].made:
                took = sum(each for stage, each in first.seconds.items() if stage != Stage.LOADING)
                self._size(works[0]).went_well(len(works), took)
            return Ended(works, results, folder=job.folder, notices=tuple(job.notices))
        error = job.error or PointsmithError(ErrorCode.WORKER_DIED, str(self.log))
        if error.code not in _GONE:
            return Ended(works, error=error)
        if not self._engine.worker_greeted:
            return self._not_started(works, error)
        self._starts = 0
        if len(works) > 1:
            self._size(works[0]).died(len(works))
        return Ended(works, error=error, died=True, log=self.log)

    def _not_started(self, works: list[Work], error: PointsmithError) -> Ended:
        self._starts += 1
        if self._starts >= STARTS:
            raise error
        return Ended(works, error=error, died=True, started=False)

    def _size(self, work: Work) -> BatchSize:
        if work.kind not in self._sizes:
            first = max(1, _CPU_POINTS * self.post.threads // work.job.request.points)
            on_gpu = self.post.gpu is not None
            self._sizes[work.kind] = BatchSize(32, 256, 6.0) if on_gpu else BatchSize(first, max(64, first), 8.0)
        return self._sizes[work.kind]
