"""How far a job is and how long it will still take, from what the stages took before."""

from __future__ import annotations

import time
from collections.abc import Mapping

from ..core.draw_request import DrawRequest
from ..core.messages import Stage
from ..core.request import GenerationRequest, Output
from ..core.surface_request import SurfaceRequest

Plan = Mapping[Stage, tuple[object, ...]]
"""The stages of a job in order, and for each what its time depends on."""

# Seconds per stage of a Standard job on two CPU cores; only their ratios matter, and only for the first job.
_FIRST_GUESS = {Stage.LOADING: 6.0, Stage.COARSE: 1.0, Stage.FINE: 1.5, Stage.SURFACE: 0.8, Stage.DRAWING: 30.0}


def generation_plan(request: GenerationRequest) -> Plan:
    """The stages of an object from nothing."""
    model = (request.pipeline, request.device)
    cloud = (*model, request.points, request.steps)
    plan = {Stage.LOADING: model, Stage.COARSE: cloud, Stage.FINE: cloud}
    if request.output is Output.POINTS:
        return plan
    return {**plan, Stage.SURFACE: (request.points, request.surface)}


def surface_plan(request: SurfaceRequest, points: int) -> Plan:
    """The one stage of a surface around so many points."""
    return {Stage.SURFACE: (points, request.settings, request.estimate_normals)}


def drawing_plan(request: DrawRequest) -> Plan:
    """The stages of a picture."""
    model = (request.folder, request.device)
    return {Stage.LOADING: model, Stage.DRAWING: (*model, request.steps, request.guidance_scale, request.side)}


class Estimate:
    """Remembers the seconds of each stage over the worker's life."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[object, ...], float] = {}

    def begin(self, plan: Plan) -> JobClock:
        """Start the clock of a job."""
        return JobClock(self, plan)

    def expected(self, stage: Stage, key: tuple[object, ...]) -> float:
        """Seconds that the stage is expected to take."""
        return self._seconds.get((stage, *key), _FIRST_GUESS[stage])

    def learn(self, stage: Stage, key: tuple[object, ...], seconds: float) -> None:
        """Remember what the stage took; a second loading costs nothing."""
        self._seconds[(stage, *key)] = 0.05 if stage is Stage.LOADING else seconds


class JobClock:
    """The progress of one job."""

    def __init__(self, estimate: Estimate, keys: Plan) -> None:
        self._estimate = estimate
        self._keys = keys
        self._plan = {stage: estimate.expected(stage, key) for stage, key in keys.items()}
        self._spent: dict[str, float] = {}
        self._stage: Stage | None = None
        self._began = time.monotonic()
        self._fraction = 0.0

    def advance(self, stage: Stage, step: int, steps: int) -> tuple[float, float | None]:
        """Note that `step` of `steps` of `stage` is done.

        Returns
        -------
        fraction of the whole job in [0, 1], never falling; seconds left, None while nothing is measured.
        """
        now = time.monotonic()
        if stage is not self._stage:
            self._leave(now)
            self._stage, self._began = stage, now
        elapsed = now - self._began
        share = step / steps
        expected = self._plan[stage]
        # Trust this run's own pace once a tenth of the stage is behind it.
        total = elapsed / share if share >= 0.1 else max(expected, elapsed)
        self._plan[stage] = total
        whole = sum(self._plan.values())
        order = list(self._plan)
        done = sum(self._plan[s] for s in order[: order.index(stage)]) + total * share
        self._fraction = max(self._fraction, min(done / whole, 1.0) if whole > 0 else 0.0)
        if stage is Stage.LOADING and expected >= _FIRST_GUESS[Stage.LOADING]:
            return self._fraction, None
        return self._fraction, max(whole - done, 0.0)

    def finish(self) -> dict[str, float]:
        """End the clock; returns the seconds of every stage."""
        self._leave(time.monotonic())
        return self._spent

    def _leave(self, now: float) -> None:
        if self._stage is not None:
            seconds = now - self._began
            self._spent[self._stage] = round(seconds, 3)
            self._plan[self._stage] = seconds
            self._estimate.learn(self._stage, self._keys[self._stage], seconds)
