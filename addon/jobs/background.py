"""Small work on files and arrays beside the main thread, such as drawing a thumbnail. It must not touch bpy."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

log = logging.getLogger(__name__)


class Background:
    """One thread, made at the first use; what fails is logged, for nothing hangs on it."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None
        self._running: list[Future[None]] = []

    @property
    def is_busy(self) -> bool:
        """Whether something is not done yet."""
        return bool(self._running)

    def do(self, work: Callable[[], None]) -> None:
        """Do it soon."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(1, "pointsmith")
        self._running.append(self._threads.submit(work))

    def step(self) -> int:
        """Return how many are done since the last call."""
        done = [future for future in self._running if future.done()]
        self._running = [future for future in self._running if not future.done()]
        for future in done:
            _told(future)
        return len(done)

    def wait(self) -> None:
        """Block until all is done."""
        for future in self._running:
            _told(future)
        self._running.clear()

    def close(self) -> None:
        """Drop what has not begun and end the thread."""
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)
        self._threads = None
        self._running.clear()


def _told(future: Future[None]) -> None:
    error = future.exception()
    if error is not None:
        log.warning("beside the main thread: %s", error, exc_info=error)
