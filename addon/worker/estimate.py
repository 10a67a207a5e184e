"""How far a job is and how long it will still take, from what the stages took before."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..core.draw_request import DrawRequest
from ..core.messages import Stage
from ..core.pipelines import BUNDLED, Mesher, Sampler
from ..core.request import GenerationRequest, Output
from ..core.surface_request import SurfaceRequest


class Phase(NamedTuple):
    """A stage of a job, or a part of one.

    Attributes
    ----------
    key
        What its time depends on.
    first
        Seconds to expect of one member the first time.
    part
        The first member that it is done for, counted from 0.
    size
        How many members it is done for at once.
    """

    stage: Stage
    key: tuple[object, ...]
    first: float
    part: int = 0
    size: int = 1


Plan = list[Phase]
"""The phases of a job in order."""

# Seconds on two CPU cores; only their ratios matter, and only for the first job.
_LOADING = 6.0
_COARSE_POINTS = 1024
_BUNDLED = {Stage.COARSE: 1.0, Stage.FINE: 1.5}
_BASE_STEP = {"point-e-300m": 2.0, "point-e-1b": 8.0}
_OTHER_BASE_STEP = 0.4
_UPSAMPLER_STEP = 2.5
_SHAP_E_STEP = 2.0
_SHAP_E_DECODING = 3.0
_DRAWING = 30.0
_SURFACE = {Mesher.OWN: 0.8, Mesher.SDF: 15.0}


def generation_plan(requests: Sequence[GenerationRequest]) -> Plan:
    """The phases of objects from nothing, as long as all go into one batch."""
    first, count = requests[0], len(requests)
    loading = Phase(Stage.LOADING, (first.pipeline, first.device), _LOADING)
    return [loading, *cloud_plan(first, {0: count}), *surfaces_plan(requests, range(count))]


def cloud_plan(request: GenerationRequest, sizes: Mapping[int, int]) -> Plan:
    """The phases of clouds in batches: `sizes` by the first member of each."""
    key = (request.pipeline, request.device, request.points, request.steps, request.sampler)
    coarse, fine = _first_stages(request)
    return [
        Phase(stage, key, seconds, part, size)
        for part, size in sizes.items()
        for stage, seconds in ((Stage.COARSE, coarse), (Stage.FINE, fine))
        if seconds
    ]


def surfaces_plan(requests: Sequence[GenerationRequest], members: Iterable[int]) -> Plan:
    """The surfaces of those members that want one, one after the other."""
    plan = []
    for part in members:
        request = requests[part]
        if request.output is not Output.POINTS:
            key = (request.pipeline, request.points, request.surface, request.mesher)
            plan.append(Phase(Stage.SURFACE, key, _SURFACE[request.mesher], part))
    return plan


def _first_stages(request: GenerationRequest) -> tuple[float, float]:
    """Seconds to expect of the coarse and the fine stage; 0 when there is none."""
    if request.pipeline == BUNDLED:
        return _BUNDLED[Stage.COARSE], _BUNDLED[Stage.FINE] if request.points > _COARSE_POINTS else 0.0
    if request.pipeline.startswith("shap-e"):
        return 2 * request.steps * _SHAP_E_STEP, _SHAP_E_DECODING
    calls = request.steps * (2 if request.sampler is Sampler.PUBLISHED else 1)
    fine = calls * _UPSAMPLER_STEP if request.points > _COARSE_POINTS else 0.0
    return calls * _BASE_STEP.get(request.pipeline, _OTHER_BASE_STEP), fine


def surface_plan(request: SurfaceRequest, points: int) -> Plan:
    """The one stage of a surface around so many points."""
    key = (points, request.settings, request.estimate_normals)
    return [Phase(Stage.SURFACE, key, _SURFACE[Mesher.OWN])]


def drawing_plan(request: DrawRequest) -> Plan:
    """The stages of a picture."""
    model = (request.folder, request.device)
    settings = (*model, request.steps, request.guidance_scale, request.side)
    return [Phase(Stage.LOADING, model, _LOADING), Phase(Stage.DRAWING, settings, _DRAWING)]


class Estimate:
    """Remembers the seconds of each stage over the worker's life."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[object, ...], dict[int, float]] = {}

    def begin(self, plan: Plan) -> JobClock:
        """Start the clock of a job."""
        return JobClock(self, plan)

    def measured(self, phase: Phase) -> float | None:
        """Seconds that the phase took the last time, None before.

        Of another number of members at once than were ever measured, in proportion to the nearest number.
        """
        known = self._seconds.get((phase.stage, *phase.key))
        if not known:
            return None
        size = min(known, key=lambda other: abs(other - phase.size))
        return known[size] * phase.size / size

    def learn(self, phase: Phase, seconds: float) -> None:
        """Remember what the phase took; a second loading costs nothing."""
        known = self._seconds.setdefault((phase.stage, *phase.key), {})
        known[phase.size] = 0.05 if phase.stage is Stage.LOADING else seconds


