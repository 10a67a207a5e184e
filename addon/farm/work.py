"""A job on its way through the farm."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..batch.job import BatchJob
from ..core import batches
from ..core.errors import ErrorCode, PointsmithError
from ..jobs.job import ResultFiles

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

    def died(self, process: str, log: Path | None) -> PointsmithError | None:
        """Count that it ended a process; return why it is set aside, when it has had its tries."""
        self.alone = True
        self.deaths += 1
        if self.deaths < TRIES:
            return None
        return PointsmithError(ErrorCode.SET_ASIDE, f"it ended its {process} {TRIES} times, see {log}")
