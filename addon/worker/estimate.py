"""How far a job is and how long it will still take, from what the stages took before."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import NamedTuple

from ..core.draw_request import DrawRequest
from ..core.messages import Stage
from ..core.pipelines import BUNDLED, Mesher, Sampler
from ..core.request import GenerationRequest, Output
from ..core.surface_request import SurfaceRequest


class Expected(NamedTuple):
    """What a stage's time depends on, and seconds to expect of the first."""

    key: tuple[object, ...]
    first: float


Plan = Mapping[Stage, Expected]
"""The stages of a job in order."""

# Seconds on two CPU cores; only their ratios matter, and only for the first job.
_LOADING = 6.0
_BUNDLED = {Stage.COARSE: 1.0, Stage.FINE: 1.5}
_BASE_STEP = {"point-e-300m": 2.0, "point-e-1b": 8.0}
_OTHER_BASE_STEP = 0.4
_UPSAMPLER_STEP = 2.5
_SHAP_E_STEP = 2.0
_SHAP_E_DECODING = 3.0
_DRAWING = 30.0
_SURFACE = {Mesher.OWN: 0.8, Mesher.SDF: 15.0}


def generation_plan(request: GenerationRequest) -> Plan:
    """The stages of an object from nothing."""
    model = (request.pipeline, request.device)
    cloud = (*model, request.points, request.steps, request.sampler)
    coarse, fine = _first_stages(request)
    plan = {
        Stage.LOADING: Expected(model, _LOADING),
        Stage.COARSE: Expected(cloud, coarse),
        Stage.FINE: Expected(cloud, fine),
    }
    if request.output is Output.POINTS:
        return plan
    key = (request.points, request.surface, request.mesher)
    return {**plan, Stage.SURFACE: Expected(key, _SURFACE[request.mesher])}


def _first_stages(request: GenerationRequest) -> tuple[float, float]:
    """Seconds to expect of the coarse and the fine stage."""
    if request.pipeline == BUNDLED:
        return _BUNDLED[Stage.COARSE], _BUNDLED[Stage.FINE]
    if request.pipeline.startswith("shap-e"):
        return 2 * request.steps * _SHAP_E_STEP, _SHAP_E_DECODING
    calls = request.steps * (2 if request.sampler is Sampler.PUBLISHED else 1)
    fine = calls * _UPSAMPLER_STEP if request.points > 1024 else 0.0
    return calls * _BASE_STEP.get(request.pipeline, _OTHER_BASE_STEP), fine


def surface_plan(request: SurfaceRequest, points: int) -> Plan:
    """The one stage of a surface around so many points."""
    key = (points, request.settings, request.estimate_normals)
    return {Stage.SURFACE: Expected(key, _SURFACE[Mesher.OWN])}


def drawing_plan(request: DrawRequest) -> Plan:
    """The stages of a picture."""
    model = (request.folder, request.device)
    settings = (*model, request.steps, request.guidance_scale, request.side)
    return {Stage.LOADING: Expected(model, _LOADING), Stage.DRAWING: Expected(settings, _DRAWING)}


class Estimate:
    """Remembers the seconds of each stage over the worker's life."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[object, ...], float] = {}

    def begin(self, plan: Plan) -> JobClock:
        """Start the clock of a job."""
        return JobClock(self, plan)

    def measured(self, stage: Stage, key: tuple[object, ...]) -> float | None:
        """Seconds that the stage took the last time, None before."""
        return self._seconds.get((stage, *key))

    def learn(self, stage: Stage, key: tuple[object, ...], seconds: float) -> None:
        """Remember what the stage took; a second loading costs nothing."""
        self._seconds[(stage, *key)] = 0.05 if stage is Stage.LOADING else seconds


class JobClock:
    """The progress of one job."""

    def __init__(self, estimate: Estimate, plan: Plan) -> None:
        self._estimate = estimate
        self._keys = {stage: expected.key for stage, expected in plan.items()}
        self._plan: dict[Stage, float] = {}
        self._first_loading = False
        for stage, (key, first) in plan.items():
            known = estimate.measured(stage, key)
            self._plan[stage] = first if known is None else known
            self._first_loading |= stage is Stage.LOADING and known is None
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
        if stage is Stage.LOADING and self._first_loading:
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
