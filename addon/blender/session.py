"""What is going on in this Blender right now: the engine, the running job, set-up, and what to tell the artist.

Main thread only. Nothing here refers to Blender's data, so that undo and loading a file cannot make it stale.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.errors import ErrorCode, PointsmithError
from . import environment
from .models.downloads import Downloads

if TYPE_CHECKING:
    from .jobs.engine import JobEngine
    from .jobs.job import Job
    from .setup_run import SetupRun
    from .tasks import Task

_READY_SECONDS = 2.0
"""The panel asks whether set-up is done at every redraw; the disk is asked this often."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Session:
    """The state of the extension while Blender runs.

    Attributes
    ----------
    job, task
        Submitted by the panel and not yet in the scene, and what it was submitted for.
    waiting, count
        The tasks that follow it, and how many there were at the start.
    setup
        The running set-up.
    downloads
        Those of published models.
    error, notices
        What the panel shows until it is dismissed.
    revision
        Grows with every visible change outside the engine.
    """

    job: Job | None = None
    task: Task | None = None
    waiting: deque[Task] = field(default_factory=deque)
    count: int = 0
    setup: SetupRun | None = None
    downloads: Downloads = field(default_factory=Downloads)
    error: PointsmithError | None = None
    notices: list[str] = field(default_factory=list)
    revision: int = 0
    _engine: JobEngine | None = None
    _ready: bool = False
    _ready_asked: float = float("-inf")

    @property
    def engine(self) -> JobEngine:
        """The one engine of this Blender, made at its first use."""
        if self._engine is None:
            from .jobs.engine import JobEngine  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

            self._engine = JobEngine(
                environment.environment, environment.jobs_folder, environment.idle_seconds, environment.model_store
            )
        return self._engine

    @property
    def engine_revision(self) -> int:
        """The engine's visible changes; 0 while there is none."""
        return self._engine.revision if self._engine is not None else 0

    @property
    def worker_running(self) -> bool:
        """Whether a worker holds memory."""
        return self._engine is not None and self._engine.worker_running

    @property
    def is_ready(self) -> bool:
        """Whether the worker is set up; at most two seconds old."""
        now = time.monotonic()
        if now - self._ready_asked > _READY_SECONDS:
            self._ready = environment.environment().is_ready
            self._ready_asked = now
        return self._ready

    def why_not_now(self) -> str:
        """Say why no job can start; empty when one can."""
        current = self._engine.current if self._engine is not None else None
        if self.job is not None or (current is not None and not current.finished):
            return "Another object is being made"
        if self.setup is not None:
            return "Set-up is still running"
        return "" if self.is_ready else "Set up the worker first"

    def ask_again(self) -> None:
        """Look at the disk before `is_ready` is answered again."""
        self._ready_asked = float("-inf")
        self.revision += 1

    def submit(self, tasks: Sequence[Task]) -> None:
        """Start one task after the other. Raises PointsmithError when the first cannot start."""
        self.clear()
        self.waiting = deque(tasks)
        self.count = len(tasks)
        self.start_next()

    def start_next(self) -> None:
        """Submit the next task, if there is one. Raises PointsmithError, and forgets the others."""
        self.job = self.task = None
        self.revision += 1
        if self.waiting:
            task = self.waiting.popleft()
            try:
                self.job = task.submit(self.engine)
            except PointsmithError:
                self.waiting.clear()
                raise
            self.task = task

    @property
    def number(self) -> int:
        """Which of the tasks runs, from 1."""
        return self.count - len(self.waiting)

    @property
    def fraction(self) -> float:
        """How far all tasks together are, in [0, 1]."""
        return (self.number - 1 + self.job.fraction) / self.count if self.job is not None else 0.0

    def step(self) -> None:
        """Move the engine, set-up and downloads on. Never blocks."""
        if self._engine is not None:
            self._engine.step()
        if self.setup is not None:
            self.revision += self.setup.step()
            if self.setup.finished:
                self.error = self.setup.error
                self.setup = None
                self.ask_again()
        self.revision += self.downloads.step()

    @property
    def is_busy(self) -> bool:
        """Whether something runs that has news every moment."""
        return self.job is not None or self.setup is not None or bool(self.downloads.runs)

    @property
    def can_cancel(self) -> bool:
        """Whether something runs that has not been asked to stop yet."""
        if self.setup is not None:
            return not self.setup.cancelled
        return self.job is not None and (self.job.state == "running" or bool(self.waiting))

    def cancel(self) -> None:
        """Ask whatever runs to stop; what waits behind it does not start."""
        self.waiting.clear()
        if self._engine is not None and self.job is not None:
            self._engine.cancel()
        if self.setup is not None:
            self.setup.cancel()
        self.revision += 1

    def free_worker(self) -> None:
        """End the worker, which gives its memory back."""
        if self._engine is not None:
            self._engine.free()
        self.revision += 1

    def abandon(self, reason: str) -> None:
        """Stop the job and forget its result and what waits behind it, telling the artist why."""
        self.waiting.clear()
        if self.job is not None:
            self.engine.cancel()
            self.job = self.task = None
            self.notices.append(reason)
            self.revision += 1

    def fail(self, error: Exception) -> None:
        """Show a failure in the panel; one that is not of the closed list is logged in full."""
        if not isinstance(error, PointsmithError):
            log.error("unexpected failure", exc_info=error)
            error = PointsmithError(ErrorCode.INTERNAL, f"{type(error).__name__}: {error}".replace("\n", " "))
        self.error = error
        self.revision += 1

    def clear(self) -> None:
        """Forget what was told."""
        self.error = None
        self.notices.clear()
        self.revision += 1

    def close(self) -> None:
        """End every child process, at once."""
        self.downloads.close()
        if self.setup is not None:
            self.setup.close()
        if self._engine is not None:
            self._engine.close()
        self.waiting.clear()
        self.setup = self.job = self.task = self._engine = None


session = Session()
"""The one of this Blender."""
