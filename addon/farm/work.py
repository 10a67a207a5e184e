"""A job on its way through the farm."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..batch.job import BatchJob
from ..core import batches
from ..core.errors import ErrorCode, PointsmithError
from ..jobs.job import ResultFiles
from .library import Library
from .orders import Export

TRIES = 3
"""A job that ended its process so often, alone with it, is set aside."""


@dataclass(slots=True, eq=False)
class Work:
    """One job of the manifest, and what has become of it so far.

    Attributes
    ----------
    number
        Its place in the order in which jobs were read.
    draws
        Whether its picture is still to be drawn.
    alone
        Whether it must be tried without company, because something ended a batch that it was part of.
    deaths
        How often it ended its process, alone with it.
    made, folders
        The files of its cloud and mesh, and the folders that hold them.
    seconds
        Its share of each stage.
    log
        Last words of the processes that it ended, once it is set aside.
    """

    number: int
    job: BatchJob
    draws: bool
    alone: bool = False
    deaths: int = 0
    made: ResultFiles | None = None
    folders: list[Path] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    log: Path | None = None

    @property
    def kind(self) -> tuple[Any, ...]:
        """What works have in common that one worker does best together; the first two name the model and device."""
        draw = self.job.draw
        if self.draws and draw is not None:
            return "draw " + draw.folder, draw.device
        return batches.kind(self.job.request)

    def spent(self, seconds: dict[str, float], members: int = 1) -> None:
        """Add its share of what a batch took, by stage."""
        for stage, took in seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + took / members

    def export(self, folder: Path | None, library: Library | None, *, thumbnail: bool) -> Export:
        """Return the order to write what was made of it."""
        made, request = self.made, self.job.request
        assert made is not None
        return Export(
            self.number,
            self.job,
            request,
            made.cloud,
            made.mesh,
            device=made.device,
            model_hash=made.model_hash,
            seconds=self.seconds,
            notices=tuple(self.notices),
            folder=folder,
            thumbnail=thumbnail,
            library=library,
        )

    def discard(self) -> None:
        """Remove its files; their folders go with the last of the jobs that share them."""
        if self.made is not None:
            for file in (self.made.cloud, self.made.mesh):
                if file is not None:
                    with contextlib.suppress(OSError):
                        file.unlink()
        for folder in self.folders:
            with contextlib.suppress(OSError):
                folder.rmdir()
        self.folders.clear()

    def died(self, process: str, log: Path) -> PointsmithError | None:
        """Count that it ended a process; return why it is set aside, when it has had its tries.

        The process's log is kept then, beside it and under the job's key.
        """
        self.alone = True
        self.deaths += 1
        if self.deaths < TRIES:
            return None
        self.log = log.with_name(f"set-aside-{self.job.key}.log")
        # The process that follows begins the log anew.
        with contextlib.suppress(OSError):
            shutil.copyfile(log, self.log)
        return PointsmithError(ErrorCode.SET_ASIDE, f"it ended its {process} {TRIES} times, see {self.log}")
