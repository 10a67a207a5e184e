"""What is on show for the running job: its clouds, and the readout under them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..translation import retold, tell
from ..wording import time_left
from .clouds import LiveClouds
from .readout import Caption, Readout

if TYPE_CHECKING:
    from ...core.destination import Destination, Place
    from ...core.request import GenerationRequest
    from ...jobs.job import Job
    from ..tasks import Task


@dataclass(frozen=True, slots=True)
class Running:
    """What runs, and what is told of it.

    Attributes
    ----------
    job, task
        None while nothing runs.
    entering
        Tells what a finished result waits for, as a sentence.
    """

    job: Job | None
    task: Task | None
    entering: Callable[[], str]


@dataclass(slots=True, eq=False)
class Show:
    """The clouds and the readout of one job after the other."""

    clouds: LiveClouds = field(default_factory=LiveClouds)
    readout: Readout = field(default_factory=Readout)

    def follow(self, running: Running, now: float) -> bool:
        """Take over what is new; returns whether there is something new to see.

        Only jobs whose objects have a place in the scene are shown.
        """
        job = running.job
        # The task's and not the job's: a surface around a cloud that is picked already has a place too.
        destinations: Sequence[Destination] = getattr(running.task, "destinations", ())
        if job is None or not destinations:
            job, destinations = None, ()
        requests: Sequence[GenerationRequest] = getattr(running.task, "requests", ()) if job is not None else ()
        moved = self.clouds.follow(job, requests, destinations, now)
        caption = _caption(job, running) if job is not None else None
        bounds = self.clouds.bounds() or _expected(requests, destinations)
        return self.readout.tell(caption, bounds, now) or moved

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be drawn."""
        return not self.clouds and self.readout.caption is None

    def at_rest(self, now: float) -> bool:
        """Whether the next frame looks like the last."""
        return self.clouds.at_rest(now) and self.readout.at_rest(now)


def _caption(job: Job, running: Running) -> Caption | None:
    if job.finished:
        if job.result is None:
            return None
        return Caption(tell("Done"), running.entering(), 1.0)
    if job.state == "cancelling":
        return Caption(tell("Cancelling"), "", job.fraction)
    left = retold(time_left(job.seconds_left))
    stage = tell(job.stage.label)
    if job.members > 1:
        stage = tell("{stage} {number} of {count}", stage=stage, number=job.member, count=job.members)
    return Caption(stage, tell("{left} · Esc cancels", left=left) if left else tell("Esc cancels"), job.fraction)


def _expected(requests: Sequence[GenerationRequest], destinations: Sequence[Destination]) -> tuple[Place, Place] | None:
    """Return a box that holds the objects, whatever they become; None for no objects."""
    if not requests:
        return None
    places = [(*each.location, request.size) for each, request in zip(destinations, requests, strict=False)]
    low = (min(x - s / 2 for x, _, _, s in places), min(y - s / 2 for _, y, _, s in places), min(p[2] for p in places))
    high = (max(x + s / 2 for x, _, _, s in places), max(y + s / 2 for _, y, _, s in places))
    return low, (*high, max(z + s for _, _, z, s in places))
