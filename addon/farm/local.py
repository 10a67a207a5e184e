"""A farm on one machine: every worker and every exporter busy, whatever becomes of them."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..batch.job import BatchJob
from ..batch.mistakes import BadLine
from ..batch.record import failure
from ..core.environment import WorkerEnvironment
from ..core.errors import ErrorCode, PointsmithError
from ..core.model_store import ModelStore
from ..core.request import Output
from ..jobs.job import DrawnPicture
from .crew import Crew, Post
from .exporting import Exporting
from .library import Library
from .orders import Export
from .pictures import keep_picture
from .pool import WINDOW, Pool
from .scratch import scratch_folder
from .station import Ended, Made, Station
from .work import Work

ENDS_RUN = frozenset(
    {ErrorCode.NOT_SET_UP, ErrorCode.SETUP_FAILED, ErrorCode.WORKER_VERSION, ErrorCode.DISK_FULL, ErrorCode.NO_LIBRARY}
)
"""Failures that every other job would meet too."""
_OF_THE_PLACE = frozenset({ErrorCode.DISK_FULL, ErrorCode.NOT_WRITABLE})
"""Failures that, told by a worker, are about the folder where its jobs keep their files."""
_POLL_SECONDS, _TELL_SECONDS = 0.005, 0.1
_WAITING = 64
"""Objects that may wait for surfaces and files before stations are given no more; or two of their batches."""
_ROOM = 2**29
"""Bytes that stay free where jobs keep their files, as long as waiting for exporters can help."""
_HOPELESS = 3
"""Jobs that may be set aside before the first succeeds: then it is not they that are broken."""


def _quiet(_text: str) -> None:
    pass


class LocalFarm:
    """Makes jobs with a crew of child processes. Usable once, from one thread.

    Parameters
    ----------
    crew
        Who works.
    environment, models
        Of the workers, and the folder of the published models.
    exporter
        The command that starts an exporter.
    folder
        That of the results: paths in records are relative to it, thumbnails lie below it. None for neither.
    scratch
        Where a folder is made for the files that are on their way.
    thumbnail, library
        Whether thumbnails are drawn, and where assets are listed.
    say, doing
        Called with sentences that a person should read, and with what the stations do, many times a second.

    Raises
    ------
    PointsmithError
        NOT_SET_UP; NOT_WRITABLE or DISK_FULL for `scratch`.
    """

    def __init__(
        self,
        crew: Crew,
        *,
        environment: WorkerEnvironment,
        models: ModelStore,
        exporter: Sequence[str],
        folder: Path | None,
        scratch: Path,
        thumbnail: bool = True,
        library: Library | None = None,
        say: Callable[[str], None] = _quiet,
        doing: Callable[[str], None] = _quiet,
    ) -> None:
        if not environment.is_ready:
            raise PointsmithError(ErrorCode.NOT_SET_UP)
        self.crew = crew
        self._say, self._doing = say, doing
        self._held = contextlib.ExitStack()
        self._scratch = self._held.enter_context(scratch_folder(scratch))

        def station(name: str, post: Post) -> Station:
            return Station(name, post, environment, models, self._scratch)

        self.stations = [station(f"worker-{i}", post) for i, post in enumerate(crew.stations, 1)]
        self.surfaces = [station(f"surfaces-{i}", Post()) for i in range(1, crew.surfaces + 1)]
        drawn = thumbnail and folder is not None

        def order(work: Work) -> Export:
            return work.export(folder, library, thumbnail=drawn)

        self.exporting = Exporting(exporter, crew.exporters, environment.logs, order)
        self._clouds: deque[Work] = deque()
        self._records: deque[dict[str, Any]] = deque()
        self._made = self._set_aside = self._largest = 0

    def run(self, jobs: Iterable[BatchJob | BadLine | None]) -> Iterator[dict[str, Any]]:
        """Yield the record of each job as it ends, in whatever order; None among the jobs means "nothing now".

        Jobs are read as they are needed, some hundreds ahead. `job.draw` must name the folder of its model.

        Raises
        ------
        PointsmithError
            What every job would meet: NOT_SET_UP, SETUP_FAILED, WORKER_VERSION, DISK_FULL, NO_LIBRARY; NOT_WRITABLE
            where workers keep their files; WORKER_SILENT and WORKER_DIED when processes do not start, or end whatever
            they are given.
        """
        pool = Pool(jobs, max(WINDOW, 4 * _WAITING * len(self.stations)))
        told_at, opened = 0.0, False
        while not (pool.exhausted and not len(pool) and self._is_empty):
            self._records += (failure(line, line.error) for line in pool.fill())
            if len(pool) and not opened:
                self.exporting.open()
                opened = True
            try:
                self._step(pool)
                self._hand_out(pool)
            except PointsmithError:
                yield from self._finished()
                raise
            if time.monotonic() - told_at > _TELL_SECONDS:
                told_at = time.monotonic()
                self._doing(self.told)
            if self._records:
                yield from self._finished()
            else:
                time.sleep(_POLL_SECONDS)
        yield from self._finished()

    def _finished(self) -> Iterator[dict[str, Any]]:
        while self._records:
            yield self._records.popleft()

    @property
    def is_making(self) -> bool:
        """Whether a worker is past its start and the loading of its model."""
        return any(station.is_making for station in self.stations)

    @property
    def told(self) -> str:
        """What the stations do, in one line."""
        busy = [station.told for station in self.stations if station.busy]
        if not busy:
            return f"writing {len(self.exporting)} objects" if len(self.exporting) else "waiting"
        return busy[0] if len(self.stations) == 1 else f"{len(self.stations)} workers: {' · '.join(busy)}"

    def close(self) -> None:
        """End every process, within seconds, and remove the files that were on their way."""
        closing = [station.close for station in (*self.stations, *self.surfaces)] + [self.exporting.close]
        with ThreadPoolExecutor(len(closing)) as pool:
            ending = [pool.submit(close) for close in closing]
        self._held.close()
        for each in ending:
            each.result()

    def __enter__(self) -> LocalFarm:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _is_empty(self) -> bool:
        busy = any(station.busy for station in (*self.stations, *self.surfaces))
        return not (busy or self._clouds or len(self.exporting))

    def _hand_out(self, pool: Pool) -> None:
        while self._clouds and (free := next((each for each in self.surfaces if not each.busy), None)):
            self._take(free.start_surface(self._clouds.popleft()), pool)
        waiting = len(self._clouds) + len(self.exporting)
        for station in self.stations:
            if station.busy or waiting >= max(_WAITING, 2 * self._largest) or (waiting and not self._has_room()):
                continue
            others = [other.kind for other in self.stations if other is not station and other.busy]
            kind = pool.next_kind(station.kind, others)
            if kind is not None:
                works = pool.take(kind, station.most, len(self.stations))
                self._largest = max(self._largest, len(works))
                self._take(station.start(works), pool)

    def _has_room(self) -> bool:
        try:
            return shutil.disk_usage(self._scratch).free > _ROOM
        except OSError:
            return True

    def _step(self, pool: Pool) -> None:
        for station in (*self.stations, *self.surfaces):
            self._take(station.step(), pool)
        for work, told in self.exporting.step():
            if isinstance(told, PointsmithError):
                self._fail(work, told)
            else:
                self._recorded(work, told)

    def _take(self, ended: Ended | None, pool: Pool) -> None:
        """See to jobs that a station is done with, one way or another."""
        if ended is None:
            return
        works, error = ended.works, ended.error
        if error is None:
            for work, made in zip(works, ended.results, strict=True):
                self._made_by_worker(work, made, ended, pool)
        elif not ended.started:
            self._again(works, pool)
        elif len(works) > 1 and error.code not in _OF_THE_PLACE | ENDS_RUN:
            # Whose fault it was shows when each is tried alone.
            if ended.died:
                self._say(f"A worker stopped unexpectedly: its {len(works)} jobs are tried again, one by one")
            for work in works:
                work.alone = True
            self._again(works, pool)
        elif ended.died:
            aside = works[0].died("worker", ended.log)
            if aside is None:
                self._again(works, pool)
            else:
                self._fail(works[0], aside)
        elif error.code in _OF_THE_PLACE:
            # The folder that it names goes with the run.
            raise PointsmithError(error.code, str(self._scratch.parent))
        else:
            self._fail(works[0], error)

    def _again(self, works: list[Work], pool: Pool) -> None:
        for work in works:
            if work.made is not None:
                self._clouds.append(work)
            else:
                pool.put(work)

    def _made_by_worker(self, work: Work, made: Made, ended: Ended, pool: Pool) -> None:
        if ended.folder is not None:
            work.folders.append(ended.folder)
        if isinstance(made, PointsmithError):
            self._fail(work, made)
        elif isinstance(made, DrawnPicture):
            work.spent(made.seconds)
            work.notices += ended.notices
            try:
                keep_picture(Path(work.job.request.images[0].path), made.png)
            except PointsmithError as error:
                self._fail(work, error)
                return
            work.draws, work.alone = False, False
            work.discard()
            pool.put(work)
        elif work.made is not None:
            work.spent(made.seconds)
            work.made, work.alone, work.deaths = replace(work.made, mesh=made.mesh), False, 0
            self.exporting.put(work)
        else:
            work.spent(made.seconds, len(ended.works))
            work.notices += made.notices
            work.made, work.alone, work.deaths = made, False, 0
            if made.mesh is None and work.job.request.output is not Output.POINTS:
                self._clouds.append(work)
            else:
                self.exporting.put(work)

    def _recorded(self, work: Work, record: dict[str, Any]) -> None:
        if not record["ok"] and record["error"] in ENDS_RUN:
            raise PointsmithError(ErrorCode(record["error"]), str(work.job.outputs[0].parent))
        self._made += record["ok"]
        work.discard()
        self._records.append(record)

    def _fail(self, work: Work, error: PointsmithError) -> None:
        if error.code in ENDS_RUN:
            raise error
        if error.code is ErrorCode.BAD_CLOUD:  # what a surface says of a cloud that comes from elsewhere
            error = PointsmithError(ErrorCode.EMPTY_RESULT)
        work.discard()
        record = failure(work.job, error)
        record["seconds"] = round(sum(work.seconds.values()), 3)
        self._records.append(record)
        if error.code is ErrorCode.SET_ASIDE:
            self._set_aside += 1
            if not self._made and self._set_aside >= _HOPELESS:
                raise PointsmithError(ErrorCode.WORKER_DIED, str(work.log))