class JobClock:
    """The progress of one job."""

    def __init__(self, estimate: Estimate, plan: Plan) -> None:
        self._estimate = estimate
        self._plan = list(plan)
        self._seconds = [self._expected(phase) for phase in plan]
        self._unknown = any(phase.stage is Stage.LOADING and estimate.measured(phase) is None for phase in plan)
        self._spent: dict[str, float] = {}
        self._at = -1
        self._began = time.monotonic()
        self._fraction = 0.0

    def advance(self, stage: Stage, step: int, steps: int, part: int = 0) -> tuple[float, float | None]:
        """Note that `step` of `steps` of `stage` is done, for the members from `part` on.

        Returns
        -------
        fraction of the whole job in [0, 1], never falling; seconds left, None while nothing is measured.
        """
        now = time.monotonic()
        if self._at < 0 or (self._plan[self._at].stage, self._plan[self._at].part) != (stage, part):
            self._leave(now)
            self._at = next(i for i, each in enumerate(self._plan) if (each.stage, each.part) == (stage, part))
            self._began = now
        elapsed = now - self._began
        share = step / steps
        # Trust this run's own pace once a tenth of the phase is behind it.
        total = elapsed / share if share >= 0.1 else max(self._seconds[self._at], elapsed)
        self._seconds[self._at] = total
        whole = sum(self._seconds)
        done = sum(self._seconds[: self._at]) + total * share
        self._fraction = max(self._fraction, min(done / whole, 1.0) if whole > 0 else 0.0)
        if stage is Stage.LOADING and self._unknown:
            return self._fraction, None
        return self._fraction, max(whole - done, 0.0)

    def replan(self, to_come: Plan, *, given_up: bool = False) -> None:
        """Put other phases after those that are done.

        given_up : the batch that was begun came to nothing, and teaches nothing; it is among those that come again.
        """
        now, done = time.monotonic(), self._at + 1
        if given_up:
            part = self._plan[self._at].part
            self._spend(now)
            while done and self._plan[done - 1].part == part and self._plan[done - 1].stage is not Stage.LOADING:
                done -= 1
        else:
            self._leave(now)
        self._at = -1
        self._plan[done:] = to_come
        self._seconds[done:] = [self._expected(phase) for phase in to_come]

    def finish(self) -> dict[str, float]:
        """End the clock; returns the seconds of every stage."""
        self._leave(time.monotonic())
        return {stage: round(seconds, 3) for stage, seconds in self._spent.items()}

    def _expected(self, phase: Phase) -> float:
        known = self._estimate.measured(phase)
        return phase.first * phase.size if known is None else known

    def _leave(self, now: float) -> None:
        if self._at >= 0:
            self._seconds[self._at] = self._spend(now)
            self._estimate.learn(self._plan[self._at], self._seconds[self._at])

    def _spend(self, now: float) -> float:
        seconds = now - self._began
        stage = self._plan[self._at].stage
        self._spent[stage] = self._spent.get(stage, 0.0) + seconds
        return seconds
