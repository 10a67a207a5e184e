"""What is going on in this Blender right now: the engine, the running job, set-up, and what to tell the artist.

Main thread only. Nothing here refers to Blender's data, so that undo and loading a file cannot make it stale.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.errors import ErrorCode, PointsmithError
from ..jobs.background import Background
from ..jobs.queue import JobQueue
from . import environment
from .models.downloads import Downloads

if TYPE_CHECKING:
    from ..core.gallery import Gallery
    from ..core.history import HistoryStore
    from ..jobs.engine import JobEngine
    from ..jobs.job import Job
    from .setup_run import SetupRun
    from .tasks import Task

_DOUBLE_CLICK_SECONDS = 0.7
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
    queue
        The running task and those that follow it.
    background
        Draws thumbnails.
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
    queue: JobQueue[Task] = field(default_factory=JobQueue)
    background: Background = field(default_factory=Background)
    setup: SetupRun | None = None
    downloads: Downloads = field(default_factory=Downloads)
    error: PointsmithError | None = None
    notices: list[str] = field(default_factory=list)
    revision: int = 0
    _engine: JobEngine | None = None
    _gallery: Gallery | None = None
    _history: HistoryStore | None = None
    _submitted: tuple[float, tuple[Task, ...]] = (float("-inf"), ())
    _ready: bool = False
    _ready_asked: float = float("-inf")

    @property
    def engine(self) -> JobEngine:
        """The one engine of this Blender, made at its first use."""
        if self._engine is None:
            from ..jobs.engine import JobEngine  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

            self._engine = JobEngine(
                environment.environment, environment.jobs_folder, environment.idle_seconds, environment.model_store
            )
        return self._engine

    @property
    def engine_revision(self) -> int:
        """The engine's visible changes; 0 while there is none."""
        return self._engine.revision if self._engine is not None else 0

    @property
    def shown_revision(self) -> tuple[int, ...]:
        """Differs after every change that a panel shows."""
        gallery = self._gallery.revision if self._gallery is not None else 0
        return self.engine_revision, self.revision, self.queue.revision, gallery

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

    @property
    def gallery(self) -> Gallery:
        """The clouds to pick from."""
        if self._gallery is None:
            from ..core.gallery import Gallery  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

            self._gallery = Gallery(environment.gallery_folder)
        return self._gallery

    @property
    def has_gallery(self) -> bool:
        """Whether there are clouds to pick from."""
        return self._gallery is not None and bool(self._gallery.candidates)

    @property
    def history(self) -> HistoryStore:
        """What was made before, by this user."""
        if self._history is None:
            from ..core.history import HistoryStore  # noqa: PLC0415 - as above

            self._history = HistoryStore(environment.history_folder())
        return self._history

    def why_not_now(self) -> str:
        """Say why no job can be asked for; empty when one can. While another runs it waits in the queue."""
        if self.setup is not None:
            return "Set-up is still running"
        return "" if self.is_ready else "Set up the worker first"

    def ask_again(self) -> None:
        """Look at the disk before `is_ready` is answered again."""
        self._ready_asked = float("-inf")
        self.revision += 1

    def submit(self, tasks: Sequence[Task], *, first: bool = False) -> bool:
        """Let tasks run, behind those that wait or before them; return False for a double click, which does nothing.

        Raises
        ------
        PointsmithError
            They would run at once, and the first cannot start: then none is kept.
        """
        now = time.monotonic()
        before, same = self._submitted
        self._submitted = now, tuple(tasks)
        if now - before < _DOUBLE_CLICK_SECONDS and same == tuple(tasks):
            return False
        self.clear()
        if self.queue.running is None and not self.queue.waiting:
            self.queue.resume()  # there is nothing that a pause could hold back
        entries = self.queue.add(tasks, first=first)
        try:
            self.start_next()
        except PointsmithError:
            for entry in entries:
                self.queue.remove(entry.id)
            self.queue.resume()
            raise
        return True

    def start_next(self) -> None:
        """Start the next task of the queue where one may start. Raises PointsmithError when it cannot."""
        if self.job is not None or self.setup is not None or not self._engine_is_free:
            return
        entry = self.queue.take()
        if entry is None:
            return
        self.revision += 1
        try:
            self.job = entry.task.submit(self.engine)
        except PointsmithError as error:
            self.queue.fail(error)
            raise
        self.task = entry.task

    def end_job(self, error: PointsmithError | None = None) -> None:
        """Note that the running job is over: done or cancelled, or failed."""
        self.job = self.task = None
        if error is None:
            self.queue.finish()
        else:
            self.queue.fail(error)
        self.revision += 1

    @property
    def _engine_is_free(self) -> bool:
        current = self._engine.current if self._engine is not None else None
        return current is None or current.finished

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
        self.revision += self.downloads.step() + self.background.step()

    @property
    def is_busy(self) -> bool:
        """Whether something runs that has news every moment."""
        running = self.job is not None or self.setup is not None or bool(self.downloads.runs)
        return running or self.background.is_busy

    @property
    def can_cancel(self) -> bool:
        """Whether something runs that has not been asked to stop yet."""
        if self.setup is not None:
            return not self.setup.cancelled
        return self.job is not None and self.job.state == "running"

    def cancel(self) -> None:
        """Ask whatever runs to stop; what waits behind it goes on."""
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

    def cancel_all(self) -> None:
        """Ask whatever runs to stop, and forget what waits and what failed."""
        self.queue.clear()
        self.cancel()

    def leave_file(self, reason: str) -> None:
        """Forget what belongs to the file that is left: the queue, the gallery and the job, of which is told."""
        self.queue.clear()
        if self.job is not None:
            self.engine.cancel()
            self.end_job()
            self.notices.append(reason)
        if self._gallery is not None:
            self.background.wait()
            self._gallery.clear()
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
        self.background.close()
        if self._gallery is not None:
            self._gallery.clear()
        self.queue = JobQueue()
        self._gallery = self._history = None
        self.setup = self.job = self.task = self._engine = None


session = Session()
"""The one of this Blender."""
